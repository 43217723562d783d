"""Casework over REST: the queue, taking, handing on, closing, cases alike; publications and an account's life."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from linkage.hashing import account_key as key
from linkage.ledger.audit import log
from linkage.ledger.keys.api_keys import create_key
from linkage.publication import release, writer
from linkage.publication.manifest import new_run_id
from linkage.publication.profiles import PROFILES
from linkage.publication.reader import Publication
from tests.api.exported import Desk
from tests.api.world import NOON, RINGS, SPRING, World, findings

DAYS = SPRING // 86_400


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Two publications: the second has profiles, and an account of the farm more."""
    world = World(tmp_path)
    world.publish()
    profiled(world)
    with world.client() as client:
        yield Desk(client, world)


def profiled(world: World) -> Publication:
    rows = [
        (
            key(each),
            SPRING,
            "banned" if each.startswith("mill") else "active",
            "pro",
            "DE",
            "fraud",
            20.0,
            [DAYS + 1, DAYS + 2, DAYS + 9],
            [DAYS],
            5,
            40,
        )
        for each in (*RINGS["farm"], *RINGS["mill"])
    ]
    profiles = pl.DataFrame(rows, schema=PROFILES, orient="row").sort("account")
    found = replace(
        findings({**RINGS, "farm": (*RINGS["farm"][:4], "farm-9", "farm-5")}, 8), profiles=profiles
    )
    folder = world.settings.publications
    before = Publication.open(folder, writer.current(folder) or "")
    world.clock = NOON.replace(hour=15)
    written = writer.write(found, folder, new_run_id(world.clock), before)
    return release.publish(world.ledger, folder, written.run, world.clock)


def act(desk: Desk, name: str, action: str, ring: str, **more: object) -> Any:
    return desk.post(name, "/v1/cases", action=action, ring=ring, **more)


def case(desk: Desk, ring: str) -> Any:
    return desk.get("ines", f"/v1/cases/{ring}")


def farm(desk: Desk) -> str:
    return str(desk.get("ines", "/v1/accounts/farm-1")["ring"])


def test_the_queue_tells_what_is_at_stake_the_most_first(desk: Desk) -> None:
    found = desk.get("ines", "/v1/cases")["items"]
    assert [(each["size"], each["paying"], each["paid_days"], each["used_hours"]) for each in found] == [
        (5, 4, 12, 20),
        (2, 2, 6, 10),
    ]
    assert found[0]["case"] == "open"
    assert found[0]["owner"] is None
    assert found[0]["opened_at"] == "2026-11-22T13:00:00Z"


def test_a_ring_whose_accounts_are_all_closed_is_closed_by_itself(desk: Desk) -> None:
    closed = desk.get("ines", "/v1/cases?case=closed")["items"]
    assert [(each["size"], each["closed_accounts"]) for each in closed] == [(2, 2)]
    assert [each["ring"] for each in desk.get("ines", "/v1/cases?case=open")["items"]] == [farm(desk)]


def test_receipts_of_a_ban_close_a_case_and_a_revocation_opens_it_again(desk: Desk) -> None:
    desk.confirm()
    row = desk.produced()
    accounts = ("farm-1", "farm-2", "farm-3", "farm-4", "farm-9")
    lines = "".join(f"{each},applied\n" for each in accounts)
    assert desk.receive(row["id"], f"account_id,outcome\n{lines}").status_code == 201
    assert case(desk, farm(desk))["case"] == "closed"
    back = desk.post("ada", f"/v1/exports/{row['id']}/revoke", account_ids=["farm-2"]).json()
    assert desk.receive(back["id"], "account_id,outcome\nfarm-2,applied\n").status_code == 201
    assert (case(desk, farm(desk))["case"], case(desk, farm(desk))["closed_accounts"]) == ("open", 4)


def test_a_case_is_taken_handed_on_and_closed_with_a_decision(desk: Desk) -> None:
    ring = farm(desk)
    desk.headers("ada")
    assert act(desk, "ines", "take", ring).status_code == 201
    assert act(desk, "ines", "take", ring).status_code == 409
    assert [each["ring"] for each in desk.get("ada", "/v1/cases?owner=ines")["items"]] == [ring]
    assert act(desk, "ines", "hand", ring, to="nobody").status_code == 422
    assert act(desk, "ines", "hand", ring, to="ada").status_code == 201
    assert act(desk, "ada", "note", ring, reason="asked the card issuer").json()["owner"] == "ada"
    assert act(desk, "ada", "close", ring).status_code == 409
    assert act(desk, "ada", "close", ring, verdict="confirm").status_code == 201
    found = case(desk, ring)
    assert (found["case"], found["state"], found["owner"]) == ("closed", "confirmed", "ada")
    assert [each["action"] for each in found["acts"]] == ["close", "note", "hand", "take"]
    assert act(desk, "ines", "reopen", ring).status_code == 201
    assert case(desk, ring)["case"] == "taken"
    assert log.verify(desk.world.ledger).whole


def test_an_edited_act_breaks_the_audit(desk: Desk) -> None:
    from sqlalchemy import update

    from linkage.ledger.desk import CaseRow

    act(desk, "ines", "take", farm(desk))
    with desk.world.ledger.write() as session:
        session.execute(update(CaseRow).values(owner="rex"))
    assert log.verify(desk.world.ledger).strays == (f"case_acts {1 + seq(desk)} was edited",)


def seq(desk: Desk) -> int:
    """Place of the entry before the act."""
    return int(min(each["seq"] for each in case(desk, farm(desk))["acts"])) - 1


def test_cases_that_are_tied_alike_stand_side_by_side(desk: Desk) -> None:
    found = case(desk, farm(desk))["alike"]
    assert [(each["values"], each["signature"], each["size"], each["case"]) for each in found] == [
        (0, 1.0, 2, "closed")
    ]


def test_a_key_is_told_whose_it_is(desk: Desk) -> None:
    told = desk.get("ines", "/v1/me")
    assert told == {"name": "ines", "person": True, "scopes": ["approve", "enforce", "export", "investigate"]}
    made = create_key(desk.world.ledger, "robot", ("enforce",), NOON, owner_kind="service")
    desk.client.app.state.live.catch_up()  # type: ignore[attr-defined]
    answer = desk.client.get("/v1/me", headers={"Authorization": f"Bearer {made}"})
    assert answer.json() == {"name": "robot", "person": False, "scopes": ["enforce"]}


def test_publications_tell_what_happened_and_what_differs(desk: Desk) -> None:
    ring = farm(desk)
    newest, first = desk.get("ines", "/v1/publications")["items"]
    assert (first["events"], newest["events"]) == ({"born": 2}, {"grown": 1})
    assert newest["kept"]
    told = desk.get("ines", f"/v1/publications/{newest['run']}/events")["items"]
    assert [(each["ring"], each["event"], each["before"], each["after"]) for each in told] == [
        (ring, "grown", 3, 4)
    ]
    found = desk.get("ines", f"/v1/difference?ring={ring}")
    assert (found["old"], found["new"]) == (first["run"], newest["run"])
    assert found["rings"] == [
        {"ring": ring, "change": "changed", "before": 4, "after": 5, "joined": 1, "left": 0}
    ]
    assert {each["account_id"] for each in found["accounts"]} >= {"farm-9"}


def test_an_accounts_life_is_told_in_the_order_of_time_and_audited(desk: Desk) -> None:
    desk.post("ines", "/v1/decisions", action="watch", account_id="farm-1")
    found = desk.get("ines", "/v1/accounts/farm-1/timeline")
    assert found["known"]
    told = [(each["event"], each["days"]) for each in found["items"] if each["event"] in {"payment", "use"}]
    assert told == [("use", 1), ("payment", 2), ("payment", 1)]
    days = [each["at"][:10] for each in found["items"]]
    assert days == sorted(days)
    assert found["items"][0]["event"] == "sign_up"
    assert found["items"][-1]["says"] == "watch by ines: because"
    assert {each["kind"] for each in found["items"] if each["event"] == "seen"} == {"card", "device", "ip"}
    assert not desk.get("ines", "/v1/accounts/honest-2/timeline")["known"]
    assert log.entries(desk.world.ledger, 1)[0].action == "read timeline"


def test_accounts_on_the_canvas_carry_their_facets(desk: Desk) -> None:
    found = desk.get("ines", f"/v1/rings/{farm(desk)}/graph")["accounts"]
    told = {each["account_id"]: (each["country"], each["plan"], each["label"]) for each in found}
    assert told["farm-1"] == ("DE", "pro", "fraud")
    assert told["farm-9"] == (None, None, None)


def test_the_list_of_rings_is_sorted_and_filtered_by_growth_use_and_payments(desk: Desk) -> None:
    def listed(query: str) -> list[tuple[object, ...]]:
        items = desk.get("ines", f"/v1/rings?{query}")["items"]
        return [(each["size"], each["growth"], each["exchanges"], each["spend"]) for each in items]

    found = listed("sort=-growth")
    assert sorted(grown := [int(str(each[1])) for each in found], reverse=True) == grown
    assert listed("sort=-growth&min_growth=1") == [each for each in found if int(str(each[1])) > 0]
    assert listed("sort=spend")[0][3] == 20.0 * int(str(listed("sort=spend")[0][0]))
    assert listed("min_exchanges=1000000") == listed("min_spend=100000") == []
