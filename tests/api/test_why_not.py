"""Why an account is not held to be in a ring is told in codes, sentences and values."""

from pathlib import Path

import orjson
import pytest
from fastapi.testclient import TestClient

from api.schemas.accounts import WhyNot
from linkage.explain.sentences import FAILURES
from linkage.model import Failure
from linkage.publication import manifest
from linkage.publication.reader import ADDED, TABLES, Publication
from tests.api.deciding import allow, decide
from tests.api.world import World, get


def why_not(client: TestClient, world: World, account: str, ring: str | None = None) -> WhyNot:
    query = f"?ring={ring}" if ring else ""
    return WhyNot.model_validate(get(client, world, f"/v1/accounts/{account}/why-not{query}").json())


def ring_of(client: TestClient, world: World, account: str) -> str:
    return str(get(client, world, f"/v1/accounts/{account}").json()["ring"])


def codes(found: WhyNot) -> list[str]:
    return [each.code.value for each in found.conditions]


def test_what_a_possible_member_failed_is_told_with_values_and_numbers(
    client: TestClient, world: World
) -> None:
    found = why_not(client, world, "farm-5")
    assert codes(found) == ["only_network", "held_first"]
    assert [[value.kind for value in each.values] for each in found.conditions] == [["ip"], ["device"]]
    assert (found.bits, found.groups, found.score, found.enforceable) == (12.5, 1, None, False)
    assert found.ring == ring_of(client, world, "farm-1")
    assert found.sentence == FAILURES[Failure.ONLY_NETWORK]


def test_who_belongs_to_what_does_not_look_abusive_is_told_the_score(
    client: TestClient, world: World
) -> None:
    found = why_not(client, world, "honest-2")
    assert (codes(found), found.score, found.ring) == (["low_score"], 0.0312, None)
    assert found.community_size == 5


def test_who_is_enforceable_fails_nothing(client: TestClient, world: World) -> None:
    found = why_not(client, world, "farm-1")
    assert (found.enforceable, found.conditions) == (True, [])


def test_whom_only_a_crowd_ties_is_told_which(client: TestClient, world: World) -> None:
    found = why_not(client, world, "honest-1")
    assert codes(found) == ["only_crowds"]
    assert [(each.kind, each.holders) for each in found.conditions[0].values] == [("ip", 4812)]


def test_who_shares_nothing_is_told_so(client: TestClient, world: World) -> None:
    assert codes(why_not(client, world, "honest-0")) == ["nothing_shared"]


def test_another_ring_may_be_asked_for(client: TestClient, world: World) -> None:
    mill = ring_of(client, world, "mill-1")
    found = why_not(client, world, "farm-1", mill)
    assert (found.ring, found.enforceable, codes(found)) == (mill, False, ["only_crowds"])
    assert "another ring" in found.sentence
    assert codes(why_not(client, world, "honest-0", mill)) == ["nothing_shared"]


def test_a_newcomer_was_not_looked_at(client: TestClient, world: World) -> None:
    found = why_not(client, world, "new-1")
    assert found.conditions == []
    assert "newer" in found.sentence


def test_a_decision_that_holds_it_back_is_told_first(home: World, served: TestClient) -> None:
    farm = ring_of(served, home, "farm-1")
    allow(served, home, account_id="farm-1")
    decide(served, home, action="release", account_id="farm-5")
    decide(served, home, action="not_same", account_id="farm-2", ring=farm)
    assert codes(why_not(served, home, "farm-1")) == ["allowlisted"]
    assert codes(why_not(served, home, "farm-5")) == ["released", "only_network", "held_first"]
    assert codes(why_not(served, home, "farm-2", farm)) == ["not_same"]
    assert codes(why_not(served, home, "farm-3")) == []
    number = decide(served, home, action="dismiss", ring=farm).json()["decision"]
    found = why_not(served, home, "farm-3")
    assert (codes(found), found.enforceable, found.ring) == (["dismissed"], False, farm)
    decide(served, home, action="undo", decision=number)
    assert why_not(served, home, "farm-3").enforceable


@pytest.mark.parametrize(
    ("path", "code"),
    [("nobody/why-not", "unknown-account"), ("farm-1/why-not?ring=R-00000000", "unknown-ring")],
)
def test_what_is_not_there_is_not_found(client: TestClient, world: World, path: str, code: str) -> None:
    response = get(client, world, f"/v1/accounts/{path}")
    assert (response.status_code, response.json()["code"]) == (404, code)


@pytest.mark.parametrize("code", list(Failure))
def test_every_code_has_its_one_sentence(code: Failure) -> None:
    assert FAILURES[code].endswith(".")
    assert FAILURES[code].count(".") == 1


def aged(folder: Path) -> None:
    """Make a publication one that the version before has written."""
    told = orjson.loads((folder / manifest.FILE).read_bytes())
    for name in ADDED:
        (folder / f"{name}.arrow").unlink()
        del told["files"][f"{name}.arrow"]
    (folder / manifest.FILE).write_bytes(orjson.dumps(told))


def test_a_publication_of_the_version_before_says_what_it_can(fresh: World) -> None:
    aged(fresh.publish().folder)
    fresh.key("investigate")
    with fresh.client() as client:
        found = get(client, fresh, "/v1/accounts/farm-4/evidence").json()["counterfactual"]
        assert found["without"] == []
        assert found["sentence"].startswith("Without any one of these values")
        assert "did not record" in why_not(client, fresh, "honest-0").sentence
        assert "did not record" in why_not(client, fresh, "farm-5").sentence


def test_what_was_added_must_be_there_where_the_manifest_names_it(fresh: World) -> None:
    made = fresh.publish()
    assert set(made.manifest.files) == {f"{name}.arrow" for name in (*TABLES, *ADDED)}
    assert Publication.open(made.folder.parent, made.run).tells_failures
