"""Lines that end an export and are no rows: `TRAILER,2`, `EOF`, `TOTAL;0002`, as mainframes and banks write them.

A word alone proves nothing, since it may be an id: such a line says nothing else, or how many rows came before it.
"""

from typing import Final

import polars as pl

from linkage.ingest.readers import ROW

WORDS: Final = ("TRAILER", "TRL", "EOF", "ENDOFFILE", "FOOTER", "TOTAL", "TOTALS", "RECORDCOUNT", "ROWCOUNT")
"""What stands in the column of ids, without blanks and signs."""
AROUND: Final = 3
"""Counts that fit: the rows before it, with the header or without, or with the line itself."""


def codes(rows: pl.DataFrame) -> pl.Series | None:
    """The code `trailer` for each row that ends a file; None where there is none, as nearly always."""
    if rows.schema.get("account_id") != pl.String():
        return None
    given = rows["account_id"]
    if not _words(given.filter(~given.str.contains("[0-9]"))).is_in(WORDS).any():  # most ids have a digit
        return None
    word = _words(given)
    others = [name for name in rows.columns if name not in (ROW, "account_id")]
    silent = pl.all_horizontal(pl.lit(True), *(_silent(name) | _counts(name) for name in others))
    ends = rows.select(pl.lit(word).is_in(WORDS) & silent.fill_null(False)).to_series()
    return pl.select(pl.when(ends).then(pl.lit("trailer"))).to_series() if ends.any() else None


def _words(given: pl.Series) -> pl.Series:
    return given.str.to_uppercase().str.replace_all(r"[\W_]", "")


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String, strict=False).str.strip_chars()


def _silent(name: str) -> pl.Expr:
    return pl.col(name).is_null() | (_text(name) == "")


def _counts(name: str) -> pl.Expr:
    """Whether a cell is how many rows came before."""
    told = pl.when(_text(name).str.contains(r"^\d{1,18}$")).then(_text(name)).cast(pl.Int64, strict=False)
    return (pl.col(ROW).cast(pl.Int64) - told).is_between(0, AROUND - 1).fill_null(False)
