"""Look-ups say what is known, in the order asked, and never take an account unjudged for a clean one."""

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.schemas.accounts import Account, AccountWithRing, Standings
from tests.api.world import HONEST, World, get

EVERYBODY = ["farm-1", "farm-4", "farm-5", "mill-2", *HONEST[:4], "new-1", "nobody", "nobody else"]


def lookup(client: TestClient, world: World, ids: list[str], name: str = "account_ids") -> Standings:
    response = client.post("/v1/accounts/lookup", json={name: ids}, headers=world.headers("enforce"))
    assert response.status_code == 200
    return Standings.model_validate(response.json())


def test_a_member_of_a_ring_is_told_with_tier_confidence_and_reasons(
    client: TestClient, world: World
) -> None:
    answer = get(client, world, "/v1/accounts/farm-1", "enforce").json()
    assert answer["ring"].startswith("R-")
    assert (answer["tier"], answer["confidence"]) == ("core", 0.97)
    assert answer["reasons"] == ["shared_payment", "burst"]
    assert (answer["watermark"], answer["stale"]) == (7, False)
    Account.model_validate(answer)


@pytest.mark.parametrize(
    ("account", "tier"), [("farm-1", "core"), ("farm-4", "member"), ("farm-5", "possible")]
)
def test_each_tier_is_told_apart(client: TestClient, world: World, account: str, tier: str) -> None:
    assert get(client, world, f"/v1/accounts/{account}", "enforce").json()["tier"] == tier


def test_an_account_in_no_ring_is_judged_and_has_no_ring(client: TestClient, world: World) -> None:
    answer = get(client, world, "/v1/accounts/honest-1", "enforce").json()
    assert (answer["known"], answer["judged"], answer["ring"]) == (True, True, None)
    Account.model_validate(answer)


def test_an_account_newer_than_the_watermark_is_not_judged(client: TestClient, world: World) -> None:
    answer = get(client, world, "/v1/accounts/new-1", "enforce").json()
    assert (answer["known"], answer["judged"], answer["ring"]) == (True, False, None)


def test_an_account_judged_before_stays_judged_when_it_is_seen_again(
    client: TestClient, world: World
) -> None:
    assert get(client, world, "/v1/accounts/farm-1", "enforce").json()["judged"] is True


def test_an_account_never_seen_is_not_found(client: TestClient, world: World) -> None:
    response = get(client, world, "/v1/accounts/nobody", "enforce")
    assert (response.status_code, response.json()["code"]) == (404, "unknown-account")
    assert "nobody" not in response.text


def test_an_id_too_long_is_refused(client: TestClient, world: World) -> None:
    response = get(client, world, "/v1/accounts/" + "x" * 257, "enforce")
    assert (response.status_code, response.json()["code"]) == (422, "wrong-use")


@pytest.mark.parametrize("account", ["ac ct", "ac%2Fct", "ac?ct", "käthe", 'ac"ct', "ac\\ct", "💳"])
def test_an_id_is_any_text(client: TestClient, world: World, account: str) -> None:
    (item,) = lookup(client, world, [account]).items
    assert (item.account_id, item.known) == (account, False)


def test_a_batch_answers_in_the_order_asked(client: TestClient, world: World) -> None:
    answer = lookup(client, world, EVERYBODY)
    assert [each.account_id for each in answer.items] == EVERYBODY
    assert [each.known for each in answer.items] == [True] * 9 + [False] * 2
    assert [each.judged for each in answer.items] == [True] * 8 + [False] * 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(EVERYBODY), max_size=30))
def test_a_batch_says_of_each_what_a_single_look_up_says(
    client: TestClient, world: World, ids: list[str]
) -> None:
    for item in lookup(client, world, ids).items:
        single = get(client, world, f"/v1/accounts/{item.account_id}", "enforce")
        if item.known:
            assert single.json().items() >= item.model_dump().items()
        else:
            assert single.status_code == 404


def test_ids_may_be_called_ids(client: TestClient, world: World) -> None:
    assert lookup(client, world, ["farm-1"], name="ids").items[0].known


def test_a_batch_of_ten_thousand_is_answered(client: TestClient, world: World) -> None:
    answer = lookup(client, world, ["farm-1", "nobody"] * 5000)
    assert len(answer.items) == 10_000
    assert sum(each.known for each in answer.items) == 5000


@pytest.mark.parametrize("ids", [["x"] * 10_001, [""], ["x" * 257], [1], "farm-1", None])
def test_a_batch_of_the_wrong_form_is_refused(client: TestClient, world: World, ids: object) -> None:
    body = {"account_ids": ids}
    response = client.post("/v1/accounts/lookup", json=body, headers=world.headers("enforce"))
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


def test_a_body_that_is_not_utf_8_is_refused(client: TestClient, world: World) -> None:
    headers = world.headers("enforce") | {"Content-Type": "application/json"}
    response = client.post("/v1/accounts/lookup", content=b'["\xff"]', headers=headers)
    assert (response.status_code, response.json()["code"]) == (400, "bad-request")


def test_a_body_over_the_limit_is_refused(client: TestClient, world: World) -> None:
    body = {"account_ids": ["x" * 250] * 9000}
    response = client.post("/v1/accounts/lookup", json=body, headers=world.headers("enforce"))
    assert (response.status_code, response.json()["code"]) == (413, "too-large")


def test_who_holds_the_answer_is_told_so(client: TestClient, world: World) -> None:
    first = get(client, world, "/v1/accounts/farm-1", "enforce")
    headers = world.headers("enforce") | {"If-None-Match": first.headers["etag"]}
    again = client.get("/v1/accounts/farm-1", headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_who_holds_an_answer_to_another_state_gets_this_one(client: TestClient, world: World) -> None:
    headers = world.headers("enforce") | {"If-None-Match": '"20260101T000000Z-000000.0.0"'}
    assert client.get("/v1/accounts/farm-1", headers=headers).status_code == 200


def test_an_account_never_seen_is_not_found_whatever_tag_comes_with_it(
    client: TestClient, world: World
) -> None:
    headers = world.headers("enforce") | {"If-None-Match": "*"}
    assert client.get("/v1/accounts/nobody", headers=headers).status_code == 404


def test_an_account_brings_its_ring_where_it_is_asked_for(client: TestClient, world: World) -> None:
    path = "/v1/accounts/farm-1"
    plain = get(client, world, path)
    assert "full_ring" not in plain.json()
    told = get(client, world, f"{path}?expand=ring")
    ring = told.json().pop("full_ring")
    assert told.json() == plain.json() | {"full_ring": ring}
    assert get(client, world, f"/v1/rings/{plain.json()['ring']}").json().items() >= ring.items()
    assert (ring["ring_id"], ring["size"]) == (plain.json()["ring"], 4)
    AccountWithRing.model_validate(told.json())
    held = client.get(
        f"{path}?expand=ring", headers=world.headers("investigate") | {"If-None-Match": told.headers["etag"]}
    )
    assert (held.status_code, held.content) == (304, b"")


def test_an_account_in_no_ring_brings_none(client: TestClient, world: World) -> None:
    for name in ("honest-1", "new-1"):
        assert get(client, world, f"/v1/accounts/{name}?expand=ring").json()["full_ring"] is None
    assert get(client, world, "/v1/accounts/nobody?expand=ring").status_code == 404


def test_a_ring_is_not_told_to_who_may_not_read_rings(client: TestClient, world: World) -> None:
    refused = get(client, world, "/v1/accounts/farm-1?expand=ring", "enforce")
    assert (refused.status_code, refused.json()["code"]) == (403, "lacks-scope")
    assert "R-" not in refused.text
    assert get(client, world, "/v1/accounts/farm-1", "enforce").status_code == 200


def test_what_an_account_does_not_bring_is_refused(client: TestClient, world: World) -> None:
    assert get(client, world, "/v1/accounts/farm-1?expand=owner").status_code == 422
    assert "`expand`" in get(client, world, "/v1/accounts/farm-1?expnad=ring").text
    assert get(client, world, "/v1/accounts/" + "x" * 257 + "?expand=ring").status_code == 422
