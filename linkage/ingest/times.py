"""Times as people write them, to seconds since 1970 in UTC.

ISO 8601 with or without time of day, fraction and zone (none means UTC), a blank for the `T`, or its basic form
(20260115T101500Z); or epoch seconds, milliseconds, microseconds or nanoseconds, told apart by magnitude. Numbers
of 8, 12, 14 or 17 digits that make a date, with its time of day, are one.

What lies before `EARLIEST` or after the latest time given is no time of a platform: zero, the beginnings of other
calendars, 9999-12-31. Day numbers of a spreadsheet (46037.5 is noon of 15 January 2026) are read when every time
of the column is one, else they are no times either: as epoch seconds they would all lie in one night of 1970.
"""

from dataclasses import dataclass

import polars as pl

UNITS: dict[str, int] = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
"""Ticks in a second of each unit of epoch times."""

_BELOW: dict[str, float] = {"s": 1e11, "ms": 1e14, "us": 1e17, "ns": 9.2e18}
"""Magnitude under which a number is of that unit: 1e11 seconds are the year 5138, as milliseconds 1973."""

_GENERAL = (
    r"^(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})"
    r"(?:[Tt ](?P<hour>\d{2})(?::?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r" ?(?:[Zz]|UTC|(?P<sign>[+-])(?P<east>\d{2})(?::?(?P<off>\d{2}))?)?)?$"
)


EARLIEST = 946_684_800
"""1 January 2000: before it few platforms had accounts, and many programs a zero."""

LATEST = 4_102_444_800
"""1 January 2100, where nobody says what time it is."""

_DAYS = (36_526, 73_050)
"""Day numbers of 2000 and 2099, counted from 30 December 1899 as spreadsheets do (ECMA-376 part 1, 18.17.4.1)."""

_FIRST_DAY = 25_569
"""Day number of 1 January 1970."""

_COMPACT = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S", 17: "%Y%m%d%H%M%S"}
"""Digits of dates written as numbers, and their forms; the last three of 17 are thousandths of a second."""


@dataclass(frozen=True)
class Times:
    """A column of times, read."""

    seconds: pl.Series
    """Int64; null where there is none or it cannot be read."""
    units: frozenset[str]
    """Units of the epoch times met."""


def read(column: pl.Series, latest: int = LATEST) -> Times:
    """Seconds of a column of any type; a cell that is no time, or none of a platform up to `latest`, is null."""
    found = _read(column)
    fine = found.seconds.is_between(EARLIEST, latest).fill_null(True)
    days = _days(column, latest) if not fine.all() else None
    if days is not None:
        return Times(days, frozenset({"days"}))
    return found if fine.all() else Times(found.seconds.set(~fine, None), found.units)


def _read(column: pl.Series) -> Times:
    """Seconds of a column of any type; a cell that is no time is null."""
    if column.dtype.is_temporal() and column.dtype not in (pl.Time, pl.Duration):
        moments = column.cast(pl.Datetime("us")) if column.dtype == pl.Date else _utc(column)
        return Times(_floor(moments.dt.timestamp("us"), 10**6), frozenset())
    if column.dtype.is_numeric():
        return _epoch(column.cast(pl.Float64) if column.dtype.is_decimal() else column)
    if column.dtype == pl.String:
        return _text(column)
    return Times(pl.repeat(None, len(column), dtype=pl.Int64, eager=True), frozenset())


def _days(column: pl.Series, latest: int) -> pl.Series | None:
    """Seconds of a column of day numbers; None when one of its cells is another time or number."""
    if column.dtype != pl.String and not column.dtype.is_numeric():
        return None
    numbers = column.cast(pl.Float64, strict=False)
    seconds = ((numbers - _FIRST_DAY) * 86_400).round().cast(pl.Int64, strict=False)
    fine = numbers.is_between(*_DAYS) & (seconds <= latest)
    told = (
        numbers.is_not_null()
        if column.dtype != pl.String
        else numbers.is_not_null() | _text(column).seconds.is_not_null()
    )
    return seconds if fine.any() and fine.filter(told).fill_null(False).all() else None


def _utc(column: pl.Series) -> pl.Series:
    """Moments without a zone, in UTC, in microseconds."""
    zone = getattr(column.dtype, "time_zone", None)
    moments = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if zone else column
    return moments.dt.cast_time_unit("us")


def _floor(ticks: pl.Series, per: int) -> pl.Series:
    return (ticks // per).cast(pl.Int64)


def _epoch(column: pl.Series) -> Times:
    """Epoch times by magnitude, and dates of eight digits."""
    size = column.cast(pl.Float64).abs()
    seconds = pl.repeat(None, len(column), dtype=pl.Int64, eager=True)
    units: set[str] = set()
    for unit in _BELOW:
        inside = _inside(size, unit)
        if inside.any():
            whole = column.set(~inside, None).cast(pl.Int64, strict=False)
            seconds = seconds.zip_with(~inside, _floor(whole, UNITS[unit]))
            if (inside & seconds.is_between(EARLIEST, LATEST)).any():
                units.add(unit)
    dates = _compact(column, size)
    if dates.null_count() < len(dates):
        units = {unit for unit in units if (dates.is_null() & _inside(size, unit)).any()}
        seconds = dates.zip_with(dates.is_not_null(), seconds)
    return Times(seconds, frozenset(units))


def _inside(size: pl.Series, unit: str) -> pl.Series:
    """True for magnitudes of a unit."""
    least = max((below for below in _BELOW.values() if below < _BELOW[unit]), default=-1.0)
    return ((size >= least) & (size < _BELOW[unit])).fill_null(False)


def _compact(column: pl.Series, size: pl.Series) -> pl.Series:
    """Seconds of numbers such as 20240131 and 20240131101500; as epoch times those lie in 1970, 1976 or after 2600."""
    seconds = pl.repeat(None, len(column), dtype=pl.Int64, eager=True)
    for digits, form in _COMPACT.items():
        unit = 10 ** (digits - 4)
        maybe = ((size >= 1900 * unit) & (size < 2100 * unit)).fill_null(False)
        if maybe.any():
            text = (
                column.filter(maybe)
                .cast(pl.Int64, strict=False)
                .cast(pl.String)
                .str.slice(0, min(digits, 14))
            )
            dates = _formed(text, form)
            seconds = seconds.scatter(maybe.arg_true(), dates)
    return seconds


def _formed(text: pl.Series, form: str) -> pl.Series:
    if "%H" not in form:
        return text.str.to_date(form, strict=False).cast(pl.Datetime("us")).dt.epoch("s")
    return text.str.to_datetime(form, strict=False, time_unit="us").dt.epoch("s")


def _text(column: pl.Series) -> Times:
    """Times written out; the common forms first, since they are read ten times as fast."""
    stripped = column.str.strip_chars()
    seconds = _common(stripped)
    left = seconds.is_null() & stripped.is_not_null()
    if not left.any():
        return Times(seconds, frozenset())
    rest = stripped.filter(left)
    ticks = rest.cast(pl.Int64, strict=False)
    numbers = ticks if ticks.null_count() == 0 else rest.cast(pl.Float64, strict=False)
    epoch = _epoch(numbers)
    found = epoch.seconds
    if found.null_count():
        found = epoch.seconds.zip_with(epoch.seconds.is_not_null(), _general(rest))
    where = left.arg_true()
    return Times(seconds.scatter(where, found), epoch.units)


def _common(column: pl.Series) -> pl.Series:
    """Seconds of `2024-01-31` and `2024-01-31T12:00:00`, `T` or blank, UTC or no zone behind; else null."""
    frame = column.alias("at").to_frame()
    at, size = pl.col("at"), pl.col("at").str.len_bytes()
    utc = (size == 19) | ((size == 20) & at.str.ends_with("Z")) | ((size == 25) & at.str.ends_with("+00:00"))
    head = pl.when(utc).then(at.str.slice(0, 19))
    forms = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"]
    if not column.str.contains(" ", literal=True).any():
        forms.pop()
    moments = [head.str.to_datetime(form, strict=False, time_unit="us") for form in forms]
    day = pl.when(size == 10).then(at).str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us"))
    return frame.select(pl.coalesce(*moments, day).dt.epoch("s"))["at"]


def _general(column: pl.Series) -> pl.Series:
    """Seconds of any form of ISO 8601 date and time; null for what is none."""
    parts = column.alias("at").to_frame().select(pl.col("at").str.extract_groups(_GENERAL)).unnest("at")
    number = {
        name: pl.col(name).cast(pl.Int64, strict=False).fill_null(0)
        for name in ("hour", "minute", "second", "east", "off")
    }
    sane = (number["hour"] < 24) & (number["minute"] < 60) & (number["second"] < 60)
    sane &= (number["east"] < 24) & (number["off"] < 60)
    date = pl.concat_str("year", "month", "day", separator="-")
    day = date.str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us")).dt.epoch("s")
    clock = number["hour"] * 3600 + number["minute"] * 60 + number["second"]
    east = (number["east"] * 3600 + number["off"] * 60) * pl.when(pl.col("sign") == "-").then(-1).otherwise(1)
    return parts.select(pl.when(sane).then(day + clock - east).alias("at"))["at"]
