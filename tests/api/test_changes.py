"""The feed tells every change once and in order, across runs."""

from datetime import UTC, datetime, timedelta

from fastapi.testclient import TestClient

from linkage.ledger.decisions.changes import expire
from tests.api.deciding import account, allow, changes, decide, ring_of
from tests.api.test_live import until
from tests.api.world import RINGS, World, get


def test_every_change_is_told_once_and_in_order_across_runs(home: World, served: TestClient) -> None:
    told = changes(served, home)
    assert [(each["before"], each["cause"]) for each in told["items"]] == [(None, "run")] * 8
    assert [each["seq"] for each in told["items"]] == list(range(1, 9))
    ring = ring_of(served, home)
    made = decide(served, home, action="release", account_id="farm-1").json()["decision"]
    home.publish({"farm": (*RINGS["farm"], "farm-6")}, watermark=9)
    news = changes(served, home, told["next"])
    rows = [(each["account_id"], each["before"], each["after"], each["cause"]) for each in news["items"]]
    assert rows[0] == ("farm-1", "core", None, "decision")
    assert (news["items"][0]["ring"], news["items"][0]["by"]) == (ring, str(made))
    assert set(rows[1:]) == {
        ("farm-4", "member", "core", "run"),
        ("farm-5", "possible", "member", "run"),
        ("farm-6", None, "possible", "run"),
        ("mill-1", "core", None, "run"),
        ("mill-2", "member", None, "run"),
        ("mill-3", "possible", None, "run"),
    }
    assert changes(served, home, news["next"])["items"] == []
    assert changes(served, home, told["next"]) == news


def test_pages_of_changes_are_bounded_and_put_together_are_all(home: World, served: TestClient) -> None:
    whole = changes(served, home)
    found, cursor, more = [], None, True
    while more:
        page = changes(served, home, cursor, 3)
        assert len(page["items"]) <= 3
        found += page["items"]
        cursor, more = page["next"], page["more"]
    assert found == whole["items"]
    assert cursor == whole["next"]


def test_a_cursor_past_the_end_is_of_another_ledger(client: TestClient, world: World) -> None:
    last = changes(client, world)["next"]
    answer = get(client, world, f"/v1/changes?cursor={last[:16]}{'f' * 12}", "enforce")
    assert (answer.status_code, answer.json()["code"]) == (410, "stale-cursor")


def test_an_entry_that_ends_is_a_change_told_once(home: World, served: TestClient) -> None:
    start = changes(served, home)["next"]
    soon = datetime.now(UTC) + timedelta(seconds=1)
    allow(served, home, account_id="farm-1", expires_at=soon.isoformat())
    until(lambda: account(served, home, "farm-1")["tier"] == "core", 5)
    expire(home.ledger, datetime.now(UTC))
    rows = [(each["before"], each["after"], each["cause"]) for each in changes(served, home, start)["items"]]
    assert rows == [("core", "possible", "allowlist"), ("possible", "core", "expiry")]
