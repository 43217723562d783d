"""What keys did is noted in the process, and written down from time to time."""

import time
from datetime import UTC, datetime

import pytest

from api.runtime.uses import Uses
from linkage.errors import LedgerUnavailable
from linkage.ledger.keys import api_keys, uses
from tests.api.test_live import ledger_away, until
from tests.api.world import World, get
from tests.keys import prefix_of


def last_used(world: World) -> datetime | None:
    return api_keys.keys(world.ledger)[0].last_used


def test_a_look_up_writes_nothing_and_the_end_of_the_process_does(fresh: World) -> None:
    fresh.publish()
    prefix = prefix_of(fresh.key("enforce"))
    before = datetime.now(UTC)
    with fresh.client() as client:
        get(client, fresh, "/v1/accounts/farm-1", "enforce")
        body = {"account_ids": ["farm-1", "nobody"]}
        client.post("/v1/accounts/lookup", json=body, headers=fresh.headers("enforce"))
        assert last_used(fresh) is None
    used = last_used(fresh)
    assert used is not None
    assert before <= used <= datetime.now(UTC)
    assert uses.looked_up(fresh.ledger, before) == {prefix: 3}


def test_what_could_not_be_written_down_is_kept_for_the_next_time(fresh: World) -> None:
    prefix = prefix_of(fresh.key("enforce"))
    noted = Uses()
    noted.used(prefix, time.time())
    noted.looked_up(prefix, 5)
    with ledger_away(fresh), pytest.raises(LedgerUnavailable):
        noted.flush(fresh.ledger, datetime.now(UTC))
    noted.looked_up(prefix, 2)
    for _ in range(2):
        noted.flush(fresh.ledger, datetime.now(UTC))
    assert last_used(fresh) is not None
    assert sum(uses.looked_up(fresh.ledger, uses.day_before(datetime.now(UTC))).values()) == 7


def test_what_is_written_down_already_needs_no_ledger(fresh: World) -> None:
    noted = Uses()
    noted.used(prefix_of(fresh.key("enforce")), time.time())
    noted.flush(fresh.ledger, datetime.now(UTC))
    with ledger_away(fresh):
        noted.flush(fresh.ledger, datetime.now(UTC))


def test_a_running_service_writes_down_what_keys_did_from_time_to_time(
    fresh: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.runtime.uses.EVERY", 0.1)
    fresh.publish()
    fresh.key("enforce")
    with fresh.client() as client:
        get(client, fresh, "/v1/accounts/farm-1", "enforce")
        until(lambda: last_used(fresh) is not None)
