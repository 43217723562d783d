"""JSONL by columns: polars parses the lines that are sound, orjson tells them from those that are not."""

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import orjson
import polars as pl

from linkage.errors import WrongUse
from linkage.ingest import nested, stream
from linkage.ingest.readers import NUMBER, Chunk, aside, quiet

_LONG = r"^-?([0-9]{16,}|[0-9.]+e\+?[0-9]+)$"
"""Numbers of so many digits that the last ones may be lost."""

_SAMPLE = 1000
"""Lines whose keys are taken for the columns of the file."""


@dataclass(frozen=True)
class JsonLines:
    """A file of one JSON object a line, compressed or not."""

    path: Path

    def columns(self, needed: Sequence[str] = ()) -> list[str] | None:
        """Keys met in the first lines, in order of appearance, and those `needed` that come later; `nested` too.

        None for a file without lines.
        """
        met: dict[str, None] | None = None
        for block in self._blocks(quiet, 1 << 20):
            lines = [line for line in block.split(b"\n") if line.strip()]
            if met is None and lines:
                self._refuse_array(lines[0])
                met = dict.fromkeys(_keys(lines[:_SAMPLE]))
            for name in needed:
                if met is not None and name not in met:
                    last = name.rsplit(".", 1)[-1].encode()
                    met |= dict.fromkeys({name} & set(_keys(line for line in lines if last in line)))
            if met is not None and met.keys() >= set(needed):
                break
        return None if met is None else list(met)

    def _blocks(self, progress: stream.Progress, size: int = stream.BLOCK) -> Iterator[bytes]:
        """Blocks of its lines."""
        return stream.blocks(self.path, progress, size)

    def _refuse_array(self, line: bytes) -> None:
        """Refuse a file that is one JSON array, all in a line or over many."""
        over_many = line.lstrip().startswith(b"[") and not line.rstrip().endswith(b"]")
        if over_many or line.lstrip().startswith(b"[{"):
            raise WrongUse(
                f"{self.path.name} is a JSON array: call it .json, or write its objects one a line"
            )

    def digest(self) -> str:
        """Digest of the file's bytes."""
        return stream.digest(self.path)

    def chunks(self, columns: Sequence[str], size: int, progress: stream.Progress) -> Iterator[Chunk]:
        """Rows as text, numbered by line; a key that a line lacks is null."""
        line = 1
        for block in self._blocks(progress):
            for part in stream.slices(block, size):
                yield _parse(part, columns, line)
                line += part.count(b"\n")


def _keys(lines: Iterable[bytes]) -> Iterator[str]:
    """Keys of the objects among some lines."""
    for line in lines:
        if _fault(line) is None:
            yield from nested.fields(orjson.loads(line))


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
    """Values of sound lines as text, or None when one of them cannot be read."""
    try:
        frame = _read(text, columns)
        return frame if frame.height != text.count(b"\n") else _spelt(frame, text)
    except (pl.exceptions.ComputeError, ValueError, RecursionError):
        return None


def _read(text: bytes, columns: Sequence[str]) -> pl.DataFrame:
    """The columns as text; fields of objects are taken row by row where not all rows have the same objects."""
    if nested.inside(columns):
        schema = nested.schema(columns)
        if schema is not None:
            with suppress(pl.exceptions.ComputeError, pl.exceptions.SchemaError):
                return nested.unpacked(pl.read_ndjson(io.BytesIO(text), schema=schema), columns)
        text = nested.flat(text.split(b"\n")[:-1], columns)
    return pl.read_ndjson(io.BytesIO(text), schema=dict.fromkeys(columns, pl.String()))


def _spelt(frame: pl.DataFrame, text: bytes) -> pl.DataFrame:
    """The frame with long numbers as they are written: the last digits of a float tell that they were rounded."""
    long = pl.any_horizontal(pl.all().str.contains(_LONG).any()) if frame.width else pl.lit(False)
    if not frame.select(long).item():
        return frame
    names = "|".join(re.escape(name.rpartition(".")[2]) for name in frame.columns).encode()
    found = re.compile(rb'"(?:%b)"\s*:\s*-?(?:[0-9]+[.eE]|[0-9]{20})' % names)
    lines = text.split(b"\n")
    rows = [number for number, line in enumerate(lines) if found.search(line)]
    exact = [json.loads(lines[row], parse_float=str, parse_int=str) for row in rows]
    return frame.with_columns(_put(frame[name], name, rows, exact) for name in frame.columns)


def _put(column: pl.Series, name: str, rows: list[int], exact: list[dict[str, object]]) -> pl.Series:
    """A column with what the objects of some rows hold in place of long numbers."""
    cells = [(row, nested.value(each, name)) for row, each in zip(rows, exact, strict=True)]
    long = [(row, cell) for row, cell in cells if isinstance(cell, str) and re.match(_LONG, str(column[row]))]
    return column.scatter([row for row, _ in long], [cell for _, cell in long]) if long else column
