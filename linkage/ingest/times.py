"""Times as people write them, to seconds since 1970 in UTC; each value is read by itself alone.

ISO 8601 with or without time of day, fraction and zone (none means UTC), a blank for the `T`; or epoch
seconds, milliseconds, microseconds or nanoseconds, told apart by magnitude. Eight digits that make a date
(20240131) are one.
"""

from dataclasses import dataclass

import polars as pl

UNITS: dict[str, int] = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
"""Ticks in a second of each unit of epoch times."""

_BELOW: dict[str, float] = {"s": 1e11, "ms": 1e14, "us": 1e17, "ns": 9.2e18}
"""Magnitude under which a number is of that unit: 1e11 seconds are the year 5138, as milliseconds 1973."""

_GENERAL = (
    r"^(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:[Tt ](?P<hour>\d{2})(?::?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r" ?(?:[Zz]|UTC|(?P<sign>[+-])(?P<east>\d{2})(?::?(?P<off>\d{2}))?)?)?$"
)


@dataclass(frozen=True)
class Times:
    """A column of times, read."""

    seconds: pl.Series
    """Int64; null where there is none or it cannot be read."""
    units: frozenset[str]
    """Units of the epoch times met."""


def read(column: pl.Series) -> Times:
    """Seconds of a column of any type; a cell that is no time is null."""
    if column.dtype.is_temporal() and column.dtype not in (pl.Time, pl.Duration):
        moments = column.cast(pl.Datetime("us")) if column.dtype == pl.Date else _utc(column)
        return Times(_floor(moments.dt.timestamp("us"), 10**6), frozenset())
    if column.dtype.is_numeric():
        return _epoch(column.cast(pl.Float64) if column.dtype.is_decimal() else column)
    if column.dtype == pl.String:
        return _text(column)
    return Times(pl.repeat(None, len(column), dtype=pl.Int64, eager=True), frozenset())


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
    least = -1.0
    for unit, below in _BELOW.items():
        inside = ((size >= least) & (size < below)).fill_null(False)
        if inside.any():
            whole = column.set(~inside, None).cast(pl.Int64, strict=False)
            seconds = seconds.zip_with(~inside, _floor(whole, UNITS[unit]))
            units.add(unit)
        least = below
    dates = _compact(column, size)
    if dates.null_count() < len(dates):
        if not (dates.is_null() & (size < _BELOW["s"])).any():
            units.discard("s")
        seconds = dates.zip_with(dates.is_not_null(), seconds)
    return Times(seconds, frozenset(units))


def _compact(column: pl.Series, size: pl.Series) -> pl.Series:
    """Seconds of numbers such as 20240131; as epoch seconds those would lie in August 1970."""
    maybe = (size >= 19000101) & (size <= 20991231)
    nothing = pl.repeat(None, len(column), dtype=pl.Int64, eager=True)
    if not maybe.any():
        return nothing
    digits = column.set(~maybe.fill_null(False), None).cast(pl.Int64, strict=False).cast(pl.String)
    return digits.str.to_date("%Y%m%d", strict=False).cast(pl.Datetime("us")).dt.epoch("s")


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
    day = pl.col("date").str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us")).dt.epoch("s")
    clock = number["hour"] * 3600 + number["minute"] * 60 + number["second"]
    east = (number["east"] * 3600 + number["off"] * 60) * pl.when(pl.col("sign") == "-").then(-1).otherwise(1)
    return parts.select(pl.when(sane).then(day + clock - east).alias("at"))["at"]
