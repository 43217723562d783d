"""A release shows in every process within two seconds, and holds while the ledger is away."""

import time
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Client

from tests.api.deciding import account, decide
from tests.api.running import running
from tests.api.test_live import ledger_away, until
from tests.api.world import World


def test_look_ups_are_not_sent_twice_to_who_holds_them(home: World, served: TestClient) -> None:
    headers = home.headers("enforce")
    first = served.get("/v1/accounts/farm-1", headers=headers)
    known = headers | {"If-None-Match": first.headers["etag"]}
    assert served.get("/v1/accounts/farm-1", headers=known).status_code == 304
    decide(served, home, action="watch", account_id="farm-2")
    decide(served, home, action="confirm", account_id="farm-2")
    assert served.get("/v1/accounts/farm-1", headers=known).status_code == 200


def seen(address: str, world: World, name: str) -> dict[str, Any]:
    with Client(base_url=address, headers=world.headers("enforce")) as client:
        found: dict[str, Any] = client.get(f"/v1/accounts/{name}").json()
        return found


def test_a_release_shows_in_every_process_within_two_seconds(home: World) -> None:
    body = {"action": "release", "account_id": "farm-1", "reason": "appeal upheld"}
    with running(home.home) as one, running(home.home) as two:
        assert {seen(each, home, "farm-1")["tier"] for each in (one, two)} == {"core"}
        with Client(base_url=one, headers=home.headers("investigate")) as client:
            assert client.post("/v1/decisions", json=body).status_code == 201
        began = time.monotonic()
        assert seen(one, home, "farm-1")["ring"] is None
        until(lambda: seen(two, home, "farm-1")["ring"] is None)
        assert time.monotonic() - began < 2
    with running(home.home) as again:
        assert seen(again, home, "farm-1")["decided"] == "released"


def test_a_release_holds_while_the_ledger_is_away_and_answers_say_that_they_are_stale(home: World) -> None:
    with home.client() as client:
        decide(client, home, action="release", account_id="farm-1")
    with ledger_away(home), home.client() as client:
        found = account(client, home, "farm-1")
        assert (found["ring"], found["decided"], found["stale"]) == (None, "released", True)
        refused = decide(client, home, action="release", account_id="farm-2")
        assert (refused.status_code, refused.json()["code"]) == (503, "ledger-unavailable")
        assert account(client, home, "farm-2")["tier"] == "core"
