"""Writes over HTTP: sent again they are answered the same, and done once."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from linkage.ledger.keys.api_keys import rotate_key
from tests.api.test_live import ledger_away, until
from tests.api.world import World
from tests.api.writing import Gate, notes, service, waited
from tests.keys import prefix_of

BODY = {"account_id": "farm-1"}


def post(
    client: TestClient, world: World, key: str | None = "once", scope: str = "investigate", **body: object
) -> Response:
    headers = world.headers(scope) | ({"Idempotency-Key": key} if key is not None else {})
    return client.post("/v1/notes", json=BODY | body, headers=headers)


def said(response: Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_a_write_sent_again_is_answered_the_same_and_done_once(either: World) -> None:
    either.key("investigate")
    with service(either) as client:
        first, second = post(client, either), post(client, either)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert second.headers["content-type"] == "application/json"
    assert notes(either) == 1


def test_it_is_so_after_a_restart_too(either: World) -> None:
    either.key("investigate")
    with service(either) as client:
        first = post(client, either)
    with service(either) as client:
        second = post(client, either)
    assert first.content == second.content
    assert notes(either) == 1


def test_without_a_key_it_is_done_each_time(either: World) -> None:
    either.key("investigate")
    with service(either) as client:
        assert [post(client, either, None).status_code for _ in range(2)] == [201, 201]
    assert notes(either) == 2


def test_another_body_under_the_same_key_is_refused_and_not_echoed(either: World) -> None:
    either.key("investigate")
    with service(either) as client:
        post(client, either)
        response = post(client, either, account_id="mill-1")
    assert said(response) == (422, "idempotency-key-reused")
    assert "mill-1" not in response.text
    assert notes(either) == 1


def test_the_same_key_of_another_owner_is_another_write(either: World) -> None:
    for scopes in (("investigate",), ("investigate", "operate")):
        either.key(*scopes)
    with service(either) as client:
        one = post(client, either)
        headers = either.headers("investigate", "operate") | {"Idempotency-Key": "once"}
        two = client.post("/v1/notes", json=BODY, headers=headers)
    assert one.json()["seq"] != two.json()["seq"]
    assert notes(either) == 2


def test_a_rotated_key_repeats_what_the_old_one_sent(either: World) -> None:
    old = either.key("investigate")
    new = rotate_key(either.ledger, prefix_of(old), datetime.now(UTC), timedelta(hours=1))
    with service(either) as client:
        first = post(client, either)
        headers = {"Authorization": f"Bearer {new}", "Idempotency-Key": "once"}
        second = client.post("/v1/notes", json=BODY, headers=headers)
    assert second.headers["idempotency-replayed"] == "true"
    assert first.content == second.content


def test_while_it_runs_it_is_told_so_and_not_begun_again(either: World) -> None:
    either.key("investigate")
    gate = Gate()
    gate.open.clear()
    with service(either, gate) as client, ThreadPoolExecutor(1) as pool:
        running = pool.submit(post, client, either)
        waited(gate.reached)
        response = post(client, either)
        gate.open.set()
        assert running.result().status_code == 201
        gate.open.clear()
        assert post(client, either).content == running.result().content
    assert said(response) == (409, "still-running")
    assert response.headers["retry-after"] == "1"
    assert notes(either) == 1


def test_what_is_refused_is_not_done_and_may_be_sent_again(either: World) -> None:
    either.key("investigate")
    with service(either) as client:
        for _ in range(2):
            assert said(post(client, either, refuse=True)) == (409, "refused")
        assert notes(either) == 0
        assert post(client, either).status_code == 201


def test_without_the_ledger_nothing_is_done_and_the_same_key_does_it_later(either: World) -> None:
    either.key("investigate")
    with service(either):
        pass
    with service(either) as client:
        with ledger_away(either):
            client.app.state.live.close()  # type: ignore[attr-defined]
            assert said(post(client, either)) == (503, "ledger-unavailable")
        until(lambda: post(client, either).status_code == 201)
    assert notes(either) == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "two words", "ä"])
def test_a_key_of_another_form_is_refused(either: World, key: str) -> None:
    either.key("investigate")
    headers = {"Authorization": f"Bearer {either.key('investigate')}", "Idempotency-Key": key}
    raw = {name.encode(): text.encode("latin-1") for name, text in headers.items()}
    with service(either) as client:
        assert said(client.post("/v1/notes", json=BODY, headers=raw)) == (422, "wrong-use")
    assert notes(either) == 0


def test_without_the_scope_an_answer_that_is_kept_is_not_given(either: World) -> None:
    for scope in ("investigate", "enforce"):
        either.key(scope)
    with service(either) as client:
        post(client, either)
        assert said(post(client, either, scope="enforce")) == (403, "lacks-scope")


def test_what_comes_after_an_act_comes_once_it_stands_and_not_for_a_replay(either: World) -> None:
    either.key("investigate")
    gate = Gate()
    with service(either, gate) as client:
        for key in ("one", "one", None):
            post(client, either, key)
        post(client, either, "two", refuse=True)
    assert gate.after == [1, 2]


def answered(client: TestClient, world: World) -> Response:
    """The answer to a write, asked for again while the ledger is too busy to take it: nothing was done then."""
    for _ in range(50):
        answer = post(client, world)
        if answer.status_code != 503:
            break
        time.sleep(0.1)
    return answer


def test_of_500_repeats_at_once_one_takes_effect(either: World) -> None:
    either.key("investigate")
    with service(either) as client, ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: answered(client, either), range(500)))
    assert {each.status_code for each in answers} <= {201, 409}
    done = [each for each in answers if each.status_code == 201]
    assert len({each.content for each in done}) == 1
    assert sum("idempotency-replayed" not in each.headers for each in done) == 1
    assert notes(either) == 1


def test_the_contract_of_a_write_names_its_key_and_what_it_refuses(either: World) -> None:
    with service(either) as client:
        told = client.get("/openapi.json").json()["paths"]["/v1/notes"]["post"]
    header = next(each for each in told["parameters"] if each["name"] == "Idempotency-Key")
    assert header["schema"]["pattern"]
    assert set(told["responses"]) == {"201", "400", "401", "403", "409", "415", "422", "429", "500", "503"}
    assert "Idempotency-Replayed" in told["responses"]["201"]["headers"]
