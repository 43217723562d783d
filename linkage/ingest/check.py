"""Rows as they were read to rows a feed vouches for, and what had to be set aside."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from linkage.ingest import cells, ids, times, trailer
from linkage.ingest.feeds import Column, Feed, Type
from linkage.ingest.losses import MISSING
from linkage.ingest.readers import ROW, SPOILED


@dataclass(frozen=True)
class Checked:
    """A chunk of one feed."""

    rows: pl.DataFrame
    """The rows that go in, in order: `row` and the feed's columns that the table has, typed."""
    aside: pl.DataFrame
    """Rows set aside whole, one line each; columns of `SPOILED`."""
    spoiled: pl.DataFrame
    """Cells set aside from rows that go in; columns of `SPOILED`."""
    units: Mapping[str, frozenset[str]]
    """Units of epoch times met, by column."""


def check(
    feed: Feed, rows: pl.DataFrame, hash_with: bytes | None = None, latest: int = times.LATEST
) -> Checked:
    """Type the columns of a chunk, named as in the feed; ids are hashed when there is a key to do it with.

    `latest` is the last second that may be a time.
    """
    typed: list[pl.Series] = [rows[ROW]]
    codes: dict[str, pl.Series] = {}
    units: dict[str, frozenset[str]] = {}
    for column in feed.columns:
        if column.name in rows.columns:
            read = _read(rows[column.name], column, hash_with, latest)
            typed.append(read.values.alias(column.name))
            if read.codes is not None:
                codes[column.name] = read.codes
            if read.units:
                units[column.name] = read.units
        elif column.required:
            codes[column.name] = pl.repeat(_missing(column), rows.height, dtype=pl.String, eager=True)
    ends = trailer.codes(rows)
    if ends is not None:
        known = codes.get("account_id")
        codes["account_id"] = ends if known is None else ends.zip_with(ends.is_not_null(), known)
    fatal = {name: codes.pop(name) for name in feed.required if name in codes}
    lost, keep = _first(rows[ROW], fatal)
    good = pl.DataFrame(typed)
    return Checked(good if keep is None else good.filter(keep), lost, _all(rows[ROW], codes, keep), units)


def identity(raw: pl.Series, column: Column, hash_with: bytes | None = None) -> pl.Series:
    """Ids of a column as a feed has them, null where there is none."""
    return _read(raw, column, hash_with, times.LATEST).values


def _read(raw: pl.Series, column: Column, hash_with: bytes | None, latest: int) -> cells.Cells:
    read = cells.read(raw, column, latest)
    if column.type is Type.ID:
        read = _identity(read, hash_with)
    if column.required and read.values.null_count():
        missing = pl.select(pl.when(read.values.is_null()).then(pl.lit(_missing(column)))).to_series()
        codes = missing if read.codes is None else read.codes.zip_with(read.codes.is_not_null(), missing)
        return cells.Cells(read.values, codes, read.units)
    return read


def _missing(column: Column) -> str:
    return "account_id" if column.name == "account_id" else MISSING


def _identity(read: cells.Cells, hash_with: bytes | None) -> cells.Cells:
    """Ids that are some; those that give a person away are hashed with all others, or set aside."""
    values = ids.unwrapped(read.values)
    faults = ids.faults(values)
    if faults is not None:
        values = values.set(faults.is_not_null(), None)
        codes = faults if read.codes is None else read.codes.zip_with(read.codes.is_not_null(), faults)
        read = cells.Cells(values, codes)
    if hash_with is not None:
        return cells.Cells(ids.hashed(values, hash_with), read.codes)
    personal = ids.personal(values)
    if not personal.any():
        return cells.Cells(values, read.codes)
    new = pl.select(pl.when(personal).then(pl.lit("personal_id"))).to_series()
    codes = new if read.codes is None else read.codes.zip_with(read.codes.is_not_null(), new)
    return cells.Cells(values.set(personal, None), codes)


def _first(rows: pl.Series, codes: dict[str, pl.Series]) -> tuple[pl.DataFrame, pl.Series | None]:
    """The first fault of each faulty row, and which rows have none; None when no row is faulty."""
    if not codes:
        return pl.DataFrame(schema=SPOILED), None
    found = pl.DataFrame({ROW: rows, **codes})
    named = [pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in codes]
    faults = found.select(
        ROW, pl.coalesce(named).alias("column"), pl.coalesce([pl.col(name) for name in codes]).alias("code")
    )
    return faults.filter(pl.col("code").is_not_null()), faults["code"].is_null()


def _all(rows: pl.Series, codes: dict[str, pl.Series], keep: pl.Series | None) -> pl.DataFrame:
    """Every faulty cell of the rows kept, by row and column."""
    kept = keep if keep is not None else pl.repeat(True, len(rows), dtype=pl.Boolean, eager=True)
    faults = [
        pl.DataFrame({ROW: rows, "code": code})
        .filter(kept & code.is_not_null())
        .select(ROW, pl.lit(name).alias("column"), "code")
        for name, code in codes.items()
    ]
    return pl.concat([pl.DataFrame(schema=SPOILED), *faults]).sort(ROW, "column")
