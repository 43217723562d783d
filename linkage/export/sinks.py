"""Tables written to a file part by part, which bounds memory: CSV, JSONL or Parquet by suffix."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from linkage import printable

Columns = Mapping[str, pl.DataType]
Sink = Callable[[pl.DataFrame], None]
"""Takes one part after the other."""
Plain = Callable[[pl.DataFrame], pl.DataFrame]
"""What is made of the rows of a part before they go into CSV."""


def escaped(part: pl.DataFrame) -> pl.DataFrame:
    """The rows, account ids escaped where they hold what steers a terminal; quotes hold line ends."""
    odd = part["account_id"].str.contains(printable.COLUMN).fill_null(False)
    where = odd.arg_true()
    if not len(where):
        return part
    ids = part["account_id"].scatter(where, list(map(printable.lines, part["account_id"].filter(odd))))
    return part.with_columns(ids)


@contextmanager
def _csv(path: Path, columns: Columns, plain: Plain) -> Iterator[Sink]:
    """CSV with a header, line feeds, and quotes where they are needed."""
    with path.open("wb") as file:
        file.write((",".join(columns) + "\n").encode())
        yield lambda part: plain(part).write_csv(file, include_header=False)


@contextmanager
def _jsonl(path: Path, columns: Columns, plain: Plain) -> Iterator[Sink]:  # noqa: ARG001 - the shape of every sink
    """One JSON object a line."""
    with path.open("wb") as file:
        yield lambda part: part.write_ndjson(file)


@contextmanager
def _parquet(path: Path, columns: Columns, plain: Plain) -> Iterator[Sink]:  # noqa: ARG001 - the shape of every sink
    """Parquet, one row group a part."""
    schema = pl.DataFrame(schema=columns).to_arrow(compat_level=pl.CompatLevel.oldest()).schema
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        yield lambda part: writer.write_table(
            part.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(schema)
        )


SINKS: Mapping[str, Callable[[Path, Columns, Plain], AbstractContextManager[Sink]]] = {
    ".csv": _csv,
    ".jsonl": _jsonl,
    ".parquet": _parquet,
}
"""How a file of each suffix is written; every part has the columns, in their order."""
