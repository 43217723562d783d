"""A request has an id, in and out and in the log; a body that is no JSON is a bad request."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.api.world import World, get


def test_the_callers_id_comes_back_and_is_logged(world: World, client: TestClient) -> None:
    answer = client.get("/v1/rings", headers={**world.headers("investigate"), "X-Request-ID": "trace-7.a"})
    assert answer.headers["x-request-id"] == "trace-7.a"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "someone@example.com"])
def test_another_id_is_not_taken(world: World, client: TestClient, given: str) -> None:
    answer = client.get("/v1/rings", headers={**world.headers("investigate"), "X-Request-ID": given})
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])


def test_every_request_has_another_and_refusals_have_one_too(world: World, client: TestClient) -> None:
    found = [
        get(client, world, path).headers["x-request-id"] for path in ("/v1/rings", "/v1/rings", "/nowhere")
    ]
    assert len(set(found)) == 3


@pytest.mark.parametrize("path", ["/v1/search", "/v1/decisions", "/v1/accounts/lookup"])
def test_what_is_no_json_is_a_bad_request(world: World, client: TestClient, path: str) -> None:
    headers = {**world.headers("enforce", "investigate", "operate"), "Content-Type": "application/json"}
    answer = client.post(path, content=b'{"kind": ', headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")
