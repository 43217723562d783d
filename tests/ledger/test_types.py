"""Times keep their moment, whatever the zone they come in."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, make_url

from linkage.ledger.db.types import Moment, document, plain

ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=ZONES)


@settings(deadline=None)
@given(MOMENTS)
def test_a_moment_comes_back_as_the_same_moment_in_utc(moment: datetime) -> None:
    for dialect in (make_url(url).get_dialect()() for url in ("sqlite://", "postgresql://")):
        kept = Moment().process_bind_param(moment, dialect)
        back = Moment().process_result_value(kept, dialect)
        assert back == moment
        assert back is not None
        assert back.tzinfo is UTC


def test_a_time_without_a_zone_is_refused() -> None:
    dialect = create_engine("sqlite://").dialect
    with pytest.raises(ValueError, match="without a zone"):
        Moment().process_bind_param(datetime(2026, 1, 1), dialect)


def test_no_time_is_no_time() -> None:
    dialect = create_engine("sqlite://").dialect
    assert Moment().process_bind_param(None, dialect) is None
    assert Moment().process_result_value(None, dialect) is None


def test_what_no_server_keeps_is_kept_as_what_cannot_be_shown() -> None:
    assert plain("a\0b") == "a\ufffdb"
    assert json.loads(document({"a": "x\0y", "b": "\\u0000"})) == {"a": "x\ufffdy", "b": "\\u0000"}


@given(st.text())
def test_a_document_without_it_is_json_as_it_is(text: str) -> None:
    assert json.loads(document([text])) == [plain(text)]
