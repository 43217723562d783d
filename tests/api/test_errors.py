"""Every refusal is a problem with a code; none echoes what was sent."""

import inspect
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field

from api.errors import MEDIA_TYPE, PROBLEMS, code, install
from linkage import errors

SECRET = "alice.smith@example.com"


class Strict(BaseModel):
    """A body that takes one small number."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(le=5)


def thrower(error: Exception) -> FastAPI:
    app = FastAPI()
    install(app)

    @app.get("/fails")
    def fails() -> None:
        raise error

    @app.post("/refuses")
    def refuses() -> None:
        raise error

    @app.post("/takes")
    def takes(body: Strict) -> None:
        """Take it."""

    return app


def tree() -> Iterator[type[errors.LinkageError]]:
    for _, each in inspect.getmembers(errors, inspect.isclass):
        if issubclass(each, errors.LinkageError):
            yield each


@pytest.mark.parametrize("kind", list(tree()), ids=lambda kind: kind.__name__)
def test_every_error_of_the_tree_is_answered_as_a_problem(kind: type[errors.LinkageError]) -> None:
    response = TestClient(thrower(kind("Do this."))).get("/fails")
    body = response.json()
    assert response.headers["content-type"] == MEDIA_TYPE
    assert body["status"] == response.status_code >= 400
    assert body["code"] == code(kind)
    assert body["type"].endswith(body["code"])


@pytest.mark.parametrize(
    ("kind", "status", "name"),
    [
        (errors.UnknownAccount, 404, "unknown-account"),
        (errors.UnknownRing, 404, "unknown-ring"),
        (errors.UnknownKey, 401, "unknown-key"),
        (errors.LacksScope, 403, "lacks-scope"),
        (errors.StaleCursor, 410, "stale-cursor"),
        (errors.TooMany, 422, "too-many"),
        (errors.NothingPublished, 503, "nothing-published"),
        (errors.LedgerUnavailable, 503, "ledger-unavailable"),
        (errors.Refused, 409, "refused"),
    ],
)
def test_codes_and_statuses_stay_as_they_are(kind: type[errors.LinkageError], status: int, name: str) -> None:
    body = TestClient(thrower(kind("Do this."))).get("/fails").json()
    assert (body["status"], body["code"]) == (status, name)


def test_the_table_has_only_errors_of_the_tree() -> None:
    assert set(PROBLEMS) <= set(tree())


def test_what_a_server_says_of_itself_is_not_passed_on() -> None:
    error = errors.LedgerUnavailable("could not reach db-7.internal:5432 as linkage")
    assert "internal" not in TestClient(thrower(error)).get("/fails").text


def test_who_should_ask_again_is_told_when() -> None:
    response = TestClient(thrower(errors.NothingPublished("Wait."))).get("/fails")
    assert int(response.headers["retry-after"]) > 0


def test_who_has_no_key_is_told_what_to_send() -> None:
    assert (
        TestClient(thrower(errors.UnknownKey("Send one."))).get("/fails").headers["www-authenticate"]
        == "Bearer"
    )


@pytest.mark.parametrize(
    "body",
    [
        {"number": SECRET},
        {"number": 1, SECRET: 1},
        {"number": {SECRET: 1}},
        [SECRET],
        SECRET,
        {"number": 6, "more": [SECRET] * 30},
    ],
)
def test_a_body_that_breaks_a_rule_is_not_echoed(body: object) -> None:
    response = TestClient(thrower(ValueError())).post("/takes", json=body)
    assert response.status_code == 422
    assert response.json()["code"] == "wrong-use"
    assert "alice" not in response.text


def test_a_body_that_is_no_json_is_not_echoed() -> None:
    response = TestClient(thrower(ValueError())).post(
        "/takes", content=f'{{"number": {SECRET}', headers={"content-type": "application/json"}
    )
    assert response.status_code == 400
    assert "alice" not in response.text


def test_a_rule_that_is_broken_is_named_with_its_place() -> None:
    fault = TestClient(thrower(ValueError())).post("/takes", json={"number": 6}).json()["errors"][0]
    assert fault["where"] == "body.number"
    assert fault["rule"] == "less_than_equal"


def test_an_unknown_path_is_a_problem() -> None:
    response = TestClient(thrower(ValueError())).get(f"/nowhere/{SECRET}")
    assert (response.status_code, response.json()["code"]) == (404, "not-found")
    assert "alice" not in response.text


def test_a_wrong_method_is_a_problem_that_names_the_right_one() -> None:
    response = TestClient(thrower(ValueError())).delete("/fails")
    assert (response.status_code, response.json()["code"]) == (405, "method-not-allowed")
    assert response.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("unsure", "said"), [(False, "Nothing was changed"), (True, "it may or may not be done: send it again")]
)
def test_who_writes_is_told_what_became_of_it(unsure: bool, said: str) -> None:
    client = TestClient(thrower(errors.LedgerUnavailable("no route to db-7.internal", unsure)))
    assert said in client.post("/refuses").json()["detail"]
    assert client.get("/fails").json()["detail"].startswith("Try again in a moment")
    assert "db-7" not in client.post("/refuses").text
