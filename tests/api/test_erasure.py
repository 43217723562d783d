"""An account that was erased is answered as one never seen, everywhere, and the graph forgets it too."""

import time

import polars as pl
import pytest
from fastapi.testclient import TestClient
from httpx2 import Client, Response

from linkage.graph import open_store
from linkage.graph.driver import Database
from linkage.graph.sqlite import Sqlite
from linkage.hashing import account_key as key
from linkage.ledger.audit import log
from linkage.ledger.decisions import erased
from linkage.model import Batch
from linkage.normalise import normalise
from tests.api.deciding import account, allow, changes, decide, ring_of
from tests.api.running import running
from tests.api.test_live import ledger_away, until
from tests.api.test_release import seen
from tests.api.world import World, get

BODY = {"reason": "its owner asked for it"}


def erase(client: TestClient, world: World, name: str = "farm-1", **headers: str) -> Response:
    told = world.headers("operate") | headers
    return client.post(f"/v1/accounts/{name}/erase", json=BODY, headers=told)


def test_an_erasure_is_told_without_the_account(home: World, served: TestClient) -> None:
    made = erase(served, home)
    assert made.status_code == 201
    assert made.json()["reason"] == BODY["reason"]
    assert "farm-1" not in made.text
    (entry,) = log.entries(home.ledger, 10, log.Act("", "erase"))
    assert (entry.seq, entry.subject) == (made.json()["erasure"], str(key("farm-1")))


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("", "enforce"),
        ("/evidence", "investigate"),
        ("/why/farm-2", "investigate"),
        ("/why-not", "investigate"),
        ("/statement", "enforce"),
    ],
)
def test_every_route_answers_as_of_an_account_never_seen(
    home: World, served: TestClient, path: str, scope: str
) -> None:
    assert get(served, home, f"/v1/accounts/farm-1{path}", scope).status_code == 200
    never = get(served, home, f"/v1/accounts/nobody-1{path}", scope)
    erase(served, home)
    gone = get(served, home, f"/v1/accounts/farm-1{path}", scope)
    assert (gone.status_code, gone.json()["code"]) == (never.status_code, never.json()["code"])
    assert gone.json()["detail"] == never.json()["detail"]


def test_a_batch_of_look_ups_does_not_know_it(home: World, served: TestClient) -> None:
    home.newcomers(8, "new-1")
    allow(served, home, account_id="farm-2")
    for name in ("farm-1", "farm-2", "new-1"):
        assert erase(served, home, name).status_code == 201
    body = {"account_ids": ["farm-1", "farm-2", "new-1", "farm-3"]}
    items = served.post("/v1/accounts/lookup", json=body, headers=home.headers("enforce")).json()["items"]
    assert [each["known"] for each in items] == [False, False, False, True]
    assert [each["allowlisted"] for each in items] == [False] * 4


def test_no_list_names_it(home: World, served: TestClient) -> None:
    ring = ring_of(served, home)
    decide(served, home, action="confirm", account_id="farm-1")
    allow(served, home, account_id="farm-1")
    lists = [
        (f"/v1/rings/{ring}/members", "investigate"),
        ("/v1/decisions", "investigate"),
        ("/v1/allowlist?holding=false", "investigate"),
        ("/v1/changes", "enforce"),
    ]
    assert all("farm-1" in get(served, home, *each).text for each in lists)
    erase(served, home)
    answers = [get(served, home, *each) for each in lists]
    assert [each.status_code for each in answers] == [200] * len(lists)
    assert not any("farm-1" in each.text for each in answers)
    members = answers[0].json()["items"]
    assert sorted(each["account_id"] for each in members) == ["farm-2", "farm-3", "farm-4", "farm-5"]
    told = changes(served, home)["items"]
    assert (told[-1]["cause"], told[-1]["after"]) == ("erasure", None)


def test_another_publication_that_still_has_it_does_not_answer_it(home: World, served: TestClient) -> None:
    erase(served, home)
    home.publish(watermark=9)
    until(lambda: account(served, home, "farm-2")["watermark"] == 9)
    assert get(served, home, "/v1/accounts/farm-1", "enforce").status_code == 404
    assert "farm-1" not in get(served, home, "/v1/changes", "enforce").text


def test_it_is_refused_for_an_account_never_seen_and_done_once(home: World, served: TestClient) -> None:
    assert erase(served, home, "nobody-1").status_code == 404
    first = erase(served, home, **{"Idempotency-Key": "one"})
    again = erase(served, home, **{"Idempotency-Key": "one"})
    assert (again.headers["Idempotency-Replayed"], again.json()) == ("true", first.json())
    assert erase(served, home).json() == first.json()
    assert len(log.entries(home.ledger, 10, log.Act("", "erase"))) == 1


def test_nobody_decides_about_it_any_more(home: World, served: TestClient) -> None:
    erase(served, home)
    assert decide(served, home, action="confirm", account_id="farm-1").status_code == 404
    assert allow(served, home, account_id="farm-1").status_code == 404


def test_an_erasure_shows_in_every_process_within_two_seconds_and_after_a_restart(home: World) -> None:
    with running(home.home) as one, running(home.home) as two:
        with Client(base_url=one, headers=home.headers("operate")) as client:
            assert client.post("/v1/accounts/farm-1/erase", json=BODY).status_code == 201
        began = time.monotonic()
        until(lambda: seen(two, home, "farm-1").get("status") == 404)
        assert time.monotonic() - began < 2
        assert seen(one, home, "farm-1")["status"] == 404
    with ledger_away(home), home.client() as client:
        assert get(client, home, "/v1/accounts/farm-1", "enforce").status_code == 404
        assert account(client, home, "farm-2")["stale"] is True


def test_the_graph_forgets_it_by_itself_once_it_can(home: World) -> None:
    rows = pl.DataFrame({"row": [1, 2], "account_id": ["farm-1", "farm-2"], "email": ["a@example.com"] * 2})
    store = open_store(home.settings.graph)
    batch = Batch("b1", "accounts", "e/1")
    store.begin(batch)
    store.write(batch, normalise("accounts", rows, b"pepper", {})[0])
    store.commit(batch)
    loading = Database(Sqlite(home.home / "graph.sqlite", 1))
    with home.client() as client:
        with loading.transaction("write"):
            assert erase(client, home).status_code == 201
            time.sleep(0.6)  # longer than between two sweeps
            assert store.accounts(9).height == 2
        loading.close()
        until(lambda: store.accounts(9)["account_id"].to_list() == ["farm-2"])
    store.close()


def test_a_home_without_a_graph_is_not_given_one(home: World, served: TestClient) -> None:
    erase(served, home)
    time.sleep(0.6)  # longer than between two sweeps
    assert erased.everyone(home.ledger) == [key("farm-1")]
    assert not (home.home / "graph.sqlite").exists()
