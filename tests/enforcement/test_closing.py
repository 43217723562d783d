"""Rings that close themselves: every account of one was banned, as the consumer's receipts say."""

from datetime import timedelta

import polars as pl
import pytest
from sqlalchemy import text

from linkage.hashing import account_key as key
from linkage.home import cases
from linkage.ledger import closed as shut
from linkage.ledger import exports, subscriptions
from linkage.ledger.actions import ExportRow
from linkage.ledger.audit import log
from linkage.ledger.decisions.overlay import copy
from linkage.ledger.decisions.state import decision_state
from linkage.ledger.exports import Wanted
from linkage.ledger.runs import rings
from tests.api.world import get
from tests.enforcement.home import BAN, Home, ring


def told(home: Home, row: ExportRow, outcome: str, *ids: str, dry: bool = False) -> None:
    home.receive(row, pl.DataFrame({"account_id": ids, "outcome": [outcome] * len(ids)}), dry)


def closed(home: Home) -> list[str]:
    with home.ledger.read() as session:
        return shut.closed(session)


def test_a_ring_closes_with_the_last_of_its_accounts(either: Home) -> None:
    home = either
    subscriptions.add(home.ledger, "crm", "https://crm.example", ("ring.*",), home.by("ines"))
    farm = home.publish(ring("farm", 5)).rings["ring_id"][0]
    row = home.produced(BAN)
    *most, last = sorted(home.written(row)["account_id"])
    told(home, row, "applied", *most)
    told(home, row, "applied", last, dry=True)
    told(home, row, "failed", last)
    assert closed(home) == []
    told(home, row, "already", last)
    assert closed(home) == [farm]
    newest = rings.ring_events(home.ledger, farm)[-1]
    assert (newest.event, newest.run, newest.before, newest.after) == ("closed", row.id, 5, 5)
    subscriptions.collect(home.ledger, home.clock)
    sent = [each.type for each in subscriptions.deliveries(home.ledger, "crm")]
    assert sorted(sent) == ["ring.closed", "ring.created"]
    assert log.verify(home.ledger).whole


def test_it_is_open_again_when_one_is_given_back(home: Home) -> None:
    farm = home.publish(ring("farm", 5)).rings["ring_id"][0]
    row = home.produced(BAN)
    ids = sorted(home.written(row)["account_id"])
    told(home, row, "applied", *ids)
    home.revoke(row, ids[0])
    assert closed(home) == []
    assert [each.event for each in rings.ring_events(home.ledger, farm)][-2:] == ["closed", "reopened"]


def test_a_rollback_does_not_open_it(home: Home) -> None:
    farm = home.publish(ring("farm", 5)).rings["ring_id"][0]
    row = home.produced(BAN)
    home.publish(ring("farm", 5) | ring("mill", 4))
    told(home, row, "applied", *home.written(row)["account_id"])
    from linkage.publication import release

    release.rollback(home.ledger, home.world.settings.publications, home.clock)
    assert closed(home) == [farm]
    last = rings.ring_events(home.ledger, farm)[-1]
    assert (last.event, last.undone_at) == ("closed", None)


def test_a_ring_that_grew_is_open(home: Home) -> None:
    home.publish(ring("farm", 5))
    row = home.produced(BAN)
    told(home, row, "applied", *home.written(row)["account_id"])
    home.publish(ring("farm", 7))
    assert closed(home) == []


def test_what_is_short_of_a_ban_closes_nothing(home: Home) -> None:
    home.publish(ring("farm", 5))
    end = home.clock + timedelta(days=9)
    row = home.produced(Wanted("suspend", "coordinated_fraud", ends_at=end))
    told(home, row, "applied", *home.written(row)["account_id"])
    assert closed(home) == []


def test_the_list_and_the_events_tell_it(home: Home) -> None:
    found = home.publish(ring("farm", 5) | ring("mill", 4))
    farm = next(
        each
        for each in found.rings["ring_id"]
        if key("farm-00000") in set(found.members.filter(pl.col("ring_id") == each)["account"])
    )
    home.world.key("investigate")
    row = home.produced(Wanted("ban", "coordinated_fraud", rings=(farm,)))
    with home.world.client() as client:
        live = client.app.state.live  # type: ignore[attr-defined]
        assert get(client, home.world, "/v1/rings?closed=true").json()["items"] == []
        before = get(client, home.world, "/v1/rings").headers["ETag"]
        told(home, row, "applied", *home.written(row)["account_id"])
        live.catch_up()
        answer = get(client, home.world, "/v1/rings?closed=true")
        assert [(each["ring_id"], each["closed"]) for each in answer.json()["items"]] == [(farm, True)]
        assert answer.headers["ETag"] != before
        open_ones = get(client, home.world, "/v1/rings?closed=false").json()["items"]
        assert [(each["closed"], each["size"]) for each in open_ones] == [(False, 4)]
        events = get(client, home.world, f"/v1/rings/{farm}/history").json()["items"]
        assert (events[0]["event"], events[0]["run"]) == ("closed", row.id)


def test_the_overlay_says_nothing_of_it_where_nothing_was_closed(home: Home) -> None:
    home.publish(ring("farm", 5))
    state, _ = copy(home.ledger, home.world.settings.overlay, home.clock)
    assert "closed" not in state
    assert exports.listed(home.ledger) == []


def test_an_account_that_was_released_keeps_neither_its_ring_nor_its_case_open(home: Home) -> None:
    found = home.publish(ring("farm", 5))
    row = home.produced(BAN)
    *most, last = sorted(home.written(row)["account_id"])
    told(home, row, "applied", *most)
    home.decide("release", last)
    assert closed(home) == list(found.rings["ring_id"])
    with home.ledger.read() as session:
        states = decision_state(session, home.clock)
    (case,) = cases.queue(found, home.ledger, states).to_dicts()
    assert (case["case"], case["closed_accounts"]) == ("closed", 4)


FORGED = {
    "edited": "UPDATE closures SET closed = false WHERE account = :one",
    "added": "INSERT INTO closures SELECT :other, export, seq, closed FROM closures WHERE account = :one",
    "deleted": "DELETE FROM closures WHERE account = :one",
}


@pytest.mark.parametrize("forged", FORGED)
def test_who_closes_or_opens_an_account_by_hand_is_seen_by_the_audit(either: Home, forged: str) -> None:
    home = either
    home.publish(ring("farm", 5))
    row = home.produced(BAN)
    ids = sorted(home.written(row)["account_id"])
    told(home, row, "applied", *ids[:3])
    told(home, row, "already", *ids[3:])
    home.revoke(row, ids[0])
    assert log.verify(home.ledger).whole
    with home.ledger.write() as session:
        keys = {"one": key(ids[1]), "other": key("somebody-else")}
        bound = {name: value for name, value in keys.items() if f":{name}" in FORGED[forged]}
        session.execute(text(FORGED[forged]), bound)
    (stray,) = log.verify(home.ledger).strays
    assert "closures" in stray
