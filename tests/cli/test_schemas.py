"""What commands say with --json keeps its schema, errors too; lists fit a narrow terminal."""

import io
from typing import Any

import jsonschema_rs
import orjson
import pytest
from pydantic import TypeAdapter
from rich.console import Console

from linkage.cli import intake, tables
from linkage.cli.shapes import SHAPES
from linkage.errors import WrongUse
from linkage.home.batches import named
from tests.api.world import World
from tests.cli.conftest import Run


def kept(run: Run, name: str, document: Any) -> bool:
    """Whether a document keeps the schema that is told of a command."""
    schema = run("schema", *name.split(), "--json").document
    return bool(jsonschema_rs.Draft202012Validator(schema).is_valid(document))


@pytest.mark.parametrize("arguments", [["rings"], ["changes"], ["find", "ip=203.0.113.7"], ["rollback"]])
def test_a_document_keeps_the_schema_of_its_command(run: Run, world: World, arguments: list[str]) -> None:
    world.publish()
    said = run(*arguments, "--json")
    assert said.code == 0, said.err
    assert kept(run, arguments[0], said.document)
    first = next(iter(said.document))
    assert not kept(run, arguments[0], {name: each for name, each in said.document.items() if name != first})


def test_every_command_has_a_schema(run: Run) -> None:
    assert run("schema", "--json").document["commands"] == sorted(SHAPES)
    for name in SHAPES:
        assert {"type", "anyOf"} & run("schema", *name.split(), "--json").document.keys()


def test_a_command_that_is_none_is_told_so(run: Run) -> None:
    said = run("schema", "exports", "lst")
    assert (said.code, "there is no command `exports lst`" in said.err) == (1, True)


def unions(schema: Any) -> list[Any]:
    """Fields that may be of several types, null apart."""
    if not isinstance(schema, dict | list):
        return []
    inner = schema.values() if isinstance(schema, dict) else schema
    forms = (
        [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
        if isinstance(schema, dict)
        else []
    )
    return [*([schema] if len(forms) > 1 else []), *(found for each in inner for found in unions(each))]


@pytest.mark.parametrize("name", SHAPES)
def test_a_field_has_one_type(name: str) -> None:
    whole = TypeAdapter(SHAPES[name]).json_schema()
    assert unions(whole.get("properties", {})) == unions(whole.get("$defs", {})) == []


@pytest.mark.parametrize(
    ("arguments", "code", "exit"),
    [
        (["show", "nobody"], "unknown-ring", 1),
        (["rings", "--limit", "0"], "wrong-use", 2),
        (["rings", "--nope"], "wrong-use", 2),
        (["nothing"], "wrong-use", 2),
        (["find", "card"], "wrong-use", 2),
    ],
)
def test_an_error_is_a_document_on_stderr(
    run: Run, world: World, arguments: list[str], code: str, exit: int
) -> None:
    assert world.home.is_dir()
    said = run(*arguments, "--json")
    error = orjson.loads(said.err)
    assert (said.code, said.out, error["error"]["code"], error["error"]["exit"]) == (exit, "", code, exit)
    assert kept(run, "error", error)


def test_without_json_an_error_is_a_line(run: Run, world: World) -> None:
    assert world.home.is_dir()
    assert run("show", "nobody").err.startswith("linkage: ")


def drawn(width: int) -> str:
    """A table with two spare columns on a terminal of that width."""
    columns = ("ring", "state", "first seen", "what it is")
    rows = [["R-FWBWG2MP", "proposed", "2026-01-15", "10 prompts, 3 devices, 3 addresses, 2 cards"]]
    console = Console(file=io.StringIO(), width=width)
    console.print(tables.table(columns, rows, None, ("first seen", "state")))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_narrow_terminal_shows_fewer_columns_and_says_which() -> None:
    assert "left out" not in drawn(120)
    narrow = drawn(40)
    assert max(map(len, narrow.splitlines())) <= 40
    assert "R-FWBWG2MP" in narrow
    assert "left out for want of room: state, first" in narrow


def test_the_beginning_of_a_batch_names_it_while_no_other_begins_so() -> None:
    ids = [each.ljust(40, "0") for each in ("aaaaaaaa1", "aaaaaaaa2", "bbbbbbbb")]
    found = [{"batch": each} for each in ids]
    assert [intake.short(each, found) for each in ids] == ["aaaaaaaa1", "aaaaaaaa2", "bbbbbbbb"]
    assert [named(each, ids) for each in ("bbbb", "aaaaaaaa2", "nothing")] == [ids[2], ids[1], "nothing"]
    assert intake.short("nightly-2026-11-28", found) == "nightly-2026-11-28"
    with pytest.raises(WrongUse, match="2 batches begin so"):
        named("aaaa", ids)
    with pytest.raises(WrongUse, match="4 letters"):
        named("b", ids)
    assert named("odd", [*ids, "odd"]) == "odd"


def test_a_table_that_is_too_wide_is_cut_and_no_cell_is_broken() -> None:
    console = Console(file=io.StringIO(), width=50)
    rows = [["acc_ov41lhz3gtyc", "2026-06-10T04:48:47Z", "2026-06-30T23:59:59Z"]]
    console.print(tables.pieces(("account_id", "first_seen", "last_seen"), rows, "rows"))
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert sum("acc_ov41lhz3gtyc" in each for each in lines) == 2
    assert any("2026-06-30T23:59:59Z" in each for each in lines)
    assert max(map(len, lines)) <= 50
