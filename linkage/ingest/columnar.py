"""Parquet by row groups, through Arrow, in parts bounded by rows and by bytes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from linkage.errors import WrongUse
from linkage.ingest import arrowed, nested, stream
from linkage.ingest.readers import NUMBER, Chunk

_GROUP = 512 << 20
"""Most bytes that the columns asked for may take in one row group, decompressed."""

_DICTIONARY = 128 << 20
"""Most bytes of a column in one row group of which texts that repeat are kept once: takes memory three times over."""

_FEW = 1024
"""Most rows decoded at a time where that is not done: a text of a megabyte may stand in each."""

_FOOTER = 64 << 20
"""Most bytes of one text, and most entries of one list, in the footer."""

_ROWS = 1 << 16
"""Most rows decoded at a time; texts that repeat are kept once until then."""


@dataclass(frozen=True)
class Columnar:
    """A Parquet file; the field `id` of the struct `user` is the column `user.id`."""

    path: Path

    def columns(self, needed: Sequence[str] = ()) -> list[str] | None:  # noqa: ARG002 - they are all in the footer
        """Names of its columns."""
        with self._open() as file:
            return list(_types(file.schema_arrow))

    def digest(self) -> str:
        """Digest of the file's bytes."""
        return stream.digest(self.path)

    def chunks(self, columns: Sequence[str], size: int, progress: stream.Progress) -> Iterator[Chunk]:
        """Rows in the types of the file, numbered from 1."""
        total = self.path.stat().st_size
        with self._open() as file:
            there = _types(file.schema_arrow)
            names = [name for name in columns if name in there]
            rows_at_once = min(size, self._bounded(file, names))
            repeating = _repeating(file, names)
        with self._open(repeating) as file:
            read, rows = 0, max(file.metadata.num_rows, 1)
            for part in arrowed.gathered(self._batches(file, names, rows_at_once), size):
                numbers = pl.Series(NUMBER, range(read + 1, read + part.height + 1), dtype=pl.UInt64)
                yield Chunk(part.with_columns(numbers))
                read += part.height
                progress(total * read // rows, total)

    def _open(self, repeating: Sequence[str] = ()) -> pq.ParquetFile:
        limits = {"thrift_string_size_limit": _FOOTER, "thrift_container_size_limit": _FOOTER}
        try:
            return pq.ParquetFile(self.path, read_dictionary=list(repeating), **limits)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise self._damaged() from error

    def _bounded(self, file: pq.ParquetFile, names: Sequence[str]) -> int:
        """How many rows may be decoded at a time; refuses a row group that would fill the memory."""
        most = _ROWS
        for number in range(file.metadata.num_row_groups):
            group = file.metadata.row_group(number)
            parts = (group.column(index) for index in range(group.num_columns))
            size = sum(each.total_uncompressed_size for each in parts if _column(each, names))
            if size > _GROUP:
                raise WrongUse(
                    f"{self.path.name}: row group {number + 1} takes {size >> 20:,} MB in memory, and "
                    f"{_GROUP >> 20:,} MB is the most: write the file in smaller row groups"
                )
            if size > _DICTIONARY:
                most = min(most, _FEW)
            most = min(most, max(1, arrowed.BYTES * group.num_rows // max(size, 1)))
        return most

    def _batches(self, file: pq.ParquetFile, names: Sequence[str], size: int) -> Iterator[pl.DataFrame]:
        """Rows in the order of the file, at most `size` at a time, and fewer where their texts are long."""
        there = _types(file.schema_arrow)
        flat = [name for name in names if not pa.types.is_nested(there[name])]
        batches = file.iter_batches(size, columns=flat)
        while (batch := self._next(batches)) is not None:
            yield from arrowed.frames(arrowed.opened(batch, flat), names)

    def _next(self, batches: Iterator[pa.RecordBatch]) -> pa.RecordBatch | None:
        try:
            return next(batches, None)
        except (pa.ArrowException, OSError) as error:
            raise self._damaged() from error

    def _damaged(self) -> WrongUse:
        return WrongUse(
            f"{self.path.name} is not a Parquet file, or is damaged: nothing was loaded from it; create the file again"
        )


def _types(schema: pa.Schema) -> dict[str, pa.DataType]:
    """The type of each column, and of each field of a struct, by its name; of two of one name the first."""
    found = {each.name: each.type for each in reversed(list(schema))}
    names = nested.fields({each.name: _shape(each.type) for each in schema})
    return {name: found[name] if name in found else _within(found, name.split(".")) for name in names}


def _shape(kind: pa.DataType) -> dict[str, object] | None:
    """The fields of a struct, each with its own; None for any other type, and where two fields have one name."""
    if not pa.types.is_struct(kind) or len(set(kind.names)) < len(kind.names):
        return None
    return {each.name: _shape(each.type) for each in kind.fields}


def _within(found: Mapping[str, pa.DataType], path: Sequence[str]) -> pa.DataType:
    kind = found[path[0]]
    for each in path[1:]:
        kind = kind.field(each).type
    return kind


def _column(part: pq.ColumnChunkMetaData, names: Iterable[str]) -> str | None:
    """That of some columns which a column of the file belongs to."""
    path = str(part.path_in_schema)
    return next((name for name in names if path == name or path.startswith(f"{name}.")), None)


def _repeating(file: pq.ParquetFile, names: Sequence[str]) -> list[str]:
    """Columns of texts to be decoded as dictionaries, as they were written."""
    wanted = [
        name for name, kind in _types(file.schema_arrow).items() if name in names and arrowed.texts(kind)
    ]
    sizes: dict[str, int] = {}
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        for part in (group.column(index) for index in range(group.num_columns)):
            name = _column(part, wanted)
            if name is not None and any("DICTIONARY" in each for each in part.encodings):
                sizes[name] = max(sizes.get(name, 0), part.total_uncompressed_size)
    return [name for name, size in sizes.items() if size <= _DICTIONARY]
