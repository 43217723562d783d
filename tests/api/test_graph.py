"""How two accounts are connected is told step by step; the read is audited, and crowds connect nobody."""

from dataclasses import replace

import polars as pl
import pytest
from fastapi.testclient import TestClient

from api.schemas.graph import Connection
from api.tokens import token
from linkage import tables
from linkage.hashing import account_key as key
from linkage.ledger.audit import log
from linkage.publication import release, writer
from linkage.publication.manifest import new_run_id
from tests.api.world import NOON, RINGS, World, findings, get, value


def path(client: TestClient, world: World, one: str, two: str) -> Connection:
    answer = get(client, world, f"/v1/graph/path?account_id={one}&other_id={two}")
    assert answer.status_code == 200, answer.text
    return Connection.model_validate(answer.json())


@pytest.fixture
def bridged(fresh: World) -> World:
    """Two rings, of which one account of the one has the device of the other, and said so less strongly."""
    found = findings(RINGS, 7)
    device = found.links.filter(pl.col("value") == value("mill", 2))[0]
    bridge = device.with_columns(account=pl.lit(key("farm-5")), bits=pl.lit(3.5, pl.Float32))
    links = pl.concat([found.links, bridge.select(list(tables.LINKS))]).sort("value", "account")
    folder = fresh.settings.publications
    run = writer.write(replace(found, links=links), folder, new_run_id(NOON), None).run
    release.publish(fresh.ledger, folder, run, NOON)
    fresh.key("investigate")
    return fresh


def test_who_shares_a_value_is_a_step_away(client: TestClient, world: World) -> None:
    found = path(client, world, "farm-1", "farm-3")
    assert (found.connected, found.weakest, found.truncated) == (True, 14.25, False)
    (step,) = found.steps
    assert (step.account_id, step.kind, step.masked, step.other_id) == (
        "farm-1",
        "card",
        "masked card",
        "farm-3",
    )
    assert (step.account.first_seen, step.other.first_seen) == (
        "2026-05-28T20:26:40Z",
        "2026-05-30T20:26:40Z",
    )
    assert found.sentence == "They share a value that counts."


def test_who_shares_nothing_may_be_connected_over_others(bridged: World) -> None:
    with bridged.client() as client:
        found = path(client, bridged, "farm-1", "mill-2")
        told = [(each.account_id, each.kind, each.other_id) for each in found.steps]
        assert told == [("farm-1", "card", "farm-5"), ("farm-5", "device", "mill-2")]
        assert found.sentence == "A chain of 2 values that count connects them, over 1 other."
        assert path(client, bridged, "honest-1", "mill-2").connected is False


def test_a_crowd_connects_nobody(client: TestClient, world: World) -> None:
    found = path(client, world, "farm-1", "mill-1")
    assert (found.connected, found.weakest, found.steps, found.truncated) == (False, None, [], False)
    assert found.sentence == "No chain of values that count connects them."


def test_an_account_is_connected_with_itself_and_a_newcomer_with_nobody(
    client: TestClient, world: World
) -> None:
    assert path(client, world, "farm-1", "farm-1").connected
    assert path(client, world, "new-1", "farm-1").connected is False


@pytest.mark.parametrize("pair", [("nobody", "farm-1"), ("farm-1", "nobody")])
def test_both_must_have_been_seen(client: TestClient, world: World, pair: tuple[str, str]) -> None:
    answer = get(client, world, "/v1/graph/path?account_id={}&other_id={}".format(*pair))
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-account")


@pytest.mark.parametrize("query", ["", "?account_id=farm-1", "?account_id=&other_id=farm-1"])
def test_both_must_be_named(client: TestClient, world: World, query: str) -> None:
    assert get(client, world, f"/v1/graph/path{query}").status_code == 422


def test_the_read_is_audited_with_its_purpose(home: World, served: TestClient) -> None:
    headers = home.headers("investigate") | {"X-Purpose": "case 4711"}
    served.get("/v1/graph/path?account_id=farm-1&other_id=farm-2", headers=headers)
    (entry,) = log.entries(home.ledger, 100, log.Act("", "read path"))
    assert (entry.subject, entry.purpose) == ("farm-1 farm-2", "case 4711")


def test_who_holds_the_answer_is_not_sent_it_again(client: TestClient, world: World) -> None:
    url = "/v1/graph/path?account_id=farm-1&other_id=farm-2"
    tag = get(client, world, url).headers["etag"]
    headers = world.headers("investigate") | {"If-None-Match": tag}
    assert client.get(url, headers=headers).status_code == 304


def test_the_nearest_who_holds_a_value_is_told(bridged: World) -> None:
    with bridged.client() as client:

        def nearest(account: str, place: int) -> Connection:
            name = token(value("mill", place))
            answer = get(client, bridged, f"/v1/graph/nearest?account_id={account}&token={name}")
            return Connection.model_validate(answer.json())

        there = nearest("farm-1", 1)
        assert (there.connected, there.other_id, [each.kind for each in there.steps]) == (
            True,
            there.steps[-1].other_id,
            ["card", "device"],
        )
        assert there.other_id.startswith("mill-")
        assert nearest("farm-1", 2).other_id == "farm-5"
        own = nearest("mill-1", 1)
        assert (own.connected, own.other_id, own.steps) == (True, "mill-1", [])
        alone = nearest("honest-2", 1)
        assert (alone.connected, alone.steps) == (False, [])


def test_a_value_that_nobody_shares_is_near_to_nobody(client: TestClient, world: World) -> None:
    answer = get(client, world, f"/v1/graph/nearest?account_id=farm-1&token={'0' * 16}")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-account")
    assert answer.json()["detail"].startswith("Check the token: no two accounts")


def test_nobody_who_was_erased_connects_others(bridged: World) -> None:
    bridged.key("operate")
    with bridged.client() as client:
        headers = bridged.headers("operate")
        assert (
            client.post("/v1/accounts/farm-5/erase", json={"reason": "asked"}, headers=headers).status_code
            == 201
        )
        assert path(client, bridged, "farm-1", "mill-2").connected is False
