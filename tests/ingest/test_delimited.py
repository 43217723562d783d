from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.errors import WrongUse
from linkage.ingest.delimited import Delimited
from tests.ingest import build


def table(folder: Path, text: bytes, name: str = "accounts.csv") -> Delimited:
    return Delimited(build.compressed(folder / name, text))


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_rows_are_numbered_by_line_and_empty_cells_are_null(tmp_path: Path, suffix: str) -> None:
    read = table(tmp_path, b"a,b\nx,1\ny,\n", f"t.csv{suffix}")
    assert read.columns() == ["a", "b"]
    assert build.rows(read, ["a", "b"]) == [(2, "x", "1"), (3, "y", None)]


def test_a_byte_order_mark_carriage_returns_and_a_missing_last_line_end_do_not_matter(tmp_path: Path) -> None:
    read = table(tmp_path, b'\xef\xbb\xbfa,b\r\nx,1\r\n"y",2')
    assert read.columns() == ["a", "b"]
    assert build.rows(read, ["a", "b"]) == [(2, "x", "1"), (3, "y", "2")]


def test_a_stray_carriage_return_is_a_blank(tmp_path: Path) -> None:
    assert build.rows(table(tmp_path, b"a,b\nx\ry,1\n"), ["a"]) == [(2, "x y")]


def test_columns_come_by_name_in_any_order(tmp_path: Path) -> None:
    read = table(tmp_path, b"a, b ,c\nx,1,2\n")
    assert build.rows(read, ["c", "b"]) == [(2, "2", "1")]
    assert build.chunks(read, ["b", "z"])[0].rows.columns[:1] == ["b"]


def test_a_header_alone_has_no_rows_and_an_empty_file_no_columns(tmp_path: Path) -> None:
    assert build.rows(table(tmp_path, b"a,b\n"), ["a"]) == []
    assert table(tmp_path, b"").columns() is None
    assert table(tmp_path, b"\xef\xbb\xbf\n").columns() is None


def test_bad_rows_are_set_aside_by_line_and_the_others_go_in(tmp_path: Path) -> None:
    read = table(tmp_path, b'a,b\nx,1\ny\n\nz,"2\n\xff,3\nu,4\n"v\nw",5\n\0,6\n')
    for size in (1, 2, 3, 100):
        assert build.rows(read, ["a"], size) == [(2, "x"), (7, "u"), (8, "v\nw")]
        assert build.aside(read, ["a"], size) == [(3, "columns"), (5, "quote"), (6, "utf8"), (10, "nul")]


def test_broken_text_in_a_column_nobody_wants_sets_the_row_aside_too(tmp_path: Path) -> None:
    assert build.aside(table(tmp_path, b"a,b\nx,\xff\n"), ["a"]) == [(2, "utf8")]


def test_one_column_may_be_all_there_is(tmp_path: Path) -> None:
    assert build.rows(table(tmp_path, b'a\nx\n\n"y"\n""\n'), ["a"]) == [(2, "x"), (4, "y"), (5, None)]


def test_a_cell_larger_than_what_arrow_parses_at_a_time_is_read(tmp_path: Path) -> None:
    read = table(tmp_path, b"a,b\nx," + b"y" * (5 << 20) + b"\nz,1\n")
    assert [row[1] for row in build.rows(read, ["a"])] == ["x", "z"]


def test_a_long_text_with_quotes_and_faults_keeps_its_line_numbers(tmp_path: Path) -> None:
    part = b'x,"one\ntwo, ' + b"z" * 90_000 + b'"\ny,1\nbroken\n\n'
    read = table(tmp_path, b"a,b\n" + part * 40)
    rows = [(2 + 5 * number, "x") for number in range(40)] + [(4 + 5 * number, "y") for number in range(40)]
    for size in (7, 1000):
        assert build.rows(read, ["a"], size) == sorted(rows)
        assert build.aside(read, ["a"], size) == [(5 + 5 * number, "columns") for number in range(40)]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_file_cut_short_is_refused(tmp_path: Path, suffix: str) -> None:
    read = table(tmp_path, b"a,b\n" + b"x,1\n" * 5000, f"t.csv{suffix}")
    read.path.write_bytes(read.path.read_bytes()[:-3])
    with pytest.raises(WrongUse, match="damaged or cut short"):
        build.chunks(read, ["a"])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_a_file_is_read_in_whatever_unicode_it_is_written(tmp_path: Path, encoding: str) -> None:
    read = table(tmp_path, "a,b\nxé,1\n日本,2\n".encode(encoding))
    assert read.columns() == ["a", "b"]
    assert build.rows(read, ["a", "b"]) == [(2, "xé", "1"), (3, "日本", "2")]


@pytest.mark.parametrize("comma", [",", ";", "\t", "|"])
def test_cells_are_separated_by_what_the_header_says(tmp_path: Path, comma: str) -> None:
    text = f'account_id{comma}email\nx{comma}1\n"y{comma}z"{comma}"2"\n'
    read = table(tmp_path, text.encode())
    assert read.columns() == ["account_id", "email"]
    assert build.rows(read, ["email", "account_id"]) == [(2, "1", "x"), (3, "2", f"y{comma}z")]


def test_a_first_line_may_say_what_separates(tmp_path: Path) -> None:
    for said in (b"sep=;\r\n", b'"sep=;"\n', b"SEP=;\n"):
        assert build.rows(table(tmp_path, said + b"a;b\nx;1,2\n"), ["a", "b"]) == [(3, "x", "1,2")]


def test_a_name_with_a_comma_in_it_does_not_hide_the_separator(tmp_path: Path) -> None:
    assert table(tmp_path, b"account_id;amount, EUR\nx;1\n").columns() == ["account_id", "amount, EUR"]


def test_lines_may_end_in_carriage_returns_alone(tmp_path: Path) -> None:
    read = table(tmp_path, b'a,b\rx,1\r"y\nz",2\r')
    assert build.rows(read, ["a", "b"]) == [(2, "x", "1"), (3, "y\nz", "2")]


def test_a_header_may_have_line_breaks(tmp_path: Path) -> None:
    read = table(tmp_path, b'a,"created\r\nat",c\r\nx,1,2\r\n')
    assert read.columns() == ["a", "created at", "c"]
    assert build.rows(read, ["a", "c"]) == [(3, "x", "2")]
    assert table(tmp_path, b'a,"b\nx,1\n').columns() == ["a", "b"]


def test_a_header_that_comes_again_is_no_row(tmp_path: Path) -> None:
    read = table(tmp_path, b"a,b\nx,1\na,b\na,2\n")
    assert build.rows(read, ["a", "b"]) == [(2, "x", "1"), (4, "a", "2")]
    assert build.aside(read, ["a", "b"]) == [(3, "header")]


def test_a_header_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="its header is longer than 131,072 bytes"):
        table(tmp_path, b"a," * 70_000 + b"b\n1\n").columns()


@pytest.mark.parametrize(
    ("text", "said"),
    [(b"PK\x03\x04...", "a spreadsheet"), (b"\x1f\x8b..", "end its name in .gz"), (b"PAR1..", "Parquet")],
)
def test_what_is_no_csv_is_called_what_it_is(tmp_path: Path, text: bytes, said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        table(tmp_path, text).columns()


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([b"x", b",", b'"', b"\n", b"\r", b"\xff", b"\0", b"y", b"u,v\n", b'"w\n",z\n'])),
    st.integers(1, 5),
)
def test_the_size_of_chunks_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], size: int
) -> None:
    read = table(tmp_path_factory.mktemp("csv"), b"a,b\n" + b"".join(parts))
    assert build.rows(read, ["a", "b"], size) == build.rows(read, ["a", "b"])
    assert build.aside(read, ["a", "b"], size) == build.aside(read, ["a", "b"])
