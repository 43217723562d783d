"""Times are ISO 8601 in UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from httpx2 import Response
from hypothesis import given
from hypothesis import strategies as st

from api.times import iso, stamp
from tests.dates import checked


def test_no_time_is_none() -> None:
    assert iso(None) is None


@pytest.mark.parametrize("seconds", [10**15, -(10**15), 2**63 - 1])
def test_a_time_no_calendar_has_is_none(seconds: int) -> None:
    assert iso(seconds) is None


@given(st.integers(0, 4_000_000_000))
def test_a_time_can_be_read_back(seconds: int) -> None:
    text = iso(seconds)
    assert text is not None
    assert datetime.fromisoformat(text) == datetime.fromtimestamp(seconds, UTC)


def test_a_moment_elsewhere_is_told_in_utc() -> None:
    elsewhere = datetime(2026, 11, 22, 16, 3, 40, tzinfo=timezone(timedelta(hours=1)))
    assert stamp(elsewhere) == "2026-11-22T15:03:40Z"


@pytest.mark.parametrize(
    "text", ["2026-11-22T15:03:40+00:00", "2026-11-22 15:03:40", "2026-11-22T15:03:40.5"]
)
def test_a_time_of_another_form_is_seen_in_any_answer(text: str) -> None:
    with pytest.raises(AssertionError):
        checked(Response(200, json={"at": text}))
    checked(Response(200, json={"at": "2026-11-22T15:03:40.5Z", "day": "2026-11-22"}))
