"""What people decide is kept, audited, and shown in look-ups; served by real processes."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Client, Response

from linkage.ledger import audit
from linkage.ledger.changes import expire
from tests.api.running import running
from tests.api.test_live import ledger_away, until
from tests.api.world import RINGS, World, get


@pytest.fixture
def home(fresh: World) -> World:
    """A published home of one's own."""
    fresh.publish()
    for scopes in (("investigate",), ("enforce",), ("approve",), ("operate",), ("enforce", "investigate")):
        fresh.key(*scopes)
    return fresh


@pytest.fixture
def served(home: World) -> Iterator[TestClient]:
    with home.client() as client:
        yield client


def decide(client: TestClient, world: World, **wanted: object) -> Response:
    body = {"reason": "looked at it", **wanted}
    return client.post("/v1/decisions", json=body, headers=world.headers("investigate"))


def allow(client: TestClient, world: World, **wanted: object) -> Response:
    body = {"reason": "a partner", **wanted}
    return client.post("/v1/allowlist", json=body, headers=world.headers("approve"))


def account(client: TestClient, world: World, name: str) -> dict[str, Any]:
    found: dict[str, Any] = get(client, world, f"/v1/accounts/{name}", "enforce").json()
    return found


def ring_of(client: TestClient, world: World, name: str = "farm-1") -> str:
    return str(account(client, world, name)["ring"])


def changes(client: TestClient, world: World, cursor: str | None = None, limit: int = 500) -> dict[str, Any]:
    query = f"?limit={limit}" + (f"&cursor={cursor}" if cursor else "")
    answer = get(client, world, f"/v1/changes{query}", "enforce")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_decision_has_author_reason_and_the_evidence_as_it_stood(home: World, served: TestClient) -> None:
    ring = ring_of(served, home)
    made = decide(served, home, action="confirm", ring=ring, reason="one card, one night")
    assert made.status_code == 201
    said = made.json()
    prefix = home.key("investigate").split("_")[1]
    assert (said["author"], said["name"], said["reason"]) == (prefix, "investigate", "one card, one night")
    assert said["evidence"]["publication"] == account(served, home, "farm-1")["publication"]
    assert len(said["evidence"]["digest"]) == 64
    assert said["evidence"]["summary"]["accounts"] == 4
    assert get(served, home, "/v1/decisions").json()["items"] == [said]
    assert get(served, home, f"/v1/rings/{ring}").json()["state"] == "confirmed"


def test_the_same_evidence_has_the_same_digest_and_other_evidence_another(
    home: World, served: TestClient
) -> None:
    farm, mill = ring_of(served, home), ring_of(served, home, "mill-1")
    made = [
        decide(served, home, action="watch", **about).json()["evidence"]["digest"]
        for about in (
            {"ring": farm},
            {"ring": farm},
            {"ring": mill},
            {"account_id": "farm-1"},
            {"account_id": "farm-2"},
        )
    ]
    assert made[0] == made[1]
    assert len(set(made)) == 4


def test_every_decision_is_in_the_audit_chain(home: World, served: TestClient) -> None:
    ring = ring_of(served, home)
    before = audit.verify(home.ledger).entries
    number = decide(served, home, action="dismiss", ring=ring).json()["decision"]
    decide(served, home, action="undo", decision=number)
    allow(served, home, account_id="farm-1")
    chain = audit.verify(home.ledger)
    assert (chain.entries, chain.broken_at) == (before + 3, None)


def test_a_released_account_is_in_no_ring_until_it_is_undone(home: World, served: TestClient) -> None:
    before = get(served, home, "/v1/accounts/farm-1", "enforce")
    made = decide(served, home, action="release", account_id="farm-1").json()
    after = get(served, home, "/v1/accounts/farm-1", "enforce")
    assert after.json()["ring"] is after.json()["tier"] is after.json()["confidence"] is None
    assert (after.json()["decided"], after.json()["reasons"], after.json()["judged"]) == (
        "released",
        [],
        True,
    )
    assert after.headers["etag"] != before.headers["etag"]
    batch = served.post(
        "/v1/accounts/lookup",
        json={"account_ids": ["farm-2", "farm-1"]},
        headers=home.headers("enforce"),
    ).json()["items"]
    assert [each["tier"] for each in batch] == ["core", None]
    decide(served, home, action="undo", decision=made["decision"])
    again = account(served, home, "farm-1")
    assert (again["tier"], again["decided"]) == ("core", None)


def test_nobody_in_a_dismissed_ring_is_enforceable(home: World, served: TestClient) -> None:
    ring = ring_of(served, home)
    decide(served, home, action="dismiss", ring=ring)
    assert {account(served, home, each)["tier"] for each in RINGS["farm"]} == {"possible"}
    assert account(served, home, "farm-1")["decided"] == "dismissed"
    assert account(served, home, "mill-1")["tier"] == "core"
    shown = get(served, home, f"/v1/rings/{ring}/members").json()["items"]
    assert {each["shown"] for each in shown} == {"possible"}


def test_a_released_ring_lets_go_of_the_accounts_it_had(home: World, served: TestClient) -> None:
    decide(served, home, action="release", ring=ring_of(served, home))
    assert {account(served, home, each)["ring"] for each in RINGS["farm"][:4]} == {None}


def test_never_ban_beats_confirm_and_confirm_beats_propose(home: World, served: TestClient) -> None:
    ring = ring_of(served, home)
    decide(served, home, action="confirm", ring=ring)
    assert account(served, home, "farm-1")["decided"] == "confirmed"
    allow(served, home, account_id="farm-1")
    listed = account(served, home, "farm-1")
    assert (listed["tier"], listed["allowlisted"], listed["decided"]) == ("possible", True, "confirmed")
    assert account(served, home, "farm-2")["tier"] == "core"
    decide(served, home, action="confirm", account_id="farm-1")
    assert account(served, home, "farm-1")["tier"] == "possible"


def test_people_who_disagree_make_a_ring_disputed(home: World, served: TestClient) -> None:
    ring = ring_of(served, home)
    decide(served, home, action="confirm", ring=ring)
    other = home.headers("enforce", "investigate")
    body = {"action": "dismiss", "ring": ring, "reason": "a family"}
    assert served.post("/v1/decisions", json=body, headers=other).status_code == 201
    assert get(served, home, f"/v1/rings/{ring}").json()["state"] == "disputed"
    assert account(served, home, "farm-1")["tier"] == "core"


def test_whoever_changes_his_mind_disputes_nothing(home: World, served: TestClient) -> None:
    ring = ring_of(served, home)
    decide(served, home, action="confirm", ring=ring)
    decide(served, home, action="dismiss", ring=ring)
    assert get(served, home, f"/v1/rings/{ring}").json()["state"] == "dismissed"


def test_who_is_not_of_a_ring_is_in_it_no_more(home: World, served: TestClient) -> None:
    ring = ring_of(served, home)
    assert decide(served, home, action="not_same", account_id="farm-1", ring=ring).status_code == 201
    assert account(served, home, "farm-1")["ring"] is None
    assert account(served, home, "farm-2")["ring"] == ring


REFUSED: list[tuple[dict[str, object], int]] = [
    ({"action": "confirm", "ring": "R-00000000"}, 404),
    ({"action": "release", "account_id": "nobody"}, 404),
    ({"action": "undo", "decision": 99}, 404),
    ({"action": "not_same", "account_id": "farm-1", "other_id": "farm-1"}, 422),
    ({"action": "not_same", "account_id": "farm-1"}, 422),
    ({"action": "confirm"}, 422),
    ({"action": "ban", "account_id": "farm-1"}, 422),
    ({"action": "release", "account_id": "farm-1", "reason": " "}, 422),
    ({"action": "release", "account_id": "farm-1", "author": "someone else"}, 422),
]


@pytest.mark.parametrize(("wanted", "status"), REFUSED)
def test_what_cannot_be_decided_is_refused_and_leaves_nothing(
    client: TestClient, world: World, wanted: dict[str, object], status: int
) -> None:
    before = audit.verify(world.ledger).entries
    answer = decide(client, world, **wanted)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert audit.verify(world.ledger).entries == before


def test_a_decision_is_undone_once(home: World, served: TestClient) -> None:
    made = decide(served, home, action="watch", ring=ring_of(served, home)).json()["decision"]
    undoing = decide(served, home, action="undo", decision=made)
    assert (undoing.status_code, undoing.json()["undoes"]) == (201, made)
    for number in (made, undoing.json()["decision"]):
        again = decide(served, home, action="undo", decision=number)
        assert (again.status_code, again.json()["code"]) == (409, "refused")
    assert get(served, home, "/v1/decisions").json()["items"][1]["undone_by"] == undoing.json()["decision"]


def test_decisions_are_paged_newest_first_and_the_cursor_holds_while_more_come(
    home: World, served: TestClient
) -> None:
    made = [
        decide(served, home, action="watch", account_id=each).json()["decision"] for each in RINGS["farm"]
    ]
    first = get(served, home, "/v1/decisions?limit=2").json()
    decide(served, home, action="watch", account_id="mill-1")
    second = get(served, home, f"/v1/decisions?limit=2&cursor={first['next']}").json()
    third = get(served, home, f"/v1/decisions?limit=2&cursor={second['next']}").json()
    pages = [*first["items"], *second["items"], *third["items"]]
    assert [each["decision"] for each in pages] == made[::-1]
    assert third["next"] is None
    about = get(served, home, "/v1/decisions?about=farm-2").json()["items"]
    assert [each["account_id"] for each in about] == ["farm-2"]


def test_the_allowlist_ends_by_itself_and_by_a_new_entry(home: World, served: TestClient) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=1.5)
    first = allow(served, home, account_id="farm-1", expires_at=soon.isoformat())
    assert first.status_code == 201
    allow(served, home, account_id="farm-2")
    assert account(served, home, "farm-1")["tier"] == "possible"
    until(lambda: account(served, home, "farm-1")["tier"] == "core", 5)
    assert account(served, home, "farm-1")["allowlisted"] is False
    assert allow(served, home, account_id="farm-2", listed=False).status_code == 201
    assert account(served, home, "farm-2")["tier"] == "core"
    assert get(served, home, "/v1/allowlist", "operate").json()["items"] == []
    assert len(get(served, home, "/v1/allowlist?holding=false", "approve").json()["items"]) == 3
    assert allow(served, home, account_id="farm-2", listed=False).status_code == 404
    past = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert allow(served, home, account_id="farm-2", expires_at=past).status_code == 422


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


def test_look_ups_are_not_sent_twice_to_who_holds_them(home: World, served: TestClient) -> None:
    headers = home.headers("enforce")
    first = served.get("/v1/accounts/farm-1", headers=headers)
    known = headers | {"If-None-Match": first.headers["etag"]}
    assert served.get("/v1/accounts/farm-1", headers=known).status_code == 304
    decide(served, home, action="watch", account_id="farm-2")
    decide(served, home, action="confirm", account_id="farm-2")
    assert served.get("/v1/accounts/farm-1", headers=known).status_code == 200


def seen(address: str, world: World, name: str) -> dict[str, Any]:
    with Client(base_url=address, headers=world.headers("enforce")) as client:
        found: dict[str, Any] = client.get(f"/v1/accounts/{name}").json()
        return found


def test_a_release_shows_in_every_process_within_two_seconds(home: World) -> None:
    body = {"action": "release", "account_id": "farm-1", "reason": "appeal upheld"}
    with running(home.home) as one, running(home.home) as two:
        assert {seen(each, home, "farm-1")["tier"] for each in (one, two)} == {"core"}
        with Client(base_url=one, headers=home.headers("investigate")) as client:
            assert client.post("/v1/decisions", json=body).status_code == 201
        began = time.monotonic()
        assert seen(one, home, "farm-1")["ring"] is None
        until(lambda: seen(two, home, "farm-1")["ring"] is None)
        assert time.monotonic() - began < 2
    with running(home.home) as again:
        assert seen(again, home, "farm-1")["decided"] == "released"


def test_a_release_holds_while_the_ledger_is_away_and_answers_say_that_they_are_stale(home: World) -> None:
    with home.client() as client:
        decide(client, home, action="release", account_id="farm-1")
    with ledger_away(home), home.client() as client:
        found = account(client, home, "farm-1")
        assert (found["ring"], found["decided"], found["stale"]) == (None, "released", True)
        refused = decide(client, home, action="release", account_id="farm-2")
        assert (refused.status_code, refused.json()["code"]) == (503, "ledger-unavailable")
        assert account(client, home, "farm-2")["tier"] == "core"
