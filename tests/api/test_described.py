"""The contract names what generators and readers need: enums, times, tags, summaries, servers."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.described import LONGEST, summary

CONTRACT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
SHAPES = CONTRACT["components"]["schemas"]
OPERATIONS = [each for path in CONTRACT["paths"].values() for each in path.values()]


def test_an_enum_has_one_name() -> None:
    assert SHAPES["Tier"]["enum"] == ["core", "member", "possible"]
    assert SHAPES["Account"]["properties"]["tier"]["anyOf"][0]["$ref"] == "#/components/schemas/Tier"
    assert SHAPES["Account"]["properties"]["reasons"]["items"]["$ref"] == "#/components/schemas/Reason"
    words = [tuple(shape["enum"]) for shape in SHAPES.values() if "enum" in shape]
    assert len(words) == len(set(words))


def test_every_enum_of_a_shape_is_named() -> None:
    inner = json.dumps([shape.get("properties", {}) for shape in SHAPES.values()])
    assert '"enum"' not in inner


@pytest.mark.parametrize(
    ("shape", "name"),
    [("Account", "published_at"), ("Decision", "at"), ("Allowed", "expires_at"), ("Tie", "first_seen")],
)
def test_times_say_so(shape: str, name: str) -> None:
    said = SHAPES[shape]["properties"][name]
    assert "date-time" in {each.get("format") for each in (said, *said.get("anyOf", []))}


def test_tags_are_told_and_all_are_used() -> None:
    told = {each["name"] for each in CONTRACT["tags"]}
    assert told == {tag for each in OPERATIONS for tag in each["tags"]}
    assert all(len(each["description"]) > 10 for each in CONTRACT["tags"])


def test_scopes_stand_in_words_and_as_data() -> None:
    told = CONTRACT["paths"]["/v1/accounts/{account_id}"]["get"]
    assert told["x-scopes"] == ["enforce", "investigate"]
    assert told["description"].endswith("Scope: `enforce` or `investigate`.")
    assert told["security"] == [{"key": []}]
    assert CONTRACT["paths"]["/metrics"]["get"]["security"] == [{}, {"key": []}]


def test_a_summary_is_the_first_clause() -> None:
    assert summary("One ring in full.") == "One ring in full"
    assert summary("A ring; this read is audited.") == "A ring"
    assert summary("One export. Who acts asks.") == "One export"
    assert len(summary("word " * 100)) <= LONGEST + 2
    assert all(each["summary"] != each["operationId"] for each in OPERATIONS)
