"""Deciding, as investigators do over REST."""

from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.world import World, get


def decide(client: TestClient, world: World, **wanted: object) -> Response:
    body = {"reason": "looked at it", **wanted}
    return client.post("/v1/decisions", json=body, headers=world.headers("investigate"))


def allow(client: TestClient, world: World, **wanted: object) -> Response:
    body = {"reason": "a partner", **wanted}
    return client.post("/v1/allowlist", json=body, headers=world.headers("approve"))


def account(client: TestClient, world: World, name: str) -> dict[str, Any]:
    found: dict[str, Any] = get(client, world, f"/v1/accounts/{name}", "enforce").json()
    return found


def ring_of(client: TestClient, world: World, name: str = "farm-1") -> str:
    return str(account(client, world, name)["ring"])


def changes(client: TestClient, world: World, cursor: str | None = None, limit: int = 500) -> dict[str, Any]:
    query = f"?limit={limit}" + (f"&cursor={cursor}" if cursor else "")
    answer = get(client, world, f"/v1/changes{query}", "enforce")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
