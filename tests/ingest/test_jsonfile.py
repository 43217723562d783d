"""A file of JSON is read object by object, whether they stand in an array, in an object around one, or in a row."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.errors import WrongUse
from linkage.ingest.jsonfile import JsonFile, Values
from linkage.ingest.jsonlines import JsonLines
from tests.ingest import build

ROWS = [{"a": 'x,]}"[{\\', "b": {"c": 1}}, {"a": 7}, {"a": "é", "b": {"c": None}}]
CELLS = st.none() | st.booleans() | st.integers() | st.text()
OBJECTS = st.dictionaries(st.text(), CELLS | st.lists(CELLS, max_size=2), max_size=3)


def table(folder: Path, text: str | bytes, name: str = "accounts.json") -> JsonFile:
    return JsonFile(build.compressed(folder / name, text if isinstance(text, bytes) else text.encode()))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ROWS),
        json.dumps(ROWS, indent=2, ensure_ascii=False),
        json.dumps({"object": "list", "more": False, "data": ROWS, "next": None}, indent=1),
        "\n".join(map(json.dumps, ROWS)),
        "\r\n".join(json.dumps(each, indent=2).replace("\n", "\r\n") for each in ROWS),
    ],
)
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_objects_are_rows_however_they_stand_in_the_file(tmp_path: Path, text: str, suffix: str) -> None:
    read = table(tmp_path, text, f"t.json{suffix}")
    assert read.columns() == ["a", "b", "b.c"]
    assert build.rows(read, ["a", "b.c"]) == [(1, 'x,]}"[{\\', "1"), (2, "7", None), (3, "é", None)]


def test_objects_of_lines_that_hold_arrays_of_objects_are_the_rows(tmp_path: Path) -> None:
    read = table(tmp_path, '{"id":"u1","cards":[{"no":1}]}\n{"id":"u2","cards":[]}\n')
    assert build.rows(read, ["id"]) == [(1, "u1"), (2, "u2")]


def test_what_is_no_object_is_set_aside_by_its_place(tmp_path: Path) -> None:
    read = table(tmp_path, b'[{"a":"x"}, null, [1], {"a":"\xff"}, {"a":"z"}]')
    assert build.rows(read, ["a"]) == [(1, "x"), (5, "z")]
    assert build.aside(read, ["a"]) == [(2, "json"), (3, "json"), (4, "utf8")]


def test_long_numbers_keep_their_digits(tmp_path: Path) -> None:
    read = table(
        tmp_path, '[{"a":12345678901234567890123},\n{"a":0042}]'.replace("0042", "1480021700455660417.0")
    )
    assert build.rows(read, ["a"]) == [(1, "12345678901234567890123"), (2, "1480021700455660417.0")]


def test_a_text_in_another_encoding_is_read(tmp_path: Path) -> None:
    text = json.dumps([{"a": "Łódź"}], ensure_ascii=False).encode("utf-16")
    assert build.rows(table(tmp_path, text), ["a"]) == [(1, "Łódź")]


@pytest.mark.parametrize("text", ["", "  \n", "[]", "[ \n ]"])
def test_a_file_without_objects_has_no_rows(tmp_path: Path, text: str) -> None:
    assert table(tmp_path, text).columns() is None
    assert build.chunks(table(tmp_path, text), ["a"]) == []


@pytest.mark.parametrize(
    "text", ['[{"a":1}', '[{"a":1},{"a":', '[{"a":1} {"a":2}]', '[{"a":1},}', "account;mail", "{"]
)
def test_what_is_cut_short_or_no_json_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(WrongUse, match="is no JSON behind its"):
        build.chunks(table(tmp_path, text), ["a"])


@given(st.lists(OBJECTS, max_size=4), st.integers(1, 9), st.sampled_from([None, 1]))
def test_where_the_text_is_cut_changes_nothing(
    rows: list[dict[str, object]], size: int, indent: int | None
) -> None:
    text = json.dumps(rows, indent=indent)
    pieces = (text[at : at + size] for at in range(0, len(text), size))
    assert [json.loads(each) for each in Values(pieces, "t.json")] == rows


def test_an_array_in_a_file_of_lines_is_told_how_to_be_read(tmp_path: Path) -> None:
    lines = JsonLines(build.compressed(tmp_path / "accounts.jsonl", b'[{"a":1},{"a":2}]'))
    with pytest.raises(WrongUse, match=r"is a JSON array: call it \.json"):
        lines.columns()
