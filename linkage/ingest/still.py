"""Files that somebody may still be writing: which are to be left alone, and rows that may be cut short."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from linkage.ingest.delimited import Delimited
from linkage.ingest.readers import NUMBER, Chunk, Table, aside
from linkage.ingest.sources import FORMATS
from linkage.ingest.stream import Progress

PATIENCE = 3600
"""Seconds without a change after which a file whose last line does not end is held to be all there is of it."""

LINES = frozenset(suffix for suffix, table in FORMATS.items() if table is Delimited)
"""Suffixes of files of lines, in which a cut last row may look whole."""


def stamp(path: Path | None) -> tuple[int, int] | None:
    """Size and time of the last change, by which a file that changed is told; None for what is no file."""
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def age(path: Path, now: float) -> float:
    """Seconds since the last change; a time to come counts as long ago, since clocks differ."""
    try:
        changed = path.stat().st_mtime
    except OSError:
        return float("inf")
    return now - changed if changed <= now else float("inf")


def unready(path: Path, now: float, still: float) -> str | None:
    """Why a file is left to the next round, or None."""
    passed = age(path, now)
    if passed < still:
        return "it is still being written"
    if passed < PATIENCE and open_ended(path):
        return "its last line does not end, so that it may be cut short"
    return None


def open_ended(path: Path) -> bool:
    """Whether a file of lines that is not compressed ends within a line; a cut line of JSONL is no JSON."""
    if path.suffix.lower() not in LINES or not path.is_file() or not path.stat().st_size:
        return False
    with path.open("rb") as file:
        file.seek(-min(4, path.stat().st_size), os.SEEK_END)
        # UTF-16 and UTF-32 have NULs beside the line end.
        return not file.read().strip(b"\0").endswith((b"\n", b"\r"))


@dataclass(frozen=True)
class Cut:
    """A table whose last row may be cut short: it is set aside with the code `cut`."""

    table: Table

    def columns(self, needed: Sequence[str] = ()) -> list[str] | None:
        """Those of the table."""
        return self.table.columns(needed)

    def digest(self) -> str:
        """That of the table, but for a mark: with its last row it is another batch."""
        return f"{self.table.digest()}~cut"

    def chunks(self, columns: Sequence[str], size: int, progress: Progress) -> Iterator[Chunk]:
        """The rows of the table but for the last."""
        held: Chunk | None = None
        for chunk in self.table.chunks(columns, size, progress):
            if held is not None and chunk.height:
                yield held
                held = None
            held = chunk if held is None else held
        if held is not None:
            yield _without_last(held)


def _without_last(chunk: Chunk) -> Chunk:
    rows = chunk.rows.sort(NUMBER)
    if not rows.height or (chunk.spoiled["row"] > rows[NUMBER][-1]).any():
        return chunk
    cut = aside([(int(rows[NUMBER][-1]), "cut")])
    return Chunk(rows.head(-1), pl.concat([chunk.spoiled, cut]))
