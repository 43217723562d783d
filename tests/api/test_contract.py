"""The contract as committed is the one that is served, and the service keeps it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient

from api.openapi import text
from api.pages import FORM
from api.schemas import examples
from linkage.settings import Settings

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


def shown(part: object, place: str = "") -> Iterator[tuple[str, object, object]]:
    """Every example in the contract: where it is, the schema it is of, and the example."""
    if isinstance(part, list):
        for number, each in enumerate(part):
            yield from shown(each, f"{place}/{number}")
    if not isinstance(part, dict):
        return
    schema = part.get("schema", part)
    told = part.get("examples", [])
    values = told if isinstance(told, list) else [each["value"] for each in told.values()]
    yield from (
        (place, schema, value) for value in [*values, *([part["example"]] if "example" in part else [])]
    )
    for name, each in part.items():
        if name not in {"example", "examples"}:
            yield from shown(each, f"{place}/{name}")


EXAMPLES = list(shown(CONTRACT))


def faults(schema: object, example: object) -> list[str]:
    """What in an example breaks its schema."""
    whole = {"allOf": [schema], "components": CONTRACT["components"]}
    return [
        each.message
        for each in jsonschema_rs.Draft202012Validator(whole, validate_formats=True).iter_errors(example)
    ]


@pytest.mark.parametrize(("place", "schema", "example"), EXAMPLES, ids=[each[0] for each in EXAMPLES])
def test_an_example_keeps_its_own_schema(place: str, schema: object, example: object) -> None:
    assert faults(schema, example) == []


def test_the_examples_of_every_shape_are_among_those_that_are_checked() -> None:
    shapes = CONTRACT["components"]["schemas"]
    told = {f"/components/schemas/{name}" for name, shape in shapes.items() if "examples" in shape}
    assert told <= {place for place, _, _ in EXAMPLES}
    assert len(told) > 30


def test_an_example_that_lacks_a_field_is_found_out() -> None:
    account = CONTRACT["components"]["schemas"]["Account"]
    broken = {name: value for name, value in account["examples"][0].items() if value is not None}
    assert "decided" in " ".join(faults(account, broken))


def test_the_cursor_that_is_shown_is_of_the_form_that_is_asked_for() -> None:
    assert re.fullmatch(FORM, examples.NEXT)
