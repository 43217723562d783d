"""Facts and what follows from them, put together: which accounts share which value.

A store gives both a key range at a time, so that memory follows what is shared and not what is held.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

import polars as pl

from linkage import tables
from linkage.graph import merge, ranges

T = TypeVar("T")
_THREADS: Final = 2
_PARTS: Final = tuple(tables.SHARED)


def join_shared(
    facts: Iterator[pl.DataFrame], implied: Iterator[pl.DataFrame], within: ranges.Cuts
) -> tables.Holdings:
    """Facts whose value two or more accounts hold, what follows included, and the kinds of the others; kinds as codes.

    Both come as a frame a range of `within`, merged and sorted by value; none at all when nothing is visible.
    """
    follows = [_small(each) for each in implied]
    if not follows:
        nothing = _small(pl.DataFrame(schema=merge.RULES["facts"].schema))
        return tables.Holdings(nothing, nothing.select(*tables.OWN))
    targets = pl.concat(each["implied"].unique() for each in follows).unique().to_frame("value")
    direct: list[pl.DataFrame] = []
    own: list[pl.DataFrame] = []
    derived: list[list[pl.DataFrame]] = [[] for _ in within]
    for frame, pairs in zip(facts, _drained(follows), strict=True):
        held = _small(frame)
        for bucket, piece in zip(derived, ranges.cut(_follow(held, pairs), "value", within), strict=True):
            bucket.extend([piece] if piece.height else [])
        many = held.select(merge.held_by_many("value")).to_series()
        own.append(held.filter(~many).select(*tables.OWN))
        direct.append(held.filter(many | held["value"].is_in(targets["value"].implode())))
    with ThreadPoolExecutor(_THREADS) as pool:
        shared = pl.concat(pool.map(_together, _drained(direct), _drained(derived)))
    return tables.Holdings(shared, pl.concat(own))


def named(found: tables.Holdings, codes: Mapping[str, int]) -> tables.Holdings:
    """The same with kinds by name."""
    names = {code: name for name, code in codes.items()}
    if not names:
        return tables.Holdings()
    kind = pl.col("kind").replace_strict(names, return_dtype=pl.Categorical())
    return tables.Holdings(found.shared.select(_PARTS).with_columns(kind), found.own.with_columns(kind))


def _follow(held: pl.DataFrame, implied: pl.DataFrame) -> pl.DataFrame:
    """What the holders of values hold besides, sorted by value."""
    if not (held.height and implied.height):
        return held.clear()
    joined = held.drop("kind").join(implied, on="value").drop("value").rename({"implied": "value"})
    return joined.select(held.columns).sort("value")


def _drained(items: list[T]) -> Iterator[T]:
    """The items, each let go of as it is taken."""
    items.reverse()
    while items:
        yield items.pop()


def _together(direct: pl.DataFrame, derived: list[pl.DataFrame]) -> pl.DataFrame:
    """One range of the result: direct and derived facts merged, those of a single holder left out."""
    if derived:
        direct = merge.fold(pl.concat([direct, *derived]), merge.RULES["facts"])
    return direct.filter(merge.held_by_many("value"))


def _small(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("kind").cast(pl.UInt16))
