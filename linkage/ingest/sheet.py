"""Spreadsheets by columns: the first sheet of an `.xlsx` that has rows, its cells as text, bounded in bytes and cells.

A reader lays out every cell between the first and the last that is used, and a few bytes can name the last cell there
is. So the archive is looked through first, as a stream: how much it holds, and how far its cells go.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from linkage.errors import WrongUse
from linkage.extras import extra
from linkage.ingest import cells, stream
from linkage.ingest.readers import NUMBER, Chunk

LARGEST: Final = 128 << 20
"""Most bytes of the sheets and their texts, unpacked; and of the texts, each as often as cells say it."""

CELLS: Final = 8_000_000
"""Most cells between the first and the last that is used: 32 bytes each while it is read."""

ERRORS: Final = dict(
    zip(("NA", "Div0", "Name", "Null", "Num", "Ref", "Value", "GettingData"), cells.ERRORS, strict=True)
)
"""Errors of a cell by what the reader calls them."""

_READ: Final = 1 << 20
_PLACE = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_TEXT = re.compile(rb'\bt="s"[^>]*>\s*<(?:\w+:)?v>([0-9]{1,9})<')
_LONGEST_TAG: Final = 256
_PARTS = re.compile(r"xl/(worksheets/[^/]+|sharedStrings)\.xml", re.IGNORECASE)


@dataclass(frozen=True)
class Sheet:
    """An `.xlsx` file with a header in its first row that is used; needs the extra `xlsx`."""

    path: Path

    def columns(self, needed: Sequence[str] = ()) -> list[str] | None:  # noqa: ARG002 - they are all in the header
        """Names in the header, without blanks around them; None where no sheet has rows."""
        rows, _ = self._read()
        return None if rows.is_empty() else _names(rows)

    def digest(self) -> str:
        """Digest of the file's bytes."""
        return stream.digest(self.path)

    def chunks(self, columns: Sequence[str], size: int, progress: stream.Progress) -> Iterator[Chunk]:
        """Rows as text, empty cells as null, numbered as the sheet does; empty rows are none."""
        rows, first = self._read()
        if rows.is_empty():
            return
        names = _names(rows)
        wanted = [pl.nth(names.index(name) + 1).alias(name) for name in columns if name in names]
        below = rows.with_row_index(NUMBER, first).with_columns(pl.col(NUMBER).cast(pl.UInt64)).slice(1)
        used = below.filter(~pl.all_horizontal(pl.exclude(NUMBER).is_null()))
        for piece in used.select(NUMBER, *wanted).iter_slices(size):
            yield Chunk(piece)
        progress(self.path.stat().st_size, self.path.stat().st_size)

    def _read(self) -> tuple[pl.DataFrame, int]:
        """All cells as text, and the number of the first row. Raises `WrongUse`."""
        first = looked(self.path)
        with extra("xlsx"):
            import fastexcel
        try:
            book = fastexcel.read_excel(self.path)
            for place in range(len(book.sheet_names)):
                sheet: Any = book.load_sheet(place, header_row=None, dtypes="string", whitespace_as_null=True)
                if sheet.height:
                    return _cells(sheet), first.get(place, 1)
        except fastexcel.FastExcelError as error:
            raise unreadable(self.path) from error
        return pl.DataFrame(), 1


def _cells(sheet: Any) -> pl.DataFrame:
    """All cells of a sheet as text; one that holds an error as the error's name, such as `#N/A`."""
    batch, faults = sheet.to_arrow_with_errors()
    rows = pl.DataFrame(batch)
    by_column: dict[int, list[tuple[int, str]]] = {}
    for each in faults.errors if faults is not None else ():
        row, column = each.position
        by_column.setdefault(column, []).append((row, error_name(each.detail)))
    for column, found in by_column.items():
        at, names = zip(*sorted(found), strict=True)
        rows.replace_column(column, rows.to_series(column).scatter(at, names))
    return rows


def error_name(detail: str) -> str:
    """The name of an error, of what the reader says of the cell; `#VALUE!` for one of another kind."""
    return next((name for mark, name in ERRORS.items() if f"({mark})" in detail), "#VALUE!")


def looked(path: Path) -> dict[int, int]:
    """The first row that is used, by the place of the sheet; `WrongUse` for a file that is too large, or no `.xlsx`."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [each for each in archive.infolist() if _PARTS.fullmatch(each.filename)]
            if sum(each.file_size for each in parts) > LARGEST:
                raise WrongUse(f"{path.name} unpacks to more than {LARGEST:,} bytes: save it as CSV")
            sheets = [each for each in parts if "worksheets" in each.filename.lower()]
            sheets.sort(key=lambda each: (len(each.filename), each.filename))
            # An archive that says it is smaller than it is fails by its check sum: no more is unpacked than it says.
            found = {place: _extent(archive, each, path.name) for place, each in enumerate(sheets)}
            texts = [each for each in parts if each not in sheets]
            if sum(_told(archive, each, texts) for each in sheets) > LARGEST:
                raise WrongUse(
                    f"{path.name} says its texts too often ({LARGEST:,} bytes in all): save it as CSV"
                )
            return found
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise unreadable(path) from error


def unreadable(path: Path) -> WrongUse:
    """What is said of a file that is none, damaged, or behind a password."""
    return WrongUse(f"{path.name} is no .xlsx that can be read (damaged, or with a password): save it as CSV")


def _extent(archive: zipfile.ZipFile, part: zipfile.ZipInfo, label: str) -> int:
    """The first row of a sheet that is used; `WrongUse` where its cells reach too far."""
    carry, rows, columns = b"", (1 << 30, 0), (1 << 30, 0)
    with archive.open(part) as file:
        while piece := file.read(_READ):
            places = set(_PLACE.findall(carry + piece))
            numbers = {int(row) for _, row in places}
            letters = {_number(column) for column in {column for column, _ in places}}
            rows = min(numbers | {rows[0]}), max(numbers | {rows[1]})
            columns = min(letters | {columns[0]}), max(letters | {columns[1]})
            carry = piece[-_LONGEST_TAG:]
    if (rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1) > CELLS and rows[1]:
        raise WrongUse(f"{label} has cells too far apart (over {CELLS:,} in all): save it as CSV")
    return rows[0] if rows[1] else 1


def _told(archive: zipfile.ZipFile, sheet: zipfile.ZipInfo, texts: list[zipfile.ZipInfo]) -> int:
    """Bytes of the texts of a sheet, each counted as often as a cell says it."""
    lengths = [len(each) for part in texts for each in archive.read(part).split(b"</si>")]
    size, carry = 0, b""
    with archive.open(sheet) as file:
        while piece := file.read(_READ):
            whole, mark, carry = (carry + piece).rpartition(b"</c>")
            for number in _TEXT.findall(whole + mark):
                size += lengths[int(number)] if int(number) < len(lengths) else 0
    return size


def _number(letters: bytes) -> int:
    """A column's number: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _names(rows: pl.DataFrame) -> list[str]:
    """The cells of the first row, without blanks around them; a line break in one is a blank."""
    return [" ".join(str(cell or "").split()) for cell in rows.row(0)]
