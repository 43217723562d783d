"""Rings are listed, filtered and paged; old ids lead to the ring that took theirs up."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.schemas.rings import Events, Members, Ring, RingAnswer, Rings, RingTies
from tests.api.world import CROWD, RINGS, World, get


def rings(client: TestClient, world: World, query: str = "") -> list[Ring]:
    return Rings.model_validate(get(client, world, f"/v1/rings{query}").json()).items


def farm(client: TestClient, world: World) -> str:
    return rings(client, world, "?sort=-size")[0].ring_id


def test_rings_come_largest_first(client: TestClient, world: World) -> None:
    assert [each.size for each in rings(client, world)] == [4, 2]


def test_a_ring_is_told_with_what_holds_it_together(client: TestClient, world: World) -> None:
    ring = rings(client, world)[0]
    assert (ring.score, ring.core, ring.member, ring.possible) == (0.95, 3, 1, 1)
    assert {each.kind: each.accounts for each in ring.ties} == {"card": 4, "device": 4, "ip": 4}
    assert ring.sentences == ["5 accounts on 1 card"]


@pytest.mark.parametrize(
    ("query", "sizes"),
    [
        ("?min_size=3", [4]),
        ("?max_size=3", [2]),
        ("?min_size=5", []),
        ("?min_score=0.94", [4]),
        ("?tier=possible", [4, 2]),
        ("?kind=card", [4, 2]),
        ("?kind=tax_id", []),
        ("?min_size=0&max_size=0", []),
        ("?state=proposed", [4, 2]),
        ("?state=confirmed", []),
        ("?since=2000-01-01T00:00:00Z", [4, 2]),
        ("?since=2100-01-01T00:00:00Z", []),
        ("?sort=size", [2, 4]),
        ("?sort=-score", [4, 2]),
        ("?sort=first_seen", [4, 2]),
        ("?sort=-first_seen", [2, 4]),
    ],
)
def test_rings_are_filtered_and_sorted(
    client: TestClient, world: World, query: str, sizes: list[int]
) -> None:
    assert [each.size for each in rings(client, world, query)] == sizes


@pytest.mark.parametrize(
    "query",
    [
        "?min_sise=3",
        "?tier=boss",
        "?state=done",
        "?since=2026",
        "?sort=name",
        "?limit=0",
        "?limit=x",
        "?limit=501",
    ],
)
def test_a_filter_there_is_not_is_refused_and_not_ignored(
    client: TestClient, world: World, query: str
) -> None:
    assert get(client, world, f"/v1/rings{query}").status_code == 422


def pages(client: TestClient, world: World, path: str) -> Iterator[list[object]]:
    cursor = ""
    while True:
        body = get(client, world, f"{path}?limit=1{cursor}").json()
        yield body["items"]
        if body["next"] is None:
            return
        cursor = f"&cursor={body['next']}"


@pytest.mark.parametrize("part", ["", "/{ring}/members", "/{ring}/evidence"])
def test_the_pages_of_a_list_are_the_whole_list(client: TestClient, world: World, part: str) -> None:
    path = "/v1/rings" + part.format(ring=farm(client, world))
    whole = get(client, world, path).json()["items"]
    assert [each for page in pages(client, world, path) for each in page] == whole


def test_a_cursor_of_another_filter_is_stale(client: TestClient, world: World) -> None:
    cursor = get(client, world, "/v1/rings?limit=1").json()["next"]
    response = get(client, world, f"/v1/rings?limit=1&min_size=1&cursor={cursor}")
    assert (response.status_code, response.json()["code"]) == (410, "stale-cursor")


@pytest.mark.parametrize("cursor", ["", "next", "0" * 27, "0" * 29, "G" * 28, "0" * 28 + "%0A"])
def test_what_was_never_a_cursor_is_refused(client: TestClient, world: World, cursor: str) -> None:
    response = get(client, world, f"/v1/rings?cursor={cursor}")
    assert (response.status_code, response.json()["code"]) == (422, "wrong-use")


def test_one_ring_is_told_with_its_publication(client: TestClient, world: World) -> None:
    answer = RingAnswer.model_validate(get(client, world, f"/v1/rings/{farm(client, world)}").json())
    assert (answer.size, answer.watermark, answer.stale) == (4, 7, False)


def test_members_come_surest_first(client: TestClient, world: World) -> None:
    found = Members.model_validate(get(client, world, f"/v1/rings/{farm(client, world)}/members").json())
    assert [each.tier for each in found.items] == ["core", "core", "core", "member", "possible"]
    assert {each.account_id for each in found.items} == set(RINGS["farm"])


def test_the_evidence_of_a_ring_ends_with_what_was_ignored(client: TestClient, world: World) -> None:
    found = RingTies.model_validate(get(client, world, f"/v1/rings/{farm(client, world)}/evidence").json())
    assert [(each.kind, each.crowd) for each in found.items] == [
        ("card", False),
        ("device", False),
        ("ip", False),
        ("ip", True),
    ]
    assert found.items[-1].verdict == CROWD
    assert [each.members for each in found.items] == [5] * 4


def test_a_ring_remembers_its_birth(client: TestClient, world: World) -> None:
    found = Events.model_validate(get(client, world, f"/v1/rings/{farm(client, world)}/history").json())
    assert [(each.event, each.before, each.after) for each in found.items] == [("born", 0, 3)]


@pytest.mark.parametrize("part", ["", "/members", "/evidence", "/history"])
def test_a_ring_that_never_was_is_not_found(client: TestClient, world: World, part: str) -> None:
    response = get(client, world, f"/v1/rings/R-NEVERWAS{part}")
    assert (response.status_code, response.json()["code"]) == (404, "unknown-ring")
    assert "NEVERWAS" not in response.text


MERGED = {"farm": RINGS["farm"] + RINGS["mill"]}


def merged(fresh: World) -> str:
    """A home where the mill was taken up by the farm; the mill's old id."""
    publication = fresh.publish()
    fresh.publish(MERGED, watermark=8)
    return str(publication.rings["ring_id"][1])


def test_an_old_id_leads_to_the_ring_that_took_it_up(fresh: World) -> None:
    old = merged(fresh)
    fresh.key("investigate")
    with fresh.client() as client:
        new = farm(client, fresh)
        response = client.get(
            f"/v1/rings/{old}/members?limit=2", headers=fresh.headers("investigate"), follow_redirects=False
        )
        assert response.status_code == 308
        assert response.headers["location"] == f"/v1/rings/{new}/members?limit=2"
        assert get(client, fresh, f"/v1/rings/{old}").json()["ring_id"] == new


def test_an_old_id_keeps_its_history(fresh: World) -> None:
    old = merged(fresh)
    fresh.key("investigate")
    with fresh.client() as client:
        found = Events.model_validate(get(client, fresh, f"/v1/rings/{old}/history").json()).items
    assert ("merged", old) in [(each.event, each.ring) for each in found]


def test_a_ring_that_is_gone_is_not_found_and_keeps_its_history(fresh: World) -> None:
    gone = str(fresh.publish().rings["ring_id"][1])
    fresh.publish({"farm": RINGS["farm"]}, watermark=8)
    fresh.key("investigate")
    with fresh.client() as client:
        assert get(client, fresh, f"/v1/rings/{gone}").status_code == 404
        events = get(client, fresh, f"/v1/rings/{gone}/history").json()["items"]
    assert [each["event"] for each in events] == ["gone", "born"]


def test_a_ring_brings_its_first_members_where_they_are_asked_for(client: TestClient, world: World) -> None:
    path = f"/v1/rings/{farm(client, world)}"
    assert get(client, world, path).json()["members"] is None
    first = get(client, world, f"{path}?expand=members").json()["members"]
    assert first == get(client, world, f"{path}/members").json()["items"]
    assert len(first) == 5
    assert get(client, world, f"{path}?expand=owner").status_code == 422
    assert "expand" in get(client, world, f"{path}?expnad=members").text
