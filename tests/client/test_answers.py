"""The client's shapes are those of the contract, field by field."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from linkage.client import Filter, answers, decided, rings
from linkage.client.client import ACCOUNT
from linkage.client.errors import BY_CODE, BY_STATUS

CONTRACT: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8")
)
SHAPES = [
    shape
    for module in (answers, decided, rings)
    for name, shape in vars(module).items()
    if dataclasses.is_dataclass(shape) and name != "Published"
]
OURS = {"etag"}
"""Fields that are of the client: they come from headers."""


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_a_shape_has_the_fields_of_the_contract(shape: type) -> None:
    told = CONTRACT["components"]["schemas"][shape.__name__]["properties"]
    assert {each.name for each in dataclasses.fields(shape)} - OURS == told.keys()


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_an_answer_cannot_be_changed(shape: type) -> None:
    assert shape.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_the_filters_are_those_of_the_contract() -> None:
    asked = {each["name"] for each in CONTRACT["paths"]["/v1/rings"]["get"]["parameters"]}
    assert {each.name for each in dataclasses.fields(Filter)} == asked - {"cursor", "limit"}


def test_a_field_that_a_later_service_adds_is_passed_over() -> None:
    (example,) = CONTRACT["components"]["schemas"]["Account"]["examples"]
    example |= {"decided": None}
    assert ACCOUNT.validate_python(example | {"mood": "good"}) == ACCOUNT.validate_python(example)
    assert ACCOUNT.validate_python(example | {"tier": "provisional"}).enforceable is False


def test_every_refusal_the_contract_knows_has_its_error() -> None:
    told = CONTRACT["paths"]["/v1/decisions"]["post"]["responses"].keys()
    told |= CONTRACT["paths"]["/v1/changes"]["get"]["responses"].keys()
    own = {int(each) for each in told if int(each) >= 400} - {400, 413, 415, 422, 500, 503}
    assert own == BY_STATUS.keys()
    text = json.dumps(CONTRACT)
    assert [code for code in BY_CODE if code not in text] == []
