"""What a write made can be had where `Location` says, a repeat of it too."""

import pytest
from fastapi.testclient import TestClient

from tests.api.deciding import ring_of
from tests.api.world import World, get


@pytest.mark.parametrize(
    ("path", "body", "scope"),
    [
        ("/v1/decisions", {"action": "watch", "account_id": "farm-1"}, "investigate"),
        ("/v1/allowlist", {"account_id": "farm-2"}, "approve"),
    ],
)
def test_what_was_made_is_where_location_says(
    home: World, served: TestClient, path: str, body: dict[str, str], scope: str
) -> None:
    headers = home.headers(scope) | {"Idempotency-Key": "once"}
    sent = [served.post(path, json=body | {"reason": "looked"}, headers=headers) for _ in range(2)]
    assert [each.status_code for each in sent] == [201, 201]
    where = {each.headers["location"] for each in sent}
    assert len(where) == 1
    (place,) = where
    assert place.startswith(f"{path}/")
    assert get(served, home, place, scope).json() == sent[0].json()


def test_an_export_that_was_asked_for_is_where_location_says(home: World, served: TestClient) -> None:
    decided = {"action": "confirm", "ring": ring_of(served, home), "reason": "looked"}
    served.post("/v1/decisions", json=decided, headers=home.headers("investigate"))
    headers = home.headers("export")
    served.app.state.live.catch_up()  # type: ignore[attr-defined]
    wanted = {"action": "ban", "ground": "coordinated_fraud", "reason": "looked"}
    made = served.post("/v1/exports", json=wanted, headers=headers)
    assert made.headers["location"] == f"/v1/exports/{made.json()['id']}"
    assert get(served, home, made.headers["location"], "export").json() == made.json()


@pytest.mark.parametrize("path", ["/v1/decisions/1", "/v1/allowlist/1"])
def test_a_number_that_is_nobodys_is_not_found(world: World, client: TestClient, path: str) -> None:
    assert get(client, world, path).json()["code"] == "not-found"
