"""Numbers as spreadsheets and floating point leave them: put right when nothing is lost, else told to be rounded.

A spreadsheet shows a long number as `1.23457E+11`, and saves what it shows; it keeps 15 digits and writes zeros
for the rest (Microsoft support 269370). Data frames write whole numbers as `447911123456.0` once a cell is
missing, and lose digits beyond 2^53.
"""

import polars as pl

from linkage.kinds import text

_EXPONENT = r"^\s*[+-]?[0-9](?:[.,]([0-9]+))?[eE]\+?([0-9]{1,3})\s*$"
_WRITTEN = r"^\s*[+-]?[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{1,3}\s*$|^\s*[+-]?[0-9][.,][0-9]+[eE][0-9]{1,3}\s*$"
"""With a plus or a point: `123e4567` is the beginning of many an id in hex, and no number."""

_FLOAT = r"^\s*[+-]?([0-9]{16,})\.0*\s*$"
"""A float of whole value, of so many digits that the last ones may not be its own."""

_TAIL = r"^\s*\+?([0-9]{5,})\.0+\s*$"
"""A whole number of five digits and more that went through a float; `1.0` may be a version."""

_EXACT = 2**53
_KEPT = 15
"""Digits that a spreadsheet keeps."""

_LEAST = 5
"""Long ids that must all end in zeros before that is laid to a spreadsheet."""


def _scientific(values: pl.Series) -> pl.Series:
    """True for numbers with an exponent; nearly every value lacks one, and is spared the pattern."""
    maybe = values.str.contains(r"^\s*[+-]?[0-9](?:[.,][0-9]+)?[eE]").fill_null(False)
    return text.narrow(maybe, values.filter(maybe).str.contains(_WRITTEN)) if maybe.any() else maybe


def spelt(values: pl.Series) -> pl.Series:
    """The values, those with an exponent and all their digits written out: `1.2345E+04` is `12345`."""
    where = _scientific(values)
    if not where.any():
        return values
    found = values.filter(where)
    parts = found.str.extract_groups(_EXPONENT).struct.unnest()
    decimals, power = parts["1"].fill_null("").str.len_bytes(), parts["2"].cast(pl.Int64)
    digits = found.str.strip_chars().str.replace(r"[eE].*$", "").str.replace_all(r"[^0-9-]", "")
    return text.patch(values, where, digits.zip_with(decimals == power, found))


def rounded(values: pl.Series) -> pl.Series:
    """True for numbers that lost digits: an exponent without all of them, a float beyond 2^53."""
    long = values.str.contains(r"^\s*[+-]?[0-9]{16,}\.").fill_null(False)
    if long.any():
        whole = values.filter(long).str.extract(_FLOAT).cast(pl.Float64, strict=False)
        long = text.narrow(long, (whole >= _EXACT).fill_null(False))
    return long | _scientific(spelt(values))


def zeroed(values: pl.Series) -> pl.Series:
    """True for whole numbers of more than 15 digits, when all of them in the column end in zeros from there on."""
    long = values.str.contains(r"^\s*[0-9]{16,25}\s*$").fill_null(False)
    if not long.any():
        return long
    numbers = values.filter(long).str.strip_chars()
    ends = numbers.str.slice(_KEPT).str.contains("^0+$")
    once = numbers.filter(numbers.str.len_bytes() > _KEPT + 1).n_unique()
    return long & bool(ends.all() and once >= _LEAST)


def plain(values: pl.Series) -> pl.Series:
    """Values of any kind: exponents written out and `.0` left off where that loses nothing; null where rounded."""
    if not values.str.contains(r"^\s*[+-]?[0-9]+[.,eE]").any():
        return values
    full = spelt(values)
    full = text.unless(rounded(full), full)
    return full.str.replace(_TAIL, "$1")
