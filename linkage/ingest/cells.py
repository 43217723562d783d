"""Cells of one column, whatever the format gave, to the type the feed says; the unreadable get a code."""

from dataclasses import dataclass, replace

import polars as pl

from linkage.ingest import times
from linkage.ingest.feeds import Column, Type

LONGEST = 64 << 10
"""Most bytes in a cell."""

_NOTHING = ("null", "none", "nan", "nat", "n/a", "na", "\\n", "-")
"""Ways in which exports write an empty cell, where a number, a time or one of a few words is expected."""

_LONGEST_NOTHING = 8
"""Most bytes looked at for such a word, with blanks around it."""

_UNKNOWN = ("unknown", "other", "undefined")
"""The same, where one of a few words is expected."""

ERRORS = ("#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA")
"""What a spreadsheet has where a formula came to nothing."""

_EXACT = 2.0**53
"""Whole numbers beyond it lose digits as floating point, and with them their identity."""


@dataclass(frozen=True)
class Cells:
    """A column, read."""

    values: pl.Series
    """Of the column's type; null where there is none or it cannot be read."""
    codes: pl.Series | None = None
    """Why a cell cannot be read, null where it can; None when all can."""
    units: frozenset[str] = frozenset()
    """Units of the epoch times met."""


def read(raw: pl.Series, column: Column, latest: int = times.LATEST) -> Cells:
    """Read one column of a chunk; `latest` is the last second that may be a time."""
    if column.type in (Type.TIME, Type.WHOLE, Type.REAL):
        if raw.dtype.is_numeric() or raw.dtype.is_temporal():
            return _typed(raw, column.type, latest)
        text = _formulas(_text(raw))
        found = _typed(text.values, column.type, latest)
        return replace(found, codes=_either(text.codes, found.codes))
    text = _text(raw)
    if column.type is Type.ID:  # an id that is an error loses the row, not the cell
        return text
    text = _formulas(text)
    return _choice(text, column) if column.type is Type.CHOICE else text


def _typed(raw: pl.Series, kind: Type, latest: int) -> Cells:
    return _time(raw, latest) if kind is Type.TIME else _number(raw, kind)


def _text(raw: pl.Series) -> Cells:
    """Text as it stands, empty as null; `too_long`, `nul` and `utf8` for what no store may be given."""
    text = _string(raw)
    codes = _code(
        None, raw.is_not_null() & text.is_null(), "utf8" if raw.dtype == pl.Binary else "unreadable"
    )
    size = text.str.len_bytes()
    if (size.max() or 0) > LONGEST:  # type: ignore[operator]
        codes = _code(codes, size > LONGEST, "too_long")
        text = text.set(size > LONGEST, None)
    nul = text.str.contains("\0", literal=True)
    if nul.any():
        codes = _code(codes, nul, "nul")
        text = text.set(nul, None)
    if (size == 0).any():
        text = text.set(size == 0, None)
    return Cells(text, codes)


def _formulas(text: Cells) -> Cells:
    """Text without the errors of formulas, which have the code `sheet_error`."""
    if not text.values.str.starts_with("#").any():
        return text
    wrong = text.values.str.strip_chars().is_in(ERRORS)
    return Cells(text.values.set(wrong, None), _code(text.codes, wrong, "sheet_error"))


def _string(raw: pl.Series) -> pl.Series:
    """Any type as text; null where that cannot be."""
    if raw.dtype == pl.String:
        return raw
    if raw.dtype.is_float():
        # A column of whole numbers with gaps comes as floating point from many tools.
        whole = (raw == raw.floor()) & (raw.abs() < _EXACT)
        return (
            raw.set(~whole, None)
            .cast(pl.Int64, strict=False)
            .cast(pl.String)
            .zip_with(whole.fill_null(False), raw.set(raw.abs() >= _EXACT, None).cast(pl.String))
        )
    if raw.dtype.is_decimal():
        # A whole number of a database comes with as many places as its column has: 123.0000000000.
        return raw.cast(pl.String, strict=False).str.replace(r"\.0*$|(\.[0-9]*?)0+$", "$1")
    if raw.dtype == pl.Binary:
        return _decoded(raw)
    if raw.dtype.is_nested() or raw.dtype in (pl.Object, pl.Duration):
        return pl.repeat(None, len(raw), dtype=pl.String, eager=True)
    return raw.cast(pl.String, strict=False)


def _decoded(raw: pl.Series) -> pl.Series:
    """Bytes as the UTF-8 they are; null for those that are none."""
    try:
        return raw.cast(pl.String)
    except pl.exceptions.ComputeError:
        # One bad cell spoils the cast of the column, so each is tried by itself.
        return pl.Series([_utf8(each) for each in raw], dtype=pl.String)


def _utf8(cell: bytes | None) -> str | None:
    try:
        return None if cell is None else cell.decode()
    except UnicodeDecodeError:
        return None


def _time(raw: pl.Series, latest: int) -> Cells:
    base = _blanked(raw)
    found = times.read(base, latest)
    return Cells(found.seconds, _missed(base, found.seconds), found.units)


def _number(raw: pl.Series, kind: Type) -> Cells:
    base = _blanked(raw)
    target = pl.Int64 if kind is Type.WHOLE else pl.Float64
    if base.dtype == pl.String:
        text = base.str.strip_chars()
        numbers = text.cast(target, strict=False)
        if kind is Type.WHOLE and numbers.null_count() > text.null_count():
            numbers = _whole(text.cast(pl.Float64, strict=False)).zip_with(numbers.is_null(), numbers)
    elif base.dtype.is_numeric():
        numbers = _whole(base) if kind is Type.WHOLE else base.cast(target, strict=False)
    else:
        numbers = pl.repeat(None, len(base), dtype=target, eager=True)
    if kind is Type.REAL:
        numbers = numbers.set(~numbers.is_finite(), None)
    return Cells(numbers, _missed(base, numbers))


def _whole(numbers: pl.Series) -> pl.Series:
    """Whole numbers as they are, and those of floating point that are whole."""
    if not numbers.dtype.is_integer():
        numbers = numbers.cast(pl.Float64)
        numbers = numbers.set((numbers != numbers.floor()) | ~numbers.is_finite(), None)
    return numbers.cast(pl.Int64, strict=False)


def _choice(text: Cells, column: Column) -> Cells:
    """One of the column's words in lower case; `unknown_<column>` for another in a column required."""
    words = text.values.str.strip_chars().str.to_lowercase()
    known = words.is_in(column.choices)
    if column.required:
        return Cells(words.set(~known, None), _code(text.codes, ~known, f"unknown_{column.name}"))
    empty = words.is_in([*_NOTHING, *_UNKNOWN, ""])
    return Cells(words.set(~known, None), _code(text.codes, ~known & ~empty, "unreadable"))


def _blanked(raw: pl.Series) -> pl.Series:
    """Null for empty cells and for words that say so."""
    if raw.dtype.is_float():
        return raw.fill_nan(None)
    if raw.dtype != pl.String:
        return raw
    short = raw.str.len_bytes() <= _LONGEST_NOTHING
    if not short.any():
        return raw
    empty = short & raw.str.strip_chars().str.to_lowercase().is_in([*_NOTHING, ""])
    return raw.set(empty, None) if empty.any() else raw


def _missed(raw: pl.Series, read: pl.Series) -> pl.Series | None:
    """Codes of the cells that hold something and came to nothing."""
    if read.null_count() == raw.null_count():
        return None
    return _code(None, raw.is_not_null() & read.is_null(), "unreadable")


def _either(first: pl.Series | None, second: pl.Series | None) -> pl.Series | None:
    """The first code of each cell, else the second."""
    if first is None or second is None:
        return second if first is None else first
    return first.zip_with(first.is_not_null(), second)


def _code(codes: pl.Series | None, where: pl.Series, code: str) -> pl.Series | None:
    """Codes, with one more where there was none; None as long as there is none at all."""
    where = where.fill_null(False)
    if not where.any():
        return codes
    return _either(codes, pl.select(pl.when(where).then(pl.lit(code))).to_series())
