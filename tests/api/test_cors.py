"""Pages of other origins may call the service only where a setting says so."""

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from linkage.errors import WrongUse
from linkage.settings import Settings
from tests.api.world import World

DESK = "https://desk.example.com"
ASKS = {"Origin": DESK, "Access-Control-Request-Method": "POST"}


def served(origins: str) -> TestClient:
    return TestClient(create_app(Settings(cors_origins=origins)), raise_server_exceptions=False)


def test_nobody_is_let_in_by_default(client: TestClient, world: World) -> None:
    answer = client.get("/v1/rings", headers=world.headers("investigate") | {"Origin": DESK})
    assert "access-control-allow-origin" not in answer.headers
    assert client.options("/v1/rings", headers=ASKS).status_code == 405


def test_an_origin_that_is_set_is_let_in_and_another_is_not() -> None:
    client = served(f"{DESK}, http://localhost:5173")
    told = client.options(
        "/v1/accounts/lookup", headers=ASKS | {"Access-Control-Request-Headers": "authorization"}
    )
    assert (told.status_code, told.headers["access-control-allow-origin"]) == (200, DESK)
    assert "access-control-allow-credentials" not in told.headers
    foreign = client.options("/v1/accounts/lookup", headers=ASKS | {"Origin": "https://evil.example.com"})
    assert "access-control-allow-origin" not in foreign.headers


def test_a_refusal_can_be_read_by_the_page() -> None:
    answer = served(DESK).get("/v1/rings", headers={"Origin": DESK})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (401, DESK)
    assert "X-Request-ID" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize("given", ["desk.example.com", "https://desk.example.com/", "https://a b", "null"])
def test_what_is_no_origin_is_refused_at_the_start(given: str) -> None:
    with pytest.raises(WrongUse, match="LINKAGE_CORS_ORIGINS"):
        create_app(Settings(cors_origins=given))
