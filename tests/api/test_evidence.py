"""Evidence names what ties, what was ignored, what would change the finding; reads are audited."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.schemas.accounts import Evidence, Why
from linkage.ledger.audit import log
from linkage.ledger.db.models import AuditRow
from tests.api.world import CROWD, VALUES, World, get
from tests.keys import prefix_of


def evidence(client: TestClient, world: World, account: str) -> Evidence:
    return Evidence.model_validate(get(client, world, f"/v1/accounts/{account}/evidence").json())


def why(client: TestClient, world: World, account: str, other: str) -> Why:
    return Why.model_validate(get(client, world, f"/v1/accounts/{account}/why/{other}").json())


def acts(world: World) -> list[AuditRow]:
    with world.ledger.read() as session:
        return list(session.scalars(select(AuditRow).order_by(AuditRow.seq)))


def test_ties_are_told_with_mask_bits_holders_and_times(client: TestClient, world: World) -> None:
    found = evidence(client, world, "farm-2")
    assert [each.kind for each in found.ties] == ["card", "device", "ip"]
    card = found.ties[0]
    assert (card.masked, card.bits, card.holders, card.members) == ("masked card", 14.25, 5, 5)
    assert (card.first_seen, card.last_seen) == ("2026-05-29T20:26:40Z", "2026-08-26T20:26:40Z")


def test_a_group_counts_by_its_best_value(client: TestClient, world: World) -> None:
    groups = evidence(client, world, "farm-1").groups
    assert {each.group: each.bits for each in groups} == {group: bits for _, group, bits in VALUES.values()}


def test_a_crowd_is_told_as_ignored_and_why(client: TestClient, world: World) -> None:
    (crowd,) = evidence(client, world, "farm-1").ignored
    assert (crowd.kind, crowd.holders, crowd.verdict) == ("ip", 4812, CROWD)


@pytest.mark.parametrize(
    ("account", "values", "said"),
    [
        ("farm-1", 3, "Any 2 of these"),
        (
            "farm-2",
            3,
            "Without card masked card, device masked device and ip masked ip this account would leave",
        ),
        ("farm-4", 1, "Without card masked card this account would leave"),
        ("farm-5", 0, "does not pass the gate"),
    ],
)
def test_what_would_change_the_finding_is_told(
    client: TestClient, world: World, account: str, values: int, said: str
) -> None:
    found = evidence(client, world, account).counterfactual
    assert found is not None
    assert found.values == values
    assert said in found.sentence
    assert len(found.without) == said.count("masked")


def test_what_ties_two_tells_what_would_change_the_finding_of_each(client: TestClient, world: World) -> None:
    found = why(client, world, "farm-4", "honest-1")
    assert found.counterfactual is not None
    assert [each.kind for each in found.counterfactual.without] == ["card"]
    assert found.other_counterfactual is None


@pytest.mark.parametrize("account", ["honest-1", "new-1"])
def test_an_account_in_no_ring_has_nothing_that_ties_it(
    client: TestClient, world: World, account: str
) -> None:
    found = evidence(client, world, account)
    assert (found.ring, found.ties, found.groups, found.counterfactual) == (None, [], [], None)


def test_what_ties_two_is_told_with_the_times_of_each(client: TestClient, world: World) -> None:
    found = why(client, world, "farm-1", "farm-3")
    assert found.ring is not None
    assert found.bits == sum(bits for _, _, bits in VALUES.values())
    assert found.ties[0].account.first_seen == "2026-05-28T20:26:40Z"
    assert found.ties[0].other.first_seen == "2026-05-30T20:26:40Z"
    assert found.sentence.startswith("They share 3 values")


def test_what_ties_two_is_the_same_either_way_round(client: TestClient, world: World) -> None:
    here, there = why(client, world, "farm-1", "farm-3"), why(client, world, "farm-3", "farm-1")
    assert here.bits == there.bits
    assert here.ties[0].account == there.ties[0].other


def test_two_of_different_rings_share_a_crowd_and_nothing_that_counts(
    client: TestClient, world: World
) -> None:
    found = why(client, world, "farm-1", "mill-1")
    assert (found.ring, found.bits, found.ties) == (None, 0, [])
    assert [each.verdict for each in found.ignored] == [CROWD]
    assert found.sentence.startswith("Nothing")


def test_a_crowd_only_one_is_in_is_not_what_they_share(client: TestClient, world: World) -> None:
    assert why(client, world, "farm-1", "new-1").ignored == []


def test_an_account_and_itself_is_answered(client: TestClient, world: World) -> None:
    assert len(why(client, world, "farm-1", "farm-1").ties) == 3


@pytest.mark.parametrize("path", ["nobody/evidence", "nobody/why/farm-1", "farm-1/why/nobody"])
def test_an_account_never_seen_has_no_evidence(client: TestClient, world: World, path: str) -> None:
    response = get(client, world, f"/v1/accounts/{path}")
    assert (response.status_code, response.json()["code"]) == (404, "unknown-account")


def test_a_read_is_audited_with_who_what_and_what_for(client: TestClient, world: World) -> None:
    headers = world.headers("investigate") | {"X-Purpose": "case 19"}
    client.get("/v1/accounts/farm-1/why/farm-2", headers=headers)
    act = acts(world)[-1]
    assert act.actor == prefix_of(world.key("investigate"))
    assert (act.action, act.subject, act.purpose) == ("read why", "farm-1 farm-2", "case 19")
    assert log.verify(world.ledger).broken_at is None


def test_a_look_up_is_not_audited(client: TestClient, world: World) -> None:
    before = len(acts(world))
    get(client, world, "/v1/accounts/farm-1", "enforce")
    assert len(acts(world)) == before


def test_reads_at_once_are_all_audited(client: TestClient, world: World) -> None:
    before = len(acts(world))
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: get(client, world, "/v1/accounts/farm-1/evidence"), range(10)))
    assert [each.status_code for each in answers] == [200] * 10
    assert len(acts(world)) == before + 10
    assert log.verify(world.ledger).broken_at is None
