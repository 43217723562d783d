"""Spreadsheets are read as other feeds are, within bounds."""

import resource
import sys
import zipfile
from pathlib import Path

import polars as pl
import pytest

from linkage.errors import WrongUse
from linkage.ingest import cells, sheet, sources
from linkage.ingest.feeds import Column, Type
from linkage.ingest.sheet import Sheet
from tests.cli.conftest import Run, run
from tests.ingest import build, sheets
from tests.ingest.sheets import Cell

__all__ = ["run"]

HEAD: list[Cell] = ["Kunden-Nr", " created\nat ", "amount", "ok"]
ROWS: list[list[Cell]] = [
    HEAD,
    ["00123", "@46037.427083333336", 12.5, True],
    [447911123456, None, 3, None],
    [],
    ["ä", None, None, None],
]


def test_cells_are_text_as_a_reader_sees_them_and_rows_have_the_numbers_of_the_sheet(tmp_path: Path) -> None:
    read = Sheet(sheets.write(tmp_path / "accounts.xlsx", [ROWS]))
    names = ["Kunden-Nr", "created at", "amount", "ok"]
    assert read.columns() == names
    assert build.rows(read, names) == [
        (2, "00123", "2026-01-15 10:15:00", "12.5", "true"),
        (3, "447911123456", None, "3", None),
        (5, "ä", None, None, None),
    ]
    assert build.rows(read, ["amount", "gone"][:1], size=1) == [(2, "12.5"), (3, "3"), (5, None)]


def test_the_first_sheet_that_has_rows_is_read_from_its_first_row(tmp_path: Path) -> None:
    path = sheets.pack(tmp_path / "t.xlsx", [sheets.sheet([]), sheets.sheet([["a"], ["x"]], first=7)])
    assert build.rows(Sheet(path), ["a"]) == [(8, "x")]


def test_a_workbook_without_rows_has_no_columns(tmp_path: Path) -> None:
    path = sheets.write(tmp_path / "t.xlsx", [[]])
    assert Sheet(path).columns() is None
    assert build.chunks(Sheet(path), ["a"]) == []


def test_it_is_found_by_its_name(tmp_path: Path) -> None:
    assert isinstance(sources.table(sheets.write(tmp_path / "accounts.xlsx", [ROWS])), Sheet)
    assert sources.table(tmp_path / "accounts.xlsx.gz") is None


def test_a_cell_far_away_takes_no_memory(tmp_path: Path) -> None:
    far = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = sheets.pack(
        tmp_path / "t.xlsx", [f'<worksheet xmlns="{sheets.NAMESPACE}">{far}</sheetData></worksheet>']
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(WrongUse, match=r"t\.xlsx has cells too far apart"):
        Sheet(path).columns()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_a_text_that_is_said_too_often_is_refused(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_001))
    text = f'<worksheet xmlns="{sheets.NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'
    path = sheets.pack(tmp_path / "t.xlsx", [text], ["x" * 30_000])
    with pytest.raises(WrongUse, match="says its texts too often"):
        Sheet(path).columns()


def test_what_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "LARGEST", 1 << 20)
    path = sheets.pack(tmp_path / "t.xlsx", ["<worksheet>" + " " * (2 << 20) + "</worksheet>"])
    with pytest.raises(WrongUse, match="unpacks to more than 1,048,576 bytes"):
        Sheet(path).columns()


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0locked"])
def test_what_is_none_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.xlsx").write_bytes(content)
    with pytest.raises(WrongUse, match=r"t\.xlsx is no \.xlsx that can be read"):
        Sheet(tmp_path / "t.xlsx").columns()


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
        archive.writestr("mimetype", "x")
    with pytest.raises(WrongUse, match=r"no \.xlsx that can be read"):
        Sheet(tmp_path / "t.xlsx").columns()


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastexcel", None)
    with pytest.raises(WrongUse, match=r"pip install 'linkage\[xlsx\]'"):
        Sheet(sheets.write(tmp_path / "t.xlsx", [ROWS])).columns()


FAULTY = (
    '<row r="3"><c r="B3" t="inlineStr"><is><t>account_id</t></is></c>'
    '<c r="C3" t="inlineStr"><is><t>created_at</t></is></c><c r="D3" t="inlineStr"><is><t>email</t></is></c></row>'
    '<row r="4"><c r="A4" s="0"/><c r="B4" t="inlineStr"><is><t>a-1</t></is></c><c r="C4" t="e"><v>#N/A</v></c>'
    '<c r="D4" t="inlineStr"><is><t>a@example.org</t></is></c></row>'
    '<row r="5"><c r="B5" t="inlineStr"><is><t>a-2</t></is></c><c r="C5" s="1"><v>46037</v></c>'
    '<c r="D5" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    '<row r="6"><c r="B6" t="e"><v>#REF!</v></c></row>'
)


def test_errors_of_formulas_are_counted_with_their_place_and_never_taken_for_empty(
    run: Run, tmp_path: Path
) -> None:
    text = f'<worksheet xmlns="{sheets.NAMESPACE}"><sheetData>{FAULTY}</sheetData></worksheet>'
    path = sheets.pack(tmp_path / "accounts.xlsx", [text])
    assert build.rows(Sheet(path), ["account_id", "created_at", "email"]) == [
        (4, "a-1", "#N/A", "a@example.org"),
        (5, "a-2", "2026-01-15 00:00:00", "#DIV/0!"),
        (6, "#REF!", None, None),
    ]
    (batch,) = run("ingest", path, "--accept-losses", "--json").document["batches"]
    assert (batch["rows"], batch["accepted"], batch["quarantined"], batch["cells"]) == (3, 2, 1, 2)
    told = run("quarantine", "--json").document["items"]
    assert [(each["row"], each["column"], each["code"]) for each in told] == [
        (4, "created_at", "sheet_error"),
        (5, "email", "sheet_error"),
        (6, "account_id", "account_id"),
    ]


@pytest.mark.parametrize("word", ["#N/A", " #REF! ", "#VALUE!"])
def test_an_error_that_was_saved_as_text_is_counted_too(word: str) -> None:
    raw = pl.Series("email", ["a@example.org", word, "#1 fan"])
    found = cells.read(raw, Column("email", Type.TEXT))
    assert found.values.to_list() == ["a@example.org", None, "#1 fan"]
    assert found.codes is not None
    assert found.codes.to_list() == [None, "sheet_error", None]
