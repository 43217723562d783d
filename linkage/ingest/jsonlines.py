"""JSONL by columns: polars parses the lines that are sound, orjson tells them from those that are not."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
import polars as pl

from linkage.ingest import stream
from linkage.ingest.readers import NUMBER, Chunk, aside, quiet

_SAMPLE = 1000
"""Lines whose keys are taken for the columns of the file."""


@dataclass(frozen=True)
class JsonLines:
    """A file of one JSON object a line, compressed or not."""

    path: Path

    def columns(self) -> list[str] | None:
        """Keys met in the first lines, in order of appearance; None for a file without lines."""
        for block in stream.blocks(self.path, quiet, size=1 << 20):
            lines = block.split(b"\n")[:_SAMPLE]
            objects = [orjson.loads(line) for line in lines if _fault(line) is None]
            return list(dict.fromkeys(key for each in objects for key in each))
        return None

    def digest(self) -> str:
        """Digest of the file's bytes."""
        return stream.digest(self.path)

    def chunks(self, columns: Sequence[str], size: int, progress: stream.Progress) -> Iterator[Chunk]:
        """Rows as text, numbered by line; a key that a line lacks is null."""
        line = 1
        for block in stream.blocks(self.path, progress):
            for part in stream.slices(block, size):
                yield _parse(part, columns, line)
                line += part.count(b"\n")


def _parse(text: bytes, columns: Sequence[str], line: int) -> Chunk:
    lines = text.count(b"\n")
    # polars takes half of a surrogate pair for NUL, orjson refuses it.
    if b"\\ud" not in text and b"\\uD" not in text:
        frame = _frame(text, columns)
        if frame is not None and frame.height == lines:
            return Chunk(frame.with_columns(pl.Series(NUMBER, range(line, line + lines), dtype=pl.UInt64)))
    return _careful(text, columns, line)


def _careful(text: bytes, columns: Sequence[str], line: int) -> Chunk:
    """Rows of a text with blank or faulty lines."""
    good: list[tuple[int, bytes]] = []
    bad: list[tuple[int, str]] = []
    for number, each in enumerate(text.split(b"\n")[:-1], line):
        if each.strip():
            code = _fault(each)
            if code is None:
                good.append((number, each))
            else:
                bad.append((number, code))
    frames = list(_bisect(good, columns))
    bad += [(number, "json") for frame, numbers in frames if frame is None for number in numbers]
    rows = [
        frame.with_columns(pl.Series(NUMBER, numbers, dtype=pl.UInt64))
        for frame, numbers in frames
        if frame is not None
    ]
    empty = pl.DataFrame(schema={**dict.fromkeys(columns, pl.String()), NUMBER: pl.UInt64()})
    return Chunk(pl.concat([empty, *rows]), aside(sorted(bad)))


def _bisect(
    lines: list[tuple[int, bytes]], columns: Sequence[str]
) -> Iterator[tuple[pl.DataFrame | None, list[int]]]:
    """Frames of the lines in order; None with the number of a line that orjson reads and polars does not."""
    numbers = [number for number, _ in lines]
    frame = _frame(b"".join(line + b"\n" for _, line in lines), columns) if lines else None
    if frame is not None and frame.height == len(lines):
        yield frame, numbers
    elif len(lines) == 1:
        yield None, numbers
    elif lines:
        half = len(lines) // 2
        yield from _bisect(lines[:half], columns)
        yield from _bisect(lines[half:], columns)


def _fault(line: bytes) -> str | None:
    """Why a line is no row, or None."""
    if len(line) > stream.LONGEST:
        return "too_long"
    if b"\0" in line:
        return "nul"
    try:
        line.decode()
        return None if isinstance(orjson.loads(line), dict) else "json"
    except UnicodeDecodeError:
        return "utf8"
    except orjson.JSONDecodeError:
        return "json"


def _frame(text: bytes, columns: Sequence[str]) -> pl.DataFrame | None:
    """Values of sound lines as text, or None when polars cannot read one of them."""
    try:
        return pl.read_ndjson(io.BytesIO(text), schema=dict.fromkeys(columns, pl.String()))
    except pl.exceptions.ComputeError:
        return None
