"""What a key may ask, told with every answer; more is refused."""

import re

import pytest
from fastapi.testclient import TestClient

from linkage.ledger.keys.api_keys import create_key
from linkage.settings import Settings
from tests.api.world import NOON, World, get


@pytest.fixture
def limited(fresh: World) -> World:
    """A home with a key of three requests a minute."""
    fresh.publish()
    fresh.keys["enforce"] = create_key(fresh.ledger, "slow", ["enforce"], NOON, per_minute=3)
    return fresh


def test_every_answer_to_a_known_key_tells_what_is_left(client: TestClient, world: World) -> None:
    most = world.settings.key_limit
    for path in ("/v1/accounts/farm-1", "/v1/accounts/nobody", "/v1/rings"):
        headers = get(client, world, path, "enforce").headers
        assert headers["ratelimit-policy"] == f'"key";q={most};w=60'
        left = re.fullmatch(r'"key";r=(\d+);t=(\d+)', headers["ratelimit"])
        assert left is not None
        assert 0 < int(left[1]) < most


@pytest.mark.parametrize("path", ["/healthz", "/v1/rings"])
def test_who_has_no_key_is_told_nothing(client: TestClient, path: str) -> None:
    assert "ratelimit" not in client.get(path).headers


def test_more_than_a_key_may_ask_is_refused_with_when_to_ask_again(limited: World) -> None:
    with limited.client() as client:
        answers = [get(client, limited, "/v1/accounts/farm-1", "enforce") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    refused = answers[-1]
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "over-limit"
    assert 0 < int(refused.headers["retry-after"]) <= 20
    assert refused.headers["ratelimit"].startswith('"key";r=0;t=')
    assert refused.headers["ratelimit-policy"] == '"key";q=3;w=60'


def test_one_key_over_its_limit_holds_up_no_other(limited: World) -> None:
    limited.key("investigate")
    with limited.client() as client:
        for _ in range(4):
            get(client, limited, "/v1/accounts/farm-1", "enforce")
        assert get(client, limited, "/v1/accounts/farm-1", "investigate").status_code == 200


def test_what_is_refused_for_its_scope_counts_too(limited: World) -> None:
    with limited.client() as client:
        statuses = [get(client, limited, "/v1/rings", "enforce").status_code for _ in range(4)]
    assert statuses == [403, 403, 403, 429]


def test_the_common_limit_is_far_above_what_one_process_answers() -> None:
    assert Settings().key_limit / 60 > 19_999
