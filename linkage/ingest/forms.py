"""Forms of times and numbers that a map names: `%d.%m.%Y %H:%M`, `1.234,56`; read into the ordinary form."""

from collections.abc import Mapping

import polars as pl

COMMA = "1.234,56"
"""The form of numbers with a comma before their decimals."""


def known(form: str) -> bool:
    """Whether this is a form a map may name."""
    return form == COMMA or "%" in form


def ordinary(rows: pl.DataFrame, forms: Mapping[str, str]) -> pl.DataFrame:
    """Rows whose columns of a form are in the ordinary one; a cell of another form stays as it is."""
    there = {name: form for name, form in forms.items() if name in rows.columns}
    return rows.with_columns(read(pl.col(name), form).alias(name) for name, form in there.items())


def read(column: pl.Expr, form: str) -> pl.Expr:
    """A column of a form in the ordinary one."""
    text = column.cast(pl.String)
    bare = text.str.strip_chars()
    if form == COMMA:
        turned = bare.str.replace_all(r"[. ](\d{3})", "$1").str.replace(",", ".", literal=True)
        return pl.when(turned.str.contains(r"^-?[0-9]+(\.[0-9]+)?$")).then(turned).otherwise(text)
    times = (
        bare.str.to_datetime(form, strict=False) if clocked(form) else bare.str.to_date(form, strict=False)
    )
    return pl.coalesce(times.cast(pl.Datetime("us")).dt.strftime("%Y-%m-%dT%H:%M:%S"), text)


def clocked(form: str) -> bool:
    """Whether a form of times has hours."""
    return any(part in form for part in ("%H", "%I", "%T", "%R"))
