"""For the same question `--json` and the service say the same words, under the same names."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.world import World, get
from tests.cli.conftest import Run, ring_of

PAIRS = [("farm-1", "farm-2"), ("farm-2", "mill-1"), ("honest-1", "honest-2")]
ACCOUNTS = ["farm-1", "farm-2", "farm-4", "farm-5", "mill-1", "honest-1", "honest-2"]


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    for scope in ("investigate", "enforce"):
        world.key(scope)
    with world.client() as made:
        yield made


def same(own: Any, theirs: Any, place: str = "") -> None:
    """What both have has equal content; `own` may have more names, for those of earlier versions."""
    if isinstance(theirs, dict):
        for name in theirs.keys() & own.keys():
            same(own[name], theirs[name], f"{place}.{name}")
        return
    if isinstance(theirs, list):
        assert (place, len(own)) == (place, len(theirs))
        for at, (one, other) in enumerate(zip(own, theirs, strict=True)):
            same(one, other, f"{place}[{at}]")
        return
    assert (place, own) == (place, theirs)


def shared(own: dict[str, Any], theirs: dict[str, Any], *lacking: str) -> None:
    """The document has all names of the service but `lacking` and those about the publication, with equal content."""
    apart = {*lacking, "published_at", "watermark", "stale"}
    assert theirs.keys() - own.keys() <= apart
    same(own, {name: each for name, each in theirs.items() if name not in apart})


def test_an_account_is_told_in_the_same_words(run: Run, world: World, client: TestClient) -> None:
    for account in ACCOUNTS:
        own = run("show", account, "--json").document
        theirs = get(client, world, f"/v1/accounts/{account}/evidence").json()
        assert (own["ring"] and own["ring"]["ring_id"]) == theirs["ring"]
        if theirs["ring"]:
            same(own["ties"]["items"], theirs["ties"])
        shared(own, theirs, "ring", "ties", "groups", "known", "judged")
        same(own["groups"], theirs["groups"] if theirs["ring"] else [])


def test_why_not_is_told_in_the_same_words(run: Run, world: World, client: TestClient) -> None:
    for account in ACCOUNTS:
        own = run("why-not", account, "--json").document
        shared(own, get(client, world, f"/v1/accounts/{account}/why-not").json())


def test_a_pair_is_told_in_the_same_words(run: Run, world: World, client: TestClient) -> None:
    for account, other in PAIRS:
        own = run("why", account, other, "--json").document
        shared(own, get(client, world, f"/v1/accounts/{account}/why/{other}").json())


def test_a_chain_is_told_in_the_same_words(run: Run, world: World, client: TestClient) -> None:
    for account, other in PAIRS:
        own = run("path", account, other, "--json").document
        shared(own, get(client, world, f"/v1/graph/path?account_id={account}&other_id={other}").json())


def test_a_ring_is_told_in_the_same_words(run: Run, world: World, client: TestClient) -> None:
    ring = ring_of(run, "farm-1")
    own = run("show", ring, "--json").document
    theirs = get(client, world, f"/v1/rings/{ring}").json()
    shared(own, theirs, "ties", "members")  # those of the service are by kind; members are pages of their own
    same(own["members"]["items"], get(client, world, f"/v1/rings/{ring}/members").json()["items"])
    ties = get(client, world, f"/v1/rings/{ring}/evidence").json()["items"]
    same(own["ties"]["items"], [each for each in ties if not each["crowd"]])
    same(own["ignored"], [each for each in ties if each["crowd"]])


def test_rings_are_told_in_the_same_words(run: Run, world: World, client: TestClient) -> None:
    same(run("rings", "--json").document["rings"], get(client, world, "/v1/rings").json()["items"])


def test_a_statement_is_told_in_the_same_words(run: Run, world: World, client: TestClient) -> None:
    for account in ACCOUNTS:
        own = run("statement", account, "--json").document
        shared(own, get(client, world, f"/v1/accounts/{account}/statement", "enforce").json())
