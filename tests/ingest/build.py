"""Small files of every format, and what a reader makes of them."""

import gzip
import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import zstandard

from linkage.ingest.readers import NUMBER, Chunk, Table, quiet

SUFFIXES = (".csv", ".csv.gz", ".csv.zst", ".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet")


def compressed(path: Path, text: bytes) -> Path:
    """Write a text under a name whose suffix says how it is compressed."""
    if path.suffix == ".gz":
        text = gzip.compress(text)
    elif path.suffix == ".zst":
        text = zstandard.compress(text)
    path.write_bytes(text)
    return path


def written(path: Path, frame: pl.DataFrame) -> Path:
    """Write a frame in the format of the file's name."""
    if path.suffix == ".parquet":
        frame.write_parquet(path)
        return path
    buffer = io.BytesIO()
    if ".csv" in path.name:
        frame.write_csv(buffer)
    else:
        frame.write_ndjson(buffer)
    return compressed(path, buffer.getvalue())


def chunks(table: Table, columns: Sequence[str], size: int = 1000) -> list[Chunk]:
    """All chunks of a table."""
    return list(table.chunks(columns, size, quiet))


def rows(table: Table, columns: Sequence[str], size: int = 1000) -> list[tuple[object, ...]]:
    """Number and cells of every good row."""
    parts = [chunk.rows.select(NUMBER, *columns) for chunk in chunks(table, columns, size)]
    return [row for part in parts for row in part.rows()]


def aside(table: Table, columns: Sequence[str], size: int = 1000) -> list[tuple[int, str]]:
    """Number and code of every row set aside."""
    parts = [chunk.spoiled for chunk in chunks(table, columns, size)]
    return sorted((row, code) for part in parts for row, _, code in part.rows())
