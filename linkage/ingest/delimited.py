"""CSV by columns: Arrow parses what is well formed, `records` tells it from what is not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as arrow_csv

from linkage.ingest import header, records, stream
from linkage.ingest.readers import NUMBER, Chunk, aside, quiet

_ARROW_BLOCK = 4 << 20


@dataclass(frozen=True)
class Delimited:
    """A CSV file with a header, compressed or not."""

    path: Path

    def columns(self, needed: Sequence[str] = ()) -> list[str] | None:  # noqa: ARG002 - they are all in the header
        """Names in the header, without blanks around them; None for a file of nothing but blanks."""
        for block in stream.blocks(self.path, quiet, size=1 << 20):
            return header.read(block, self.path.name).names if block.strip() else None
        return None

    def digest(self) -> str:
        """Digest of the file's bytes."""
        return stream.digest(self.path)

    def chunks(self, columns: Sequence[str], size: int, progress: stream.Progress) -> Iterator[Chunk]:
        """Rows as text, empty cells as null, numbered by the line they start in."""
        shape: _Shape | None = None
        carry, line = b"", 1
        for block in stream.blocks(self.path, progress):
            if shape is None:
                head = header.read(block, self.path.name)
                shape, block = _Shape.of(head, columns), head.body
                line += head.lines
            for part in stream.slices(_unix(block), size):
                chunk, rest = _parse(carry + part, shape, line, final=False)
                line += (carry + part).count(b"\n") - rest.count(b"\n")
                carry = rest
                yield _once(chunk)
        if shape is not None and carry:
            yield _once(_parse(carry, shape, line, final=True)[0])


@dataclass(frozen=True)
class _Shape:
    """Cells in a row, and where the columns asked for are among them."""

    width: int
    wanted: dict[str, int]
    comma: bytes = b","

    @classmethod
    def of(cls, head: header.Header, columns: Sequence[str]) -> "_Shape":
        names = head.names
        return cls(len(names), {name: names.index(name) for name in columns if name in names}, head.comma)


def _unix(text: bytes) -> bytes:
    """Line ends as one newline; a stray carriage return, which Arrow would take for one, as a blank."""
    return text.replace(b"\r\n", b"\n").replace(b"\r", b" ") if b"\r" in text else text


def _once(chunk: Chunk) -> Chunk:
    """The rows but for headers among them, which files put one after another have."""
    names = [name for name in chunk.rows.columns if name != NUMBER]
    if not names or not (chunk.rows[names[0]] == names[0]).any():
        return chunk
    again = pl.all_horizontal(pl.col(name) == name for name in names).fill_null(False)
    lines = chunk.rows.filter(again)[NUMBER].to_list()
    spoiled = pl.concat([chunk.spoiled, aside([(line, "header") for line in lines])])
    return Chunk(chunk.rows.filter(~again), spoiled)


def _parse(text: bytes, shape: _Shape, line: int, final: bool) -> tuple[Chunk, bytes]:
    """Rows of complete lines, the first of them number `line`, and the bytes of a row that is still open."""
    plain = _plain(text, shape)
    if plain is not None:
        return Chunk(plain.with_columns(_numbers(np.arange(plain.height) + line))), b""
    return _careful(text, shape, line, final)


def _plain(text: bytes, shape: _Shape) -> pl.DataFrame | None:
    """All lines as rows when there is nothing out of the ordinary about them, else None."""
    if b'"' in text or b"\0" in text or not _decodable(text):
        return None
    try:
        frame = _arrow(text, shape, _ARROW_BLOCK)
    except pa.ArrowInvalid:
        return None
    # Blank lines are no rows.
    return frame if frame.height == text.count(b"\n") else None


def _decodable(text: bytes) -> bool:
    try:
        return text.isascii() or bool(text.decode())
    except UnicodeDecodeError:
        return False


def _careful(text: bytes, shape: _Shape, line: int, final: bool) -> tuple[Chunk, bytes]:
    """Rows of a text with quotes, blank lines or faults."""
    good: list[bytes] = []
    numbers: list[records.Ints] = []
    bad: list[tuple[int, str]] = []
    rest = b""
    parts = list(records.windows(text))
    for index, part in enumerate(parts):
        found = records.split(rest + part, shape.width, final and index == len(parts) - 1, shape.comma)
        good.append(found.text)
        numbers.append(found.lines + line)
        bad += [(line + each, code) for each, code in found.spoiled]
        whole = rest + part
        rest = whole[found.rest :]
        line += whole.count(b"\n") - rest.count(b"\n")
    frame = _arrow(b"".join(good), shape, len(text) + 1)
    rows = frame.with_columns(_numbers(np.concatenate(numbers)))
    return Chunk(rows, aside(bad)), rest


def _numbers(numbers: records.Ints) -> pl.Series:
    return pl.Series(NUMBER, numbers, dtype=pl.UInt64)


def _arrow(text: bytes, shape: _Shape, block: int) -> pl.DataFrame:
    """Cells of well-formed rows as text; `ArrowInvalid` when one has the wrong number of them."""
    names = [str(index) for index in range(shape.width)]
    wanted = [names[index] for index in shape.wanted.values()]
    if not text:
        return pl.DataFrame(schema=dict.fromkeys(shape.wanted, pl.String()))
    table = arrow_csv.read_csv(
        pa.BufferReader(text),
        read_options=arrow_csv.ReadOptions(column_names=names, block_size=block),
        parse_options=arrow_csv.ParseOptions(delimiter=shape.comma.decode(), newlines_in_values=b'"' in text),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            include_columns=wanted,
            strings_can_be_null=True,
            null_values=[""],
        ),
    )
    return pl.DataFrame(table.rename_columns(list(shape.wanted)))
