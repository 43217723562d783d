"""From a column of raw cells to tokens, with what follows from them and what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from linkage import kinds
from linkage.kinds import Context, Kind, mangled, text
from linkage.normalise.tokens import fresh, tags
from linkage.tables import IMPLIED, VALUES

UNREADABLE = "unreadable"
"""Code of a cell that is no value of its kind."""

ASIDE = pl.Schema({"row": pl.UInt64(), "column": pl.String(), "code": pl.String()})
"""Cells set aside: where, and why; never what was in them."""


@dataclass(frozen=True)
class Column:
    """A column of one kind, read."""

    kind: Kind
    value: pl.Series
    """Token of each row, null for no value."""
    distinct: pl.DataFrame
    """Columns `canonical` and `value`: each value once. The one place where canonical values are held."""
    bad: pl.Series
    """True where the cell is unreadable."""


def read(raw: pl.Series, country: pl.Series | None, kind: Kind, pepper: bytes) -> Column:
    """Clean the distinct cells of a column, and token the distinct values."""
    cells = pl.DataFrame({"raw": raw.cast(pl.String)})
    if kind.local and country is not None:
        cells = cells.with_columns(country=country)
    once = cells.unique(maintain_order=True)
    whole = mangled.plain(once["raw"])
    canonical = kind.clean(whole, Context(once["country"] if "country" in once.columns else None))
    distinct = pl.DataFrame({"canonical": canonical.unique(maintain_order=True).drop_nulls()})
    distinct = distinct.with_columns(fresh(kind.name, distinct["canonical"], pepper))
    lost = whole.is_null() & once["raw"].is_not_null()
    once = once.with_columns(canonical=canonical, bad=_bad(once["raw"], canonical, kind) | lost)
    once = once.join(distinct, on="canonical", how="left", maintain_order="left")
    if once.height < cells.height:
        once = cells.join(once, on=cells.columns, how="left", maintain_order="left", nulls_equal=True)
    return Column(kind, once["value"], distinct, once["bad"])


def _bad(raw: pl.Series, canonical: pl.Series, kind: Kind) -> pl.Series:
    """True for cells that hold something, but nothing that the kind can read."""
    empty = canonical.is_null() & ~text.void(raw)
    return text.narrow(empty, ~kind.readable(raw.filter(empty))) if empty.any() else empty


def aside(rows: pl.Series, column: str, bad: pl.Series) -> pl.DataFrame:
    """The cells of a column that are set aside, by row."""
    found = pl.DataFrame({"row": rows.filter(bad).cast(pl.UInt64)})
    return found.select("row", pl.lit(column).alias("column"), pl.lit(UNREADABLE).alias("code"))


def values(kind: Kind, distinct: pl.DataFrame) -> pl.DataFrame:
    """`tables.VALUES` of distinct values; kind and tag stand in for a mask that would show too much."""
    mask = kind.mask(distinct["canonical"])
    bare = mask.is_null()
    mask = text.patch(mask, bare, (f"{kind.name} {tag}" for tag in tags(distinct["value"].filter(bare))))
    return distinct.select("value", pl.lit(kind.name).alias("kind"), mask.alias("mask")).cast(
        pl.Schema(VALUES)
    )


def implied(column: Column, pepper: bytes) -> tuple[list[pl.DataFrame], list[pl.DataFrame]]:
    """What follows from the values of a column: tables of `IMPLIED`, and of the `VALUES` implied."""
    pairs, seen = [], []
    for each in column.kind.implies:
        frame = column.distinct.with_columns(implied=each.derive(column.distinct["canonical"])).drop_nulls()
        distinct = frame.select(canonical="implied").unique(maintain_order=True)
        distinct = distinct.with_columns(fresh(each.kind, distinct["canonical"], pepper))
        named = distinct.rename({"canonical": "implied", "value": "token"})
        frame = frame.join(named, on="implied", how="left", maintain_order="left")
        pairs.append(frame.select("value", implied="token").cast(pl.Schema(IMPLIED)))
        seen.append(values(kinds.get(each.kind), distinct))
    return pairs, seen


def token_of(
    kind: str, raw: str, pepper: bytes, country: str | None = None, declared: Mapping[str, Kind] | None = None
) -> int | None:
    """Token of one raw value that somebody searches by; None when it is no value."""
    known = (declared or {}).get(kind) or kinds.get(kind)
    found = read(pl.Series([raw]), pl.Series([country], dtype=pl.String), known, pepper).value
    return None if found[0] is None else int(found[0])
