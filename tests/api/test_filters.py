"""Filters and orders of every list; one that is misspelt is named."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import misspelt
from api.auth import Guarded, scopes_of
from linkage.ledger.keys.api_keys import SCOPES
from tests.api.deciding import allow, ring_of
from tests.api.exported import Desk
from tests.api.world import World, get

CONTRACT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
PAGED = {
    path: {each["name"] for each in told["get"].get("parameters", [])} - {"cursor", "limit"}
    for path, told in CONTRACT["paths"].items()
    if {"cursor", "limit"} <= {each.get("name") for each in told.get("get", {}).get("parameters", [])}
}
LATER = "2100-01-01T00:00:00Z"


def ids(client: TestClient, world: World, path: str, name: str, scope: str = "investigate") -> list[Any]:
    """One field of each item of a list."""
    answer = get(client, world, path, scope)
    assert answer.status_code == 200, answer.text
    return [each[name] for each in answer.json()["items"]]


def all_pages(client: TestClient, world: World, path: str, name: str) -> list[Any]:
    """The same over pages of one item."""
    found, cursor = [], None
    while True:
        page = get(client, world, f"{path}&limit=1" + (f"&cursor={cursor}" if cursor else "")).json()
        found += [each[name] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return found


@pytest.mark.parametrize("path", sorted(each for each in PAGED if "{" not in each))
def test_a_filter_that_is_misspelt_is_named(home: World, served: TestClient, path: str) -> None:
    scope = "enforce" if path == "/v1/changes" else "investigate"
    needed = "node=a:farm-1&" if path == "/v1/graph/neighbours" else ""
    answer = get(served, home, f"{path}?{needed}stat=x", scope)
    assert (answer.status_code, "stat" in answer.text) == (422, True)


def test_no_operation_that_takes_a_key_ignores_a_parameter(home: World) -> None:
    headers = {scope: home.headers(scope) for scope in SCOPES}
    with home.client() as served:
        app = served.app
        assert isinstance(app, FastAPI)
        routes = [each for each in app.routes if isinstance(each, Guarded) and scopes_of(each)]
        loose = [each for each in routes if misspelt.loose(each) is not None]
        assert len(loose) > 40
        for each in loose:
            path = f"{re.sub(r'{[a-z_]+}', 'farm-1', each.path)}?statt=x"
            answer = served.request(min(each.methods or {"GET"}), path, headers=headers[min(scopes_of(each))])
            assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "query"), each.path


def test_a_parameter_of_an_operation_that_takes_none_is_refused_with_what_it_takes(
    home: World, served: TestClient
) -> None:
    (fault,) = get(served, home, "/v1/accounts/farm-1/evidence?expand=members").json()["errors"]
    assert fault["message"] == "Leave it out: this operation takes no query parameters"
    (fault,) = get(served, home, "/v1/accounts/farm-1/why-not?rng=R-1").json()["errors"]
    assert (fault["where"], fault["message"]) == (
        "query.rng",
        "There is no such field; `ring` may be meant",
    )
    (fault,) = get(served, home, "/v1/accounts/farm-1/why-not?alice%40example.com=1").json()["errors"]
    assert (fault["where"], fault["message"]) == (
        "query",
        "Leave it out: this operation takes `ring` alone",
    )


def test_every_list_of_what_people_wrote_has_author_since_and_an_order() -> None:
    for path in ("/v1/decisions", "/v1/exports", "/v1/appeals", "/v1/allowlist"):
        assert PAGED[path] >= {"author", "since", "sort"}
    for path in ("/v1/exports", "/v1/appeals", "/v1/rings", "/v1/cases"):
        assert PAGED[path] >= {"state", "since", "sort"}


def test_exports_are_filtered_and_ordered(home: World, served: TestClient) -> None:
    desk = Desk(served, home)
    desk.confirm()
    first, second = desk.requested(), desk.requested(action="suspend", days=30)
    third = desk.previewed(ground="payment_fraud")["id"]
    list_of = "/v1/exports?"
    assert ids(served, home, list_of, "id") == [third, second, first]
    assert ids(served, home, f"{list_of}sort=at", "id") == [first, second, third]
    assert ids(served, home, f"{list_of}state=previewed", "id") == [third]
    assert ids(served, home, f"{list_of}action=suspend", "id") == [second]
    assert ids(served, home, f"{list_of}ground=payment_fraud&kind=action&author=rex", "id") == [third]
    assert ids(served, home, f"{list_of}kind=revocation", "id") == []
    assert ids(served, home, f"{list_of}since={LATER}", "id") == []
    for sort in ("at", "-at"):
        expected = ids(served, home, f"{list_of}sort={sort}", "id")
        assert all_pages(served, home, f"{list_of}sort={sort}", "id") == expected
    assert get(served, home, f"{list_of}state=previwed").status_code == 422


def test_appeals_are_filtered_and_ordered(home: World, served: TestClient) -> None:
    desk = Desk(served, home)
    desk.confirm()
    export = desk.produced()["id"]
    wanted = [{"export": export, "account_id": each, "text": "Not me."} for each in ("farm-1", "farm-2")]
    opened = [served.post("/v1/appeals", json=each, headers=desk.headers("tool")) for each in wanted]
    made = [each.json()["appeal"] for each in opened]
    assert ids(served, home, "/v1/appeals?sort=at", "appeal") == made
    assert ids(served, home, "/v1/appeals?state=open&author=tool", "appeal") == made[::-1]
    assert ids(served, home, f"/v1/appeals?export={export}&ground=coordinated_fraud", "appeal") == made[::-1]
    assert ids(served, home, f"/v1/appeals?since={LATER}", "appeal") == []
    assert ids(served, home, "/v1/appeals?state=granted", "appeal") == []
    assert all_pages(served, home, "/v1/appeals?sort=at", "appeal") == made


@pytest.mark.parametrize("holding", ["true", "false"])
def test_the_allowlist_is_filtered_and_ordered(home: World, served: TestClient, holding: str) -> None:
    for each in ("farm-1", "farm-2", "mill-1"):
        allow(served, home, account_id=each)
    list_of = f"/v1/allowlist?holding={holding}"
    assert ids(served, home, f"{list_of}&sort=at", "account_id") == ["farm-1", "farm-2", "mill-1"]
    assert all_pages(served, home, f"{list_of}&sort=at", "account_id") == ["farm-1", "farm-2", "mill-1"]
    assert all_pages(served, home, f"{list_of}&sort=-at", "account_id") == ["mill-1", "farm-2", "farm-1"]
    assert ids(served, home, f"{list_of}&since={LATER}", "account_id") == []
    assert ids(served, home, f"{list_of}&author=nobody", "account_id") == []


def test_decisions_come_in_either_order(home: World, served: TestClient) -> None:
    desk = Desk(served, home)
    desk.confirm()
    newest = ids(served, home, "/v1/decisions?", "decision")
    assert newest == sorted(newest, reverse=True)
    assert len(newest) == 2
    assert all_pages(served, home, "/v1/decisions?sort=at", "decision") == newest[::-1]


def test_parts_of_a_ring_are_filtered(home: World, served: TestClient) -> None:
    ring = ring_of(served, home)
    members = ids(served, home, f"/v1/rings/{ring}/members?tier=possible", "account_id")
    assert members == ["farm-5"]
    core = ids(served, home, f"/v1/rings/{ring}/members?tier=core", "account_id")
    assert all_pages(served, home, f"/v1/rings/{ring}/members?tier=core", "account_id") == core
    assert set(ids(served, home, f"/v1/rings/{ring}/evidence?kind=card", "kind")) == {"card"}
    assert ids(served, home, f"/v1/rings/{ring}/history?event=born", "event") == ["born"]
    assert ids(served, home, f"/v1/rings/{ring}/history?event=gone", "event") == []
    assert ids(served, home, f"/v1/rings/{ring}/history?since={LATER}", "event") == []


def test_cases_publications_and_their_events_are_filtered(home: World, served: TestClient) -> None:
    ring = ring_of(served, home)
    served.post(
        "/v1/decisions",
        json={"action": "confirm", "ring": ring, "reason": "looked"},
        headers=home.headers("investigate"),
    )
    assert ids(served, home, "/v1/cases?state=confirmed", "ring") == [ring]
    assert ids(served, home, f"/v1/cases?since={LATER}", "ring") == []
    rising = ids(served, home, "/v1/cases?sort=opened_at", "opened_at")
    assert rising == sorted(rising)
    run = ids(served, home, "/v1/publications?", "run")[0]
    assert ids(served, home, f"/v1/publications?since={LATER}", "run") == []
    assert set(ids(served, home, f"/v1/publications/{run}/events?event=born", "event")) == {"born"}
    assert ids(served, home, f"/v1/publications/{run}/events?event=gone", "event") == []
