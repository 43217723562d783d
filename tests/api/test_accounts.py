"""Look-ups say what is known, in the order asked, and never take an account unjudged for a clean one."""

from fastapi.testclient import TestClient

from api.schemas.accounts import Account, Standings
from tests.api.world import World, get


def lookup(client: TestClient, world: World, *ids: str) -> Standings:
    response = client.post("/v1/accounts/lookup", json={"account_ids": ids}, headers=world.headers("enforce"))
    assert response.status_code == 200
    return Standings.model_validate(response.json())


def test_a_member_of_a_ring_is_told_with_tier_confidence_and_reasons(
    client: TestClient, world: World
) -> None:
    answer = get(client, world, "/v1/accounts/farm-1", "enforce").json()
    assert answer["account_id"] == "farm-1"
    assert answer["ring"].startswith("R-")
    assert (answer["tier"], answer["confidence"]) == ("core", 0.97)
    assert answer["reasons"] == ["shared_payment", "burst"]
    assert answer["watermark"] == 7
    assert answer["stale"] is False
    Account.model_validate(answer)
