"""Several columns of a file as one of a feed: day and time, first and last name, the lines of an address."""

from collections.abc import Sequence

import polars as pl

DAY, TIME_OF_DAY = "%Y-%m-%d", "%H:%M:%S"
"""How a day, and the time of a day, is written where a file has them as such."""


def joined(rows: pl.DataFrame, names: Sequence[str]) -> pl.Expr:
    """Columns of `rows` as one, with a blank between: null where the first holds nothing, without what others lack.

    One column alone stays as it is.
    """
    if len(names) == 1:
        return pl.col(names[0])
    texts = [written(rows.schema[name], name) for name in names]
    return pl.when(texts[0].is_not_null()).then(pl.concat_str(texts, separator=" ", ignore_nulls=True))


def written(kind: pl.DataType, name: str) -> pl.Expr:
    """A column as text; null where it is empty."""
    column = pl.col(name)
    if kind in (pl.Date, pl.Datetime):
        return column.dt.strftime(DAY)
    if kind == pl.Time:
        return column.dt.strftime(TIME_OF_DAY)
    text = column.cast(pl.String, strict=False).str.strip_chars()
    return pl.when(text != "").then(text)
