from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.errors import WrongUse
from linkage.ingest.jsonlines import JsonLines
from tests.ingest import build


def table(folder: Path, text: bytes, name: str = "accounts.jsonl") -> JsonLines:
    return JsonLines(build.compressed(folder / name, text))


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_values_come_as_text_and_what_a_line_lacks_is_null(tmp_path: Path, suffix: str) -> None:
    read = table(tmp_path, b'{"a":"x","b":1}\n{"a":7,"c":true}\n', f"t.jsonl{suffix}")
    assert read.columns() == ["a", "b", "c"]
    assert build.rows(read, ["a", "b", "c"]) == [(1, "x", "1", None), (2, "7", None, "true")]


def test_bad_lines_are_set_aside_and_blank_ones_are_no_rows(tmp_path: Path) -> None:
    text = b'{"a":"x"}\n{"a":\n\n  \n[1]\n{"a":"\xff"}\n{"a":"\0"}\nnull\n{"a":"y"}{}\n{"a":"z"}'
    read = table(tmp_path, text)
    for size in (1, 2, 4, 100):
        assert build.rows(read, ["a"], size) == [(1, "x"), (10, "z")]
        faults = [(2, "json"), (5, "json"), (6, "utf8"), (7, "nul"), (8, "json"), (9, "json")]
        assert build.aside(read, ["a"], size) == faults


def test_half_a_surrogate_pair_is_a_fault_and_a_whole_one_is_a_letter(tmp_path: Path) -> None:
    read = table(tmp_path, b'{"a":"\\ud83d\\ude00"}\n{"a":"\\ud83d"}\n')
    assert build.rows(read, ["a"]) == [(1, "😀")]
    assert build.aside(read, ["a"]) == [(2, "json")]


def test_a_line_that_only_one_parser_reads_is_set_aside(tmp_path: Path) -> None:
    read = table(tmp_path, b'{"a":1}\n{"a":1e999}\n{"a":2}\n')
    assert build.rows(read, ["a"]) == [(1, "1"), (3, "2")]
    assert build.aside(read, ["a"]) == [(2, "json")]


def test_an_empty_file_does_not_say_what_columns_it_has(tmp_path: Path) -> None:
    assert table(tmp_path, b"").columns() is None
    assert build.chunks(table(tmp_path, b""), ["a"]) == []


def test_large_numbers_keep_their_digits(tmp_path: Path) -> None:
    assert build.rows(table(tmp_path, b'{"a":12345678901234567890123}\n'), ["a"]) == [
        (1, "12345678901234567890123")
    ]


def test_a_float_beyond_its_exact_numbers_is_told_by_its_point(tmp_path: Path) -> None:
    text = b'{"a":1480021700455660417.0,"b":"x"}\n{"a":1480021700455660417}\n{"a":7.0}\n'
    rows = build.rows(table(tmp_path, text), ["a", "b"])
    assert rows == [(1, "1480021700455660417.0", "x"), (2, "1480021700455660417", None), (3, "7", None)]


def test_a_key_that_is_needed_is_looked_for_to_the_end(tmp_path: Path) -> None:
    read = table(tmp_path, b'{"a":1,"x":"late"}\n' * 1500 + b'{"late":2}\n')
    assert read.columns() == ["a", "x"]
    assert read.columns(["a", "late", "never"]) == ["a", "x", "late"]
    assert build.rows(read, ["late"])[-1] == (1501, "2")


def test_a_json_array_is_called_what_it_is(tmp_path: Path) -> None:
    for text in (b'[{"a":1},{"a":2}]', b'[\n{"a":1},\n{"a":2}]\n'):
        with pytest.raises(WrongUse, match="is a JSON array"):
            table(tmp_path, text).columns()


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    read = table(tmp_path, b'{"a":"x"}\n' * 5000, "t.jsonl.gz")
    read.path.write_bytes(read.path.read_bytes()[:-3])
    with pytest.raises(WrongUse, match="damaged or cut short"):
        build.chunks(read, ["a"])


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                b'{"a":"x"}\n',
                b'{"a":1.50}\n',
                b"{\n",
                b"\n",
                b"\xff\n",
                b'{"a":"\\ud800"}\n',
                b" \n",
                b'{"b":[]}\n',
            ]
        )
    ),
    st.integers(1, 5),
)
def test_the_size_of_chunks_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], size: int
) -> None:
    read = table(tmp_path_factory.mktemp("jsonl"), b"".join(parts))
    assert build.rows(read, ["a", "b"], size) == build.rows(read, ["a", "b"])
    assert build.aside(read, ["a", "b"], size) == build.aside(read, ["a", "b"])
