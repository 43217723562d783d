"""The contract as committed is the one that is served, and the service keeps it."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient

from api.openapi import text
from linkage.ledger.keys import SCOPES
from linkage.settings import Settings
from tests.api.world import World

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"


class Operation(NamedTuple):
    """One operation of the contract."""

    path: str
    method: str
    told: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.told["operationId"])


CONTRACT: dict[str, Any] = json.loads(COMMITTED.read_text())
OPERATIONS = [
    Operation(path, method, operation)
    for path, methods in CONTRACT["paths"].items()
    for method, operation in methods.items()
]
NAMES = [operation.name for operation in OPERATIONS]


def test_the_committed_contract_is_the_one_served() -> None:
    assert COMMITTED.read_bytes() == text(Settings()), "python -m api.openapi > docs/openapi.json"


def test_the_contract_can_be_had_from_the_service(client: TestClient) -> None:
    assert client.get("/openapi.json").json()["paths"] == CONTRACT["paths"]


def test_the_stock_shape_of_a_422_is_nowhere() -> None:
    assert "HTTPValidationError" not in COMMITTED.read_text()


@pytest.mark.parametrize("operation", OPERATIONS, ids=NAMES)
def test_an_operation_says_in_words_what_it_refuses(operation: Operation) -> None:
    assert operation.name.isalnum()
    assert len(operation.name) <= 20
    assert operation.told["description"].endswith((".", "?"))
    for status, answer in operation.told["responses"].items():
        assert answer["description"]
        if int(status) >= 400 and operation.name != "getReadiness":
            assert list(answer["content"]) == ["application/problem+json"]


def test_every_shape_has_an_example() -> None:
    shapes = CONTRACT["components"]["schemas"]
    assert [
        name for name, shape in shapes.items() if shape["type"] == "object" and "examples" not in shape
    ] == []


def test_operation_ids_are_unique() -> None:
    assert len(set(NAMES)) == len(NAMES)


EXPECTED: dict[str, set[str]] = {
    "getAccount": {"enforce", "investigate"},
    "lookupAccounts": {"enforce", "investigate"},
    "getAccountEvidence": {"investigate"},
    "getWhy": {"investigate"},
    "getWhyNot": {"investigate"},
    "getStatement": {"enforce", "investigate"},
    "eraseAccount": {"operate"},
    "listRings": {"investigate"},
    "getRing": {"investigate"},
    "listMembers": {"investigate"},
    "getRingEvidence": {"investigate"},
    "listRingEvents": {"investigate"},
    "decide": {"investigate"},
    "listDecisions": {"investigate"},
    "allow": {"approve", "operate"},
    "listAllowed": {"investigate", "approve", "operate"},
    "listChanges": {"enforce"},
    "getMetrics": {"operate"},
}
"""Who may call what; a new operation needs a row here, or in OPEN."""

OPEN = {"getHealth", "getReadiness"}


def test_every_operation_has_its_row() -> None:
    assert set(NAMES) == EXPECTED.keys() | OPEN


def call(client: TestClient, operation: Operation, headers: dict[str, str]) -> int:
    url = operation.path.format(account_id="farm-1", other_id="farm-2", ring_id="R-00000000")
    body = {"account_ids": ["farm-1"]} if operation.method == "post" else None
    return client.request(operation.method.upper(), url, json=body, headers=headers).status_code


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("operation", OPERATIONS, ids=NAMES)
def test_each_scope_opens_what_it_should_and_nothing_else(
    client: TestClient, world: World, operation: Operation, scope: str
) -> None:
    status = call(client, operation, world.headers(scope))
    allowed = operation.name in OPEN or scope in EXPECTED[operation.name]
    assert (status != 403) == allowed
    assert status < 500


STRANGERS: list[dict[str, str]] = [
    {},
    {"Authorization": "Bearer lk_abc_def"},
    {"Authorization": "Basic YTpi"},
]


@pytest.mark.parametrize("headers", STRANGERS)
@pytest.mark.parametrize("operation", OPERATIONS, ids=NAMES)
def test_without_a_known_key_only_what_is_open_is_open(
    client: TestClient, operation: Operation, headers: dict[str, str]
) -> None:
    status = call(client, operation, headers)
    assert status == (200 if operation.name in OPEN else 401)
    assert str(status) in operation.told["responses"]
