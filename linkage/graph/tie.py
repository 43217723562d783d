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


def tie(facts: Iterator[pl.DataFrame], implied: Iterator[pl.DataFrame], within: ranges.Cuts) -> pl.DataFrame:
    """Facts whose value two or more accounts hold, what follows included; kinds as codes.

    Both come as a frame a range of `within`, merged and sorted by value; none at all when nothing is visible.
    """
    follows = [_small(each) for each in implied]
    if not follows:
        return _small(pl.DataFrame(schema=merge.RULES["facts"].schema))
    targets = pl.concat(each["implied"].unique() for each in follows).unique().to_frame("value")
    direct: list[pl.DataFrame] = []
    derived: list[list[pl.DataFrame]] = [[] for _ in within]
    for frame, pairs in zip(facts, _drained(follows), strict=True):
        held = _small(frame)
        for bucket, piece in zip(derived, ranges.cut(_follow(held, pairs), "value", within), strict=True):
            bucket.extend([piece] if piece.height else [])
        direct.append(held.filter(_kept(held, targets)))
    with ThreadPoolExecutor(_THREADS) as pool:
        return pl.concat(pool.map(_together, _drained(direct), _drained(derived)))


def named(frame: pl.DataFrame, codes: Mapping[str, int]) -> pl.DataFrame:
    """`tables.SHARED`, kinds by name."""
    if not frame.height:
        return pl.DataFrame(schema=tables.SHARED)
    names = {code: name for name, code in codes.items()}
    return frame.select(
        pl.col("kind").replace_strict(names, return_dtype=pl.Categorical()) if name == "kind" else name
        for name in _PARTS
    )


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


def _kept(held: pl.DataFrame, targets: pl.DataFrame) -> pl.Series:
    """Facts that are shared as they are, or may be once what follows from others is added."""
    return held.select(
        merge.held_by_many("value") | pl.col("value").is_in(targets["value"].implode())
    ).to_series()


def _together(direct: pl.DataFrame, derived: list[pl.DataFrame]) -> pl.DataFrame:
    """One range of the result: direct and derived facts merged, those of a single holder left out."""
    if derived:
        direct = merge.fold(pl.concat([direct, *derived]), merge.RULES["facts"])
    return direct.filter(merge.held_by_many("value"))


def _small(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("kind").cast(pl.UInt16))
