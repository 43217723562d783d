"""A route states who may call it, and cannot be made without saying so."""

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from api.auth import Direct, Guarded, allow, scopes_of
from tests.api.world import World, get


async def nothing() -> None:
    """Do nothing."""


def test_a_route_that_says_nothing_of_scopes_cannot_be_made() -> None:
    for made in (Guarded, Direct):
        with pytest.raises(KeyError):
            APIRouter(route_class=made).add_api_route("/nothing", nothing)


def test_a_scope_there_is_not_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="administer"):
        allow("administer")


def test_what_stands_in_the_contract_is_what_is_checked() -> None:
    route = Guarded("/nothing", nothing, openapi_extra=allow("export", "approve"))
    assert scopes_of(route) == {"export", "approve"}


def test_a_route_open_to_all_takes_no_key() -> None:
    app = FastAPI()
    app.router.routes.append(Guarded("/nothing", nothing, openapi_extra=allow()))
    assert TestClient(app).get("/nothing").status_code == 200


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic {key}", "{key}", "Bearer {key}x", "Bearer x{key}", "Bearer lk_ä"],
)
def test_a_header_that_is_no_known_key_is_refused(client: TestClient, world: World, header: str) -> None:
    sent = header.format(key=world.key("enforce")).encode("latin-1")
    response = client.get("/v1/accounts/farm-1", headers={b"Authorization": sent})
    assert (response.status_code, response.json()["code"]) == (401, "unknown-key")
    assert response.headers["www-authenticate"] == "Bearer"


def test_the_scheme_is_read_in_any_case(client: TestClient, world: World) -> None:
    headers = {"authorization": f"bearer {world.key('enforce')}"}
    assert client.get("/v1/accounts/farm-1", headers=headers).status_code == 200


def test_a_refusal_says_which_scope_is_lacking_and_nothing_of_the_key(
    client: TestClient, world: World
) -> None:
    response = get(client, world, "/v1/rings", "enforce")
    assert response.status_code == 403
    assert "investigate" in response.json()["detail"]
    assert world.key("enforce") not in response.text


def test_who_may_not_read_is_not_told_whether_the_account_is_there(client: TestClient, world: World) -> None:
    headers = world.headers("export") | {"X-Request-ID": "one"}
    there, missing = (client.get(f"/v1/accounts/{each}", headers=headers) for each in ("farm-1", "nobody"))
    assert there.content == missing.content
