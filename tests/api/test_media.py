"""Bodies of a foreign media type are refused with 415, which names those that are taken."""

import pytest
from fastapi.testclient import TestClient

from tests.api.world import World

LOOKUP = b'{"account_ids": ["farm-1"]}'


def status(client: TestClient, world: World, kind: str | None, path: str = "/v1/accounts/lookup") -> int:
    headers = world.headers("enforce") | ({} if kind is None else {"Content-Type": kind})
    answer = client.post(path, content=LOOKUP, headers=headers)
    if answer.status_code == 415:
        assert answer.json()["code"] == "foreign-media-type"
        assert answer.headers["accept"] in answer.json()["detail"] or "text/csv" in answer.headers["accept"]
    return int(answer.status_code)


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; charset=utf-8", "application/a+json"]
)
def test_json_is_taken_however_it_is_named(world: World, client: TestClient, kind: str) -> None:
    assert status(client, world, kind) == 200


@pytest.mark.parametrize("kind", [None, "", "text/plain", "application/xml", "text/json"])
def test_another_media_type_is_refused(world: World, client: TestClient, kind: str | None) -> None:
    assert status(client, world, kind) == 415


def test_receipts_are_tables(world: World, client: TestClient) -> None:
    path = "/v1/exports/X-000000-00000000/receipts"
    assert status(client, world, "application/json", path) == 415
    assert status(client, world, "text/csv", path) != 415


def test_without_a_key_nothing_is_said_of_media_types(client: TestClient) -> None:
    answer = client.post("/v1/accounts/lookup", content=LOOKUP, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 401
