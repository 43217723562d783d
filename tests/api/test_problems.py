"""A problem names its kind by a page there is, itself by its request, and a misspelt field."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api import problems
from tests.api.world import World, get

COMMITTED = Path(__file__).parents[2] / "docs" / "problems.md"


def test_the_committed_page_is_the_one_that_is_made() -> None:
    assert COMMITTED.read_text() == problems.markdown(), "python -m api.problems > docs/problems.md"


@pytest.mark.parametrize("path", ["/v1/rings", "/nowhere", "/v1/accounts/nobody", "/v1/rings?limit=x"])
def test_type_leads_to_a_page_and_instance_is_the_request(
    world: World, client: TestClient, path: str
) -> None:
    answer = get(client, world, path, "enforce") if "limit" not in path else get(client, world, path)
    body = answer.json()
    assert body["instance"] == f"urn:linkage:request:{answer.headers['x-request-id']}"
    page = client.get(body["type"])
    assert page.status_code == 200
    assert body["code"] in page.text
    assert body["title"] in page.text


@pytest.mark.parametrize("kind", problems.kinds(), ids=lambda kind: kind.code)
def test_every_kind_has_a_page_with_what_to_do(client: TestClient, kind: problems.Kind) -> None:
    assert f"<h2 id={kind.code}>" in client.get(f"/problems/{kind.code}").text
    assert kind.advice.endswith(".")


def test_a_kind_there_is_not_has_no_page(client: TestClient) -> None:
    assert client.get("/problems/nothing").status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "where", "meant"),
    [
        ("/v1/decisions", {"action": "watch", "acount_id": "farm-1"}, "acount_id", "account_id"),
        ("/v1/graph/shared", {"accountids": ["a", "b"]}, "body.accountids", "account_ids"),
        ("/v1/search", {"kind": "ip", "value": "192.0.2.7", "valeu": "x"}, "body.valeu", "value"),
    ],
)
def test_a_misspelt_field_is_named_with_the_one_that_is_meant(
    world: World, client: TestClient, path: str, body: dict[str, object], where: str, meant: str
) -> None:
    answer = client.post(path, json=body, headers=world.headers("investigate"))
    faults = [each for each in answer.json()["errors"] if each["rule"] == "extra_forbidden"]
    assert any(each["where"].endswith(where) and f"`{meant}`" in each["message"] for each in faults)


def test_a_misspelt_filter_is_named(world: World, client: TestClient) -> None:
    (fault,) = get(client, world, "/v1/rings?limt=5").json()["errors"]
    assert (fault["where"], "`limit`" in fault["message"]) == ("query.limt", True)


def test_a_name_that_is_near_no_field_is_not_repeated(world: World, client: TestClient) -> None:
    body = {"account_ids": ["a", "b"], "alice.smith@example.com": 1}
    answer = client.post("/v1/graph/shared", json=body, headers=world.headers("investigate"))
    assert answer.status_code == 422
    assert "alice" not in answer.text


@pytest.mark.parametrize(
    ("path", "taken"),
    [("/v1/graph/neighbours?node=a:farm-1&acount=x", "`node`"), ("/v1/changes?zzz=1", "`since`")],
)
def test_a_filter_that_is_near_to_none_is_answered_with_those_there_are(
    world: World, client: TestClient, path: str, taken: str
) -> None:
    scope = "enforce" if "changes" in path else "investigate"
    (fault,) = get(client, world, path, scope).json()["errors"]
    assert fault["where"] == "query"
    assert fault["message"].startswith("Leave it out: this operation takes ")
    assert taken in fault["message"]


def test_a_body_that_is_no_json_is_called_so(world: World, client: TestClient) -> None:
    headers = world.headers("enforce") | {"Content-Type": "application/json"}
    answer = client.post("/v1/accounts/lookup", content="{bad", headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (400, "The body is no JSON.")
