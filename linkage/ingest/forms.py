"""Forms of times and numbers that a map names: `%d.%m.%Y %H:%M`, `1.234,56`; read into the ordinary form."""

from collections.abc import Mapping

import polars as pl

COMMA, POINT = "1.234,56", "1,234.56"
"""The forms of numbers with a comma before their decimals, and with commas between thousands."""

NUMBERS: Mapping[str, tuple[str, str, str]] = {
    COMMA: (r"^[-+]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$", ".", ","),
    POINT: (r"^[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$", ",", "."),
}
"""By form of numbers: what one looks like, the sign between thousands, the sign before decimals."""

BESIDE = r"^[A-Z]{3}\b|\b[A-Z]{3}$|[€$£¥₹\s'’]"
"""Signs and codes of currencies, blanks and apostrophes between thousands."""


def known(form: str) -> bool:
    """Whether this is a form a map may name."""
    return form in NUMBERS or "%" in form


def ordinary(rows: pl.DataFrame, forms: Mapping[str, str]) -> pl.DataFrame:
    """Rows whose columns of a form are in the ordinary one; a cell of another form stays as it is."""
    there = {name: form for name, form in forms.items() if name in rows.columns}
    return rows.with_columns(read(pl.col(name), form).alias(name) for name, form in there.items())


def read(column: pl.Expr, form: str) -> pl.Expr:
    """A column of a form in the ordinary one."""
    text = column.cast(pl.String)
    bare = text.str.strip_chars()
    if form in NUMBERS:
        looks, thousands, decimals = NUMBERS[form]
        number = bare.str.replace_all(BESIDE, "")
        turned = number.str.replace_all(thousands, "", literal=True).str.replace(decimals, ".", literal=True)
        return pl.when(number.str.contains(looks)).then(turned).otherwise(text)
    times = (
        bare.str.to_datetime(form, strict=False) if clocked(form) else bare.str.to_date(form, strict=False)
    )
    return pl.coalesce(times.cast(pl.Datetime("us")).dt.strftime("%Y-%m-%dT%H:%M:%S"), text)


def clocked(form: str) -> bool:
    """Whether a form of times has hours."""
    return any(part in form for part in ("%H", "%I", "%T", "%R"))
