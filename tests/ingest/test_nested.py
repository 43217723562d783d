"""Fields of objects within objects are columns, named by the way to them."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.ingest import nested
from linkage.ingest.jsonlines import JsonLines
from tests.ingest import build

KEYS = st.text(st.characters(exclude_characters="\0*^", exclude_categories=["Cs"]), max_size=6)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
LEAVES = st.one_of(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8), st.booleans()
)
OBJECTS = st.dictionaries(KEYS, LEAVES | st.dictionaries(KEYS, LEAVES), max_size=4)


def table(folder: Path, *rows: str) -> JsonLines:
    return JsonLines(build.compressed(folder / "t.jsonl", "".join(f"{row}\n" for row in rows).encode()))


def test_fields_are_columns_beside_their_objects(tmp_path: Path) -> None:
    read = table(tmp_path, '{"user":{"id":"u1","name":{"last":"x"}},"plan":"free"}', '{"user":{"id":7}}')
    assert read.columns() == ["user", "user.id", "user.name", "user.name.last", "plan"]
    rows = build.rows(read, ["user.id", "user.name.last", "plan"])
    assert rows == [(1, "u1", "x", "free"), (2, "7", None, None)]


def test_an_object_can_still_be_read_whole(tmp_path: Path) -> None:
    read = table(tmp_path, '{"user":{"id":"u1"}}')
    assert build.rows(read, ["user", "user.id"]) == [(1, '{"id": "u1"}', "u1")]


@pytest.mark.parametrize("cell", ['"words"', "null", "[1]", "7", "{}", '{"name":"x"}'])
def test_what_has_no_such_field_has_no_value(tmp_path: Path, cell: str) -> None:
    read = table(tmp_path, '{"user":{"id":"u1"}}', f'{{"user":{cell}}}')
    assert build.rows(read, ["user.id"]) == [(1, "u1"), (2, None)]


def test_a_key_with_a_dot_of_its_own_comes_first(tmp_path: Path) -> None:
    read = table(tmp_path, '{"user.id":"own","user":{"id":"inside"}}', '{"user":{"id":"inside"}}')
    assert build.rows(read, ["user.id"]) == [(1, "own"), (2, "inside")]


def test_a_field_that_is_needed_is_found_in_later_lines(tmp_path: Path) -> None:
    read = table(tmp_path, *['{"plan":"free"}'] * 1_500, '{"user":{"id":"u1"}}')
    assert read.columns() == ["plan"]
    assert read.columns(["user.id"]) == ["plan", "user.id"]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("1480021700455660417", "1480021700455660417"),
        ("1480021700455660417.0", "1480021700455660417.0"),
        ("12345678901234567890123", "12345678901234567890123"),
        ("7.0", "7"),
    ],
)
def test_long_numbers_keep_their_digits_or_tell_that_they_lost_them(
    tmp_path: Path, written: str, read_as: str
) -> None:
    assert build.rows(table(tmp_path, f'{{"user":{{"id":{written}}}}}'), ["user.id"]) == [(1, read_as)]


def test_bad_and_blank_lines_beside_nested_ones_are_set_aside(tmp_path: Path) -> None:
    read = table(tmp_path, '{"user":{"id":"a"}}', '{"user":', "", '{"user":{"id":"b"}}', "[1]", '{"user":7}')
    for size in (1, 2, 100):
        assert build.rows(read, ["user.id"], size) == [(1, "a"), (4, "b"), (6, None)]
        assert build.aside(read, ["user.id"], size) == [(2, "json"), (5, "json")]


@pytest.mark.parametrize("depth", [500, 1_020, 100_000])
def test_an_object_of_any_depth_stops_nothing(tmp_path: Path, depth: int) -> None:
    deep = f'{{"user":"words","id":1480021700455660417.0,"x":{"[" * depth}{"]" * depth}}}'
    read = table(tmp_path, '{"user":{"id":"a"}}', deep, '{"user":{"id":"b"}}')
    rows = build.rows(read, ["user.id"])
    assert [row for row in rows if row[0] != 2] == [(1, "a"), (3, "b")]
    assert len(rows) + len(build.aside(read, ["user.id"])) == 3


def test_an_object_of_which_nothing_is_used_is_told_once() -> None:
    given_columns = ["a", "a.b", "a.c", "a.c.d", "e", "e.f", "g.h"]
    assert nested.unused(given_columns, ["a.c.d"]) == ("a.b", "e", "g.h")
    assert nested.unused(given_columns, ["a"]) == ("e", "g.h")
    assert nested.unused(given_columns, []) == ("a", "e", "g.h")


def test_keys_that_stand_for_several_columns_are_none() -> None:
    assert list(nested.fields({"a": {"*": 1, "^b$": 2, "c.d": 3, "": 4, "e": 5}})) == ["a", "a.e"]
    assert nested.inside(["a.*", "a..b", "a.$b", ".a", "a.b"]) == ["a.b"]


def test_wrapped_ids_of_mongodb_stay_whole() -> None:
    assert list(nested.fields({"_id": {"$oid": "65"}, "user": {"_id": {"$oid": "66"}}})) == [
        "_id",
        "user",
        "user._id",
    ]


def cells(names: list[str], *rows: dict[str, object]) -> tuple[object, ...]:
    """The first of some rows, read from a file."""
    with TemporaryDirectory() as folder:
        found = build.rows(table(Path(folder), *(json.dumps(row, ensure_ascii=False) for row in rows)), names)
    return found[0][1:] if found else ()


@settings(deadline=None)
@given(OBJECTS)
def test_every_field_is_read_as_it_stands(row: dict[str, object]) -> None:
    every = list(nested.fields(row))
    names = [name for name in every if name not in nested.objects(every)]
    for name, cell in zip(names, cells(names, row), strict=bool(names)):
        held = nested.value(row, name)
        assert isinstance(held, int | float | dict) or cell == held


@settings(deadline=None)
@given(OBJECTS)
def test_rows_of_which_some_have_no_object_are_read_as_all_others(row: dict[str, object]) -> None:
    every = list(nested.fields(row))
    names = [name for name in every if name not in nested.objects(every)]
    other: dict[str, object] = {name.partition(".")[0]: "words" for name in nested.inside(names)}
    assert cells(names, row, other) == cells(names, row, row)
