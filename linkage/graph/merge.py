"""What becomes of rows that speak of the same thing: earliest, latest, largest, union.

One rule a table, used when the parts of a batch come together, when batches are read, and when they are
folded; so neither order, nor repetition, nor where a load was cut changes what is read.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from linkage import tables


@dataclass(frozen=True)
class Rule:
    """How rows of one table merge: the columns that name the thing, and what is kept of each other one."""

    schema: tables.Schema
    keys: tuple[str, ...]
    earliest: tuple[str, ...] = ()
    largest: tuple[str, ...] = ()
    ranked: tuple[str, ...] = ()
    union: tuple[str, ...] = ()

    @property
    def range_key(self) -> str:
        """The column its rows are cut into ranges by."""
        return self.keys[0]


STATUS_RANK: Final = {"active": 0, "limited": 1, "suspended": 2, "closed": 3, "banned": 4}
"""An unknown status ranks below all of these, by text."""

_CODE = pl.Int64()
_FACTS: tables.Schema = {name: _CODE if name == "kind" else dtype for name, dtype in tables.FACTS.items()}

RULES: Final[dict[str, Rule]] = {
    "accounts": Rule(tables.ACCOUNTS, ("account",), largest=("account_id",)),
    "values": Rule({**tables.VALUES, "kind": _CODE}, ("value",), earliest=("kind", "mask")),
    "facts": Rule(_FACTS, ("value", "account"), ("kind", "first_seen"), ("last_seen", "count")),
    "holdings": Rule({"account": _CODE, "value": _CODE}, ("account", "value")),
    "implied": Rule({**tables.IMPLIED, "kind": _CODE}, ("value", "implied"), earliest=("kind",)),
    "seen": Rule({"account": _CODE}, ("account",)),
    "measures": Rule(
        tables.MEASURES,
        ("account",),
        earliest=("created_at",),
        largest=("plan", "country", "largest_amount", "peak_requests", "peak_tokens"),
        ranked=("status",),
        union=("paid_days", "hours"),
    ),
    "relations": Rule(
        tables.RELATIONS, ("account", "other", "kind"), ("first_seen",), ("last_seen", "amount")
    ),
    "labels": Rule(tables.LABELS, ("account", "label"), earliest=("at",)),
    "exits": Rule(tables.EXITS, ("account", "country")),
}
"""By table of the store, in the order they are written; kinds of values are codes here."""


def fold(frame: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """The frame sorted by the rule's keys, with one row a key."""
    if frame.height < 2:
        return frame
    frame = ordered(frame, rule.keys)
    run = frame.select(run=_starts(rule.keys).cum_sum()).to_series()
    if run[-1] == frame.height:
        return frame
    numbered = frame.with_columns(run.set_sorted())
    repeated = numbered.filter(_repeats("run"))
    single = numbered.filter(~_repeats("run"))
    return pl.concat([single, _merge(repeated, rule).select(numbered.columns)]).sort("run").drop("run")


def ordered(frame: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    """The frame sorted by those columns; as it is when it is already (rows come by primary key)."""
    out_of_order = pl.lit(False)
    for key in reversed(keys):
        before = pl.col(key).shift(1)
        out_of_order = (pl.col(key) < before) | ((pl.col(key) == before) & out_of_order)
    return frame.sort(keys) if frame.select(out_of_order.any()).item() else frame


def held_by_many(key: str) -> pl.Expr:
    """In a frame sorted by that column: true where a neighbour has the same."""
    return _repeats(key)


def _starts(keys: tuple[str, ...]) -> pl.Expr:
    """True on the first row of each run of equal keys."""
    return pl.any_horizontal(pl.col(key) != pl.col(key).shift(1) for key in keys).fill_null(True)


def _repeats(key: str) -> pl.Expr:
    column = pl.col(key)
    return ((column == column.shift(1)) | (column == column.shift(-1))).fill_null(False)


def _merge(frame: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """One row a run, in the order of runs."""
    ranked = frame.with_columns(_rank(name) for name in rule.ranked)
    merged = ranked.group_by("run", maintain_order=True).agg(
        *(pl.col(name).first() for name in rule.keys),
        *(pl.col(name).min() for name in rule.earliest),
        *(pl.col(name).max() for name in (*rule.largest, *rule.ranked)),
    )
    merged = merged.with_columns(pl.col(name).str.slice(1) for name in rule.ranked)
    for name in rule.union:
        merged = merged.join(_union(frame, name), on="run", how="left", maintain_order="left")
    return merged


def _rank(name: str) -> pl.Expr:
    """A status behind its rank, so that the largest text is the highest rank."""
    rank = pl.col(name).replace_strict(STATUS_RANK, default=None, return_dtype=pl.Int8).cast(pl.String)
    return rank.fill_null("-") + pl.col(name)


def _union(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The items of a run's lists, each once, sorted."""
    lists = frame.select("run", name).drop_nulls()
    several = _repeats("run")
    items = lists.filter(several).explode(name).drop_nulls().unique().sort("run", name)
    joined = items.group_by("run", maintain_order=True).agg(name)
    return pl.concat([lists.filter(~several), joined])
