"""What people decide is kept, audited, and shown in look-ups."""

import pytest
from fastapi.testclient import TestClient

from linkage.ledger.audit import log
from tests.api.deciding import account, allow, decide, ring_of
from tests.api.world import RINGS, World, get


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
    before = log.verify(home.ledger).entries
    number = decide(served, home, action="dismiss", ring=ring).json()["decision"]
    decide(served, home, action="undo", decision=number)
    allow(served, home, account_id="farm-1")
    chain = log.verify(home.ledger)
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
    before = log.verify(world.ledger).entries
    answer = decide(client, world, **wanted)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert log.verify(world.ledger).entries == before


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


@pytest.mark.parametrize(
    "blank", [" ", "\t\n", "\x00", "\x1f", "\x85", "\xa0", "\u2003", "\u200b", "\u3000", "\ufeff"]
)
def test_a_reason_of_nothing_that_is_seen_is_none(home: World, served: TestClient, blank: str) -> None:
    assert decide(served, home, action="watch", account_id="farm-1", reason=blank * 3).status_code == 422
    assert decide(served, home, action="watch", account_id="farm-1", reason=f"{blank}é").status_code == 201


def test_decisions_are_filtered_by_kind_author_and_time(home: World, served: TestClient) -> None:
    ring = ring_of(served, home)
    watched = decide(served, home, action="watch", account_id="farm-1").json()
    confirmed = decide(served, home, action="confirm", ring=ring).json()

    def numbers(query: str) -> list[int]:
        return [each["decision"] for each in get(served, home, f"/v1/decisions?{query}").json()["items"]]

    both = [confirmed["decision"], watched["decision"]]
    assert numbers("action=watch") == both[1:]
    assert numbers(f"author={watched['author']}") == numbers("author=investigate") == both
    assert numbers("author=nobody") == []
    assert numbers(f"since={watched['at']}") == both
    assert numbers("since=2100-01-01T00:00:00Z") == []
    assert numbers("action=confirm&author=investigate&since=2000-01-01T00:00:00Z") == both[:1]
    refused = get(served, home, "/v1/decisions?authro=x")
    assert refused.status_code == 422
    assert "author" in refused.text
