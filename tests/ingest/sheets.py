"""Spreadsheets as Excel writes them, written by hand: no library that writes them is needed."""

import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
Cell = str | float | bool | None


def write(path: Path, sheets: Sequence[Sequence[Sequence[Cell]]], first: int = 1) -> Path:
    """A workbook of some sheets, each as rows that begin at a row; a text may be `@` and a day number."""
    return pack(path, [sheet(rows, first) for rows in sheets])


def sheet(rows: Sequence[Sequence[Cell]], first: int = 1) -> str:
    """The XML of a sheet."""
    said = "".join(
        f'<row r="{number}">{"".join(cells(row, number))}</row>' for number, row in enumerate(rows, first)
    )
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{said}</sheetData></worksheet>'


def cells(row: Sequence[Cell], number: int) -> Iterator[str]:
    """The cells of a row; empty ones are left out, as Excel does."""
    for place, cell in enumerate(row):
        name = f"{chr(65 + place)}{number}"
        if isinstance(cell, bool):
            yield f'<c r="{name}" t="b"><v>{int(cell)}</v></c>'
        elif isinstance(cell, str) and cell.startswith("@"):
            yield f'<c r="{name}" s="1"><v>{cell[1:]}</v></c>'
        elif isinstance(cell, str):
            yield f'<c r="{name}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        elif cell is not None:
            yield f'<c r="{name}"><v>{cell}</v></c>'


def pack(path: Path, sheets: Sequence[str], texts: Sequence[str] = ()) -> Path:
    """The archive of some sheets' XML and of texts they share."""
    numbers = range(1, len(sheets) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    named = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    links = "".join(link(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers)
    links += link("r90", "styles", "styles.xml") + link("r91", "sharedStrings", "sharedStrings.xml")
    strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    styles = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" '
        f'ContentType="{TYPE}.sheet.main+xml"/>{kinds}</Types>',
        "_rels/.rels": relations(link("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{NAMESPACE}" xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(links),
        "xl/styles.xml": f'<styleSheet xmlns="{NAMESPACE}">{styles}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{NAMESPACE}">{strings}</sst>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        for number, text in zip(numbers, sheets, strict=True):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", text)
    return path


def link(name: str, kind: str, target: str) -> str:
    """One relation of a part."""
    return f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def relations(links: str) -> str:
    """A part that holds relations."""
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
