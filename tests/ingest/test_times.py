from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.ingest import times

NOON = int(datetime(2024, 1, 31, 12, tzinfo=UTC).timestamp())
DAY = NOON - 12 * 3600


def read(*values: object) -> list[int | None]:
    return times.read(pl.Series(list(values), strict=False)).seconds.to_list()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2024-01-31", DAY),
        ("2024-01-31T12:00:00", NOON),
        ("2024-01-31 12:00:00", NOON),
        ("2024-01-31T12:00:00Z", NOON),
        ("2024-01-31t12:00:00z", NOON),
        ("2024-01-31T12:00:00+00:00", NOON),
        ("2024-01-31 12:00:00 UTC", NOON),
        ("2024-01-31T13:00:00+01:00", NOON),
        ("2024-01-31T06:30:00-0530", NOON),
        ("2024-01-31T13+01", NOON),
        ("2024-01-31T12:00", NOON),
        ("2024-01-31 12", NOON),
        ("2024-01-31T12:00:00.999", NOON),
        ("2024-01-31T12:00:00,999999999Z", NOON),
        ("  2024-01-31T12:00:00Z ", NOON),
        ("20240131", DAY),
        (str(NOON), NOON),
        (f"{NOON}.75", NOON),
        (str(NOON * 10**3 + 999), NOON),
        (str(NOON * 10**6 + 999_999), NOON),
        (str(NOON * 10**9), NOON),
        ("20240131T120000Z", NOON),
        ("20240131T1200", NOON),
        ("20240131T130000+0100", NOON),
        ("202401311200", NOON),
        ("20240131120000", NOON),
        ("20240131120000999", NOON),
        ("45322.5", NOON),
    ],
)
def test_a_time_is_read_however_it_is_written(text: str, seconds: int) -> None:
    assert read(text) == [seconds]


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2024-02-30",
        "2024-13-01",
        "2024-01-31T24:00:00",
        "2024-01-31T12:60",
        "2024-01-31T12:00:00+25:00",
        "2024-01-31T12:00:00 CET",
        "31.01.2024",
        "2024-01",
        "12:00",
        "1e40",
        "0",
        "-1",
        "7",
        "2024",
        "202401",
        "2460000.5",
        "1970-01-01T00:00:00Z",
        "0001-01-01T00:00:00",
        "1999-12-31",
        "9999-12-31",
        "133500000000000000",
        "20241331",
        "20240131T250000Z",
        "inf",
    ],
)
def test_what_is_no_time_is_null(text: str) -> None:
    assert read(text) == [None]


def test_columns_with_a_type_are_taken_at_their_word() -> None:
    assert read(datetime(2024, 1, 31, 12)) == [NOON]
    assert read(datetime(2024, 1, 31, 13, tzinfo=timezone(timedelta(hours=1)))) == [NOON]
    assert read(date(2024, 1, 31)) == [DAY]
    assert read(NOON, None, NOON * 1000) == [NOON, None, NOON]
    assert read(NOON + 0.5, float("nan")) == [NOON, None]
    assert read(20240131) == [DAY]
    assert read(Decimal(f"{NOON}.5")) == [NOON]
    assert times.read(pl.Series([[1]])).seconds.to_list() == [None]


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_every_unit_of_a_typed_column_is_floored_to_seconds(unit: str) -> None:
    moments = pl.Series([datetime(2024, 1, 31, 11, 59, 59, 500_000)]).dt.cast_time_unit(unit)  # type: ignore[arg-type]
    assert times.read(moments).seconds.to_list() == [NOON - 1]
    assert times.read(moments, NOON - 2).seconds.to_list() == [None]


def test_units_are_told_by_magnitude() -> None:
    assert times.read(pl.Series([str(NOON), None])).units == {"s"}
    assert times.read(pl.Series([NOON * 1000])).units == {"ms"}
    assert times.read(pl.Series([NOON * 10**6, NOON])).units == {"us", "s"}
    assert times.read(pl.Series(["2024-01-31", "20240131"])).units == frozenset()


def test_day_numbers_of_a_spreadsheet_are_read_by_the_whole_column() -> None:
    assert read(45322, 45322.5, None) == [DAY, NOON, None]
    assert times.read(pl.Series(["45322", "x", None])).seconds.to_list() == [DAY, None, None]
    assert times.read(pl.Series(["45322"])).units == {"days"}
    for other in ("2024-01-31", str(NOON), "7"):
        mixed = times.read(pl.Series(["45322", other]))
        assert mixed.seconds[0] is None
        assert "days" not in mixed.units
    assert read(Decimal("45322.5")) == [NOON]


def test_a_time_to_come_is_none() -> None:
    late = pl.Series(["2024-01-31T12:00:01", str(NOON), "20240131120001"])
    assert times.read(late, NOON).seconds.to_list() == [None, NOON, None]
    assert times.read(pl.Series([45323]), NOON).seconds.to_list() == [None]


VALUES = [
    "2024-01-31",
    "2024-01-31 12:00:00",
    "2024-01-31T12:00+01",
    str(NOON),
    f"{NOON}000",
    "x",
    "20240131",
    None,
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(VALUES), min_size=1))
def test_a_value_is_read_the_same_whatever_stands_beside_it(values: list[str | None]) -> None:
    alone = [times.read(pl.Series([each], dtype=pl.String)).seconds[0] for each in values]
    assert times.read(pl.Series(values, dtype=pl.String)).seconds.to_list() == alone


@settings(deadline=None)
@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)), st.integers(-14 * 60, 14 * 60))
def test_iso_times_are_read_as_python_reads_them(moment: datetime, east: int) -> None:
    zoned = moment.replace(tzinfo=timezone(timedelta(minutes=east)))
    seconds = (zoned - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    assert read(zoned.isoformat()) == [seconds]
    assert read(zoned.isoformat(" ")) == [seconds]
