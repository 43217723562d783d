"""What an explorer draws: rings, neighbours with exact counts, what a selection shares; every read is audited."""

import pytest
from fastapi.testclient import TestClient

from api.answers import canvas
from api.schemas.canvas import Neighbours, RingGraph, Shared
from linkage.ledger.audit import log
from tests.api.world import World, get


def graph(client: TestClient, world: World, member: str, query: str = "") -> RingGraph:
    ring = get(client, world, f"/v1/accounts/{member}").json()["ring"]
    answer = get(client, world, f"/v1/rings/{ring}/graph{query}")
    assert answer.status_code == 200, answer.text
    return RingGraph.model_validate(answer.json())


def around(client: TestClient, world: World, query: str) -> Neighbours:
    answer = get(client, world, f"/v1/graph/neighbours?{query}")
    assert answer.status_code == 200, answer.text
    return Neighbours.model_validate(answer.json())


def shared(client: TestClient, world: World, *ids: str) -> Shared:
    headers = world.headers("investigate")
    answer = client.post("/v1/graph/shared", json={"account_ids": ids}, headers=headers)
    assert answer.status_code == 200, answer.text
    return Shared.model_validate(answer.json())


def test_the_links_of_a_ring_name_places_in_its_lists(client: TestClient, world: World) -> None:
    found = graph(client, world, "farm-1")
    assert not found.folded
    assert found.left_out == 0
    told = {(found.accounts[a].account_id, found.values[v].kind) for a, v in found.links}
    assert len(told) == len(found.links) == 15
    assert ("farm-3", "device") in told
    assert {each.tier for each in found.accounts} == {"core", "member", "possible"}


def test_a_large_ring_is_folded_unless_asked_for_whole(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canvas, "FOLD", 3)
    folded = graph(client, world, "farm-1")
    assert folded.folded
    assert sum(each.accounts for each in folded.pieces) + folded.loose == 5
    unfolded = graph(client, world, "farm-1", f"?piece={folded.pieces[0].token}")
    assert len(unfolded.accounts) == folded.pieces[0].accounts
    assert len(graph(client, world, "farm-1", "?view=whole").accounts) == 5


def test_a_ring_beyond_all_bounds_is_drawn_in_pieces_alone(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canvas, "MOST", 4)
    ring = get(client, world, "/v1/accounts/farm-1").json()["ring"]
    answer = get(client, world, f"/v1/rings/{ring}/graph?view=whole")
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong-use")


def test_neighbours_come_page_by_page_without_repeats(client: TestClient, world: World) -> None:
    first = around(client, world, "node=a:farm-1&limit=3")
    assert first.total == 4
    assert first.next is not None
    rest = around(client, world, f"node=a:farm-1&limit=3&cursor={first.next}")
    tokens = [each.token for each in (*first.values, *rest.values)]
    assert len(set(tokens)) == 4
    assert rest.next is None
    assert rest.values[-1].crowd


def test_counts_are_of_all_kinds_whichever_is_asked_for(client: TestClient, world: World) -> None:
    found = around(client, world, "node=a:farm-1&kind=ip")
    told = {each.kind: (each.total, each.crowds) for each in found.counts}
    assert told == {"card": (1, 0), "device": (1, 0), "ip": (2, 1)}
    assert found.total == 2
    assert {each.kind for each in found.values} == {"ip"}


def test_a_value_names_its_holders_and_a_crowd_names_nobody(client: TestClient, world: World) -> None:
    values = around(client, world, "node=a:farm-1").values
    card = next(each for each in values if each.kind == "card")
    crowd = next(each for each in values if each.crowd)
    held = around(client, world, f"node=v:{card.token}")
    assert {each.account_id for each in held.accounts} == {f"farm-{each}" for each in range(1, 6)}
    assert held.node is not None
    assert (held.node.masked, held.total) == ("masked card", 5)
    ignored = around(client, world, f"node=v:{crowd.token}")
    assert ignored.total == 0
    assert ignored.node is not None
    assert ignored.node.holders == 4812


@pytest.mark.parametrize("query", ["", "node=", "node=farm-1", "node=a:", "node=v:nonsense"])
def test_exactly_one_node_is_named(client: TestClient, world: World, query: str) -> None:
    assert get(client, world, f"/v1/graph/neighbours?{query}").status_code == 422


@pytest.mark.parametrize("query", ["node=a:nobody", "node=v:0000000000000001"])
def test_a_node_that_is_not_there_is_not_found(client: TestClient, world: World, query: str) -> None:
    assert get(client, world, f"/v1/graph/neighbours?{query}").status_code == 404


def test_a_selection_is_told_what_it_shares(client: TestClient, world: World) -> None:
    found = shared(client, world, "farm-1", "farm-2", "farm-1", "nobody")
    assert {each.account_id for each in found.accounts} == {"farm-1", "farm-2"}
    assert found.unknown == ["nobody"]
    assert (found.bits, len(found.links)) == (27.75, 6)
    assert [each.kind for each in found.values] == ["card", "device", "ip", "ip"]


def test_reads_are_audited(home: World, served: TestClient) -> None:
    headers = home.headers("investigate")
    served.get("/v1/graph/neighbours?node=a:farm-1", headers=headers)
    many = [f"farm-{each}" for each in range(25)]
    served.post("/v1/graph/shared", json={"account_ids": many}, headers=headers)
    (around_entry,) = log.entries(home.ledger, 100, log.Act("", "read neighbours"))
    (shared_entry,) = log.entries(home.ledger, 100, log.Act("", "read shared"))
    assert around_entry.subject == "farm-1"
    assert shared_entry.subject.endswith("farm-19 and 5 more")
