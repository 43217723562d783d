"""Parquet by row groups, through Arrow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from linkage.errors import WrongUse
from linkage.ingest import stream
from linkage.ingest.readers import NUMBER, Chunk


@dataclass(frozen=True)
class Columnar:
    """A Parquet file."""

    path: Path

    def columns(self) -> list[str] | None:
        """Names of its columns."""
        with self._open() as file:
            return list(file.schema_arrow.names)

    def digest(self) -> str:
        """Digest of the file's bytes."""
        return stream.digest(self.path)

    def chunks(self, columns: Sequence[str], size: int, progress: stream.Progress) -> Iterator[Chunk]:
        """Rows in the types of the file, numbered from 1."""
        total = self.path.stat().st_size
        with self._open() as file:
            names = [name for name in columns if name in file.schema_arrow.names]
            read, rows = 0, max(file.metadata.num_rows, 1)
            batches = file.iter_batches(size, columns=names)
            while (batch := self._next(batches)) is not None:
                frame = pl.DataFrame([_series(name, batch.column(name)) for name in names])
                numbers = pl.Series(NUMBER, range(read + 1, read + batch.num_rows + 1), dtype=pl.UInt64)
                yield Chunk(frame.with_columns(numbers))
                read += batch.num_rows
                progress(total * read // rows, total)

    def _open(self) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(self.path)
        except (pa.ArrowInvalid, OSError) as error:
            raise self._damaged() from error

    def _next(self, batches: Iterator[pa.RecordBatch]) -> pa.RecordBatch | None:
        try:
            return next(batches, None)
        except (pa.ArrowException, OSError) as error:
            raise self._damaged() from error

    def _damaged(self) -> WrongUse:
        return WrongUse(
            f"{self.path.name} is no Parquet file, or damaged: nothing of it was loaded; make the file again"
        )


def _series(name: str, column: pa.Array) -> pl.Series:
    """A column for polars, which trusts text to be UTF-8: as bytes when it is not."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        try:
            column.validate(full=True)
        except pa.ArrowInvalid:
            column = column.view(pa.binary() if pa.types.is_string(column.type) else pa.large_binary())
    return pl.Series(name, column)
