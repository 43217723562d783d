"""From rows to facts: who holds which value, since when, how often, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from linkage import kinds
from linkage.kinds import Kind, text
from linkage.normalise import cells
from linkage.normalise.feeds import Feed
from linkage.tables import FACTS, IMPLIED, VALUES


@dataclass(frozen=True)
class Found:
    """Tables under way, in pieces; `merged` makes one of each."""

    facts: list[pl.DataFrame] = field(default_factory=list)
    values: list[pl.DataFrame] = field(default_factory=list)
    implied: list[pl.DataFrame] = field(default_factory=list)
    aside: list[pl.DataFrame] = field(default_factory=list)

    def merged(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """`FACTS` by earliest, latest and largest; `VALUES` and `IMPLIED` without repetition; all sorted."""
        facts = pl.concat(self.facts or [pl.DataFrame(schema=FACTS)])
        facts = facts.group_by("value", "account").agg(
            pl.col("kind").first(),
            pl.col("first_seen").min(),
            pl.col("last_seen").max(),
            pl.col("count").max(),
        )
        values = pl.concat([pl.DataFrame(schema=VALUES), *self.values]).unique("value").sort("value")
        pairs = pl.concat([pl.DataFrame(schema=IMPLIED), *self.implied]).unique()
        return (
            facts.select(*FACTS).cast(pl.Schema(FACTS)).sort("value", "account"),
            values,
            pairs.sort("value", "implied"),
        )


def held(feed: Feed, rows: pl.DataFrame) -> pl.DataFrame:
    """Columns `account`, `first_seen`, `last_seen` and `count` of each row; one time stands for both."""

    def number(name: str | None) -> pl.Expr:
        known = name is not None and name in rows.columns
        return (pl.col(str(name)) if known else pl.lit(None)).cast(pl.Int64, strict=False)

    first, last = number(feed.first), number(feed.last)
    return rows.select(
        "account",
        first_seen=pl.min_horizontal(first, last),
        last_seen=pl.max_horizontal(first, last),
        count=number(feed.count).fill_null(1).clip(lower_bound=1),
    )


def _add(found: Found, column: cells.Column, who: pl.DataFrame, where: pl.Series | None = None) -> None:
    """Add facts of the rows where the column has a value (and `where` is true)."""
    rows = who.with_columns(value=column.value, kind=pl.lit(column.kind.name, dtype=pl.Categorical()))
    rows = rows if where is None else rows.filter(where)
    found.facts.append(rows.drop_nulls("value").select(*FACTS))


def _describe(found: Found, column: cells.Column, pepper: bytes) -> None:
    """Add a column's values and what follows from each of them."""
    pairs, seen = cells.implied(column, pepper)
    found.implied.extend(pairs)
    found.values.extend([cells.values(column.kind, column.distinct), *seen])


def columns(feed: Feed, rows: pl.DataFrame, pepper: bytes) -> Found:
    """Facts of a feed whose columns have one kind each."""
    found, who, parents = Found(), held(feed, rows), dict[str, cells.Column]()
    country = rows["country"] if "country" in rows.columns else None
    for source in feed.sources:
        if source.column not in rows.columns:
            continue
        column = cells.read(rows[source.column], country, kinds.get(source.kind), pepper)
        parents[source.column] = column
        found.aside.append(cells.aside(rows["row"], source.column, column.bad))
        _describe(found, column, pepper)
        _place(found, column, who, parents.get(source.of or ""))
    return found


def _place(found: Found, column: cells.Column, who: pl.DataFrame, parent: cells.Column | None) -> None:
    """Hang a column on the values of its parent, and on the account itself in rows where that has none."""
    if parent is None:
        return _add(found, column, who)
    pairs = pl.DataFrame({"value": parent.value, "implied": column.value}).drop_nulls().unique()
    found.implied.append(pairs)
    return _add(found, column, who, parent.value.is_null())


def _kind_names(rows: pl.DataFrame) -> pl.Series:
    """Kinds of the rows of the `facts` feed, folded; null for what is no name."""
    once = rows["kind"].unique(maintain_order=True)
    name = text.label(text.fold(once))
    table = pl.DataFrame({"kind": once, "name": name})
    return rows.select("kind").join(table, on="kind", how="left", maintain_order="left", nulls_equal=True)[
        "name"
    ]


def attributes(feed: Feed, rows: pl.DataFrame, pepper: bytes, declared: Mapping[str, Kind]) -> Found:
    """Facts of the feed whose rows each name their kind."""
    found, named = Found(), rows.with_columns(kind=_kind_names(rows))
    found.aside.append(cells.aside(rows["row"], "kind", named["kind"].is_null()))
    for part in named.drop_nulls("kind").partition_by("kind", maintain_order=True):
        name = str(part["kind"][0])
        column = cells.read(part["value"], None, declared.get(name) or kinds.get(name), pepper)
        found.aside.append(cells.aside(part["row"], "value", column.bad))
        _describe(found, column, pepper)
        _add(found, column, held(feed, part))
    return found
