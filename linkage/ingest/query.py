"""Rows that a SQL query answers, through SQLAlchemy."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite
from typing import Any

import polars as pl
import sqlalchemy as sa

from linkage.errors import WrongUse
from linkage.ingest.readers import NUMBER, Chunk, quiet
from linkage.ingest.stream import Progress

_PART = 50_000

_EXACT = 2.0**53
"""Whole numbers beyond it lose digits as floating point; they keep a `.0`, by which ids are told to be rounded."""


@dataclass(frozen=True)
class Query:
    """One query; it is read twice, first for its digest, in one transaction each time."""

    label: str
    url: str = field(repr=False)
    query: str = field(repr=False)

    def columns(self, needed: Sequence[str] = ()) -> list[str] | None:  # noqa: ARG002 - the answer names them all
        """Names in its answer."""
        with self._answer(1) as result:
            return list(result.keys())

    def digest(self) -> str:
        """Digest of the rows in the order in which they come."""
        hasher = hashlib.blake2b(digest_size=16)
        columns = self.columns() or []
        hasher.update("\0".join(columns).encode())
        for chunk in self.chunks(columns, _PART, quiet):
            hasher.update(chunk.rows.drop(NUMBER).write_csv(include_header=False).encode())
        return hasher.hexdigest()

    def chunks(self, columns: Sequence[str], size: int, progress: Progress) -> Iterator[Chunk]:
        """Rows as text, numbered from 1."""
        with self._answer(size) as result:
            names = list(result.keys())
            wanted = {name: names.index(name) for name in columns if name in names}
            read = 0
            while rows := result.fetchmany(size):
                cells = list(zip(*rows, strict=True))
                frame = pl.DataFrame({name: _text(cells[index]) for name, index in wanted.items()})
                numbers = pl.Series(NUMBER, range(read + 1, read + len(rows) + 1), dtype=pl.UInt64)
                yield Chunk(frame.with_columns(numbers))
                read += len(rows)
                progress(read, 0)

    @contextmanager
    def _answer(self, size: int) -> "Iterator[sa.CursorResult[Any]]":
        try:
            engine = sa.create_engine(self.url)
        except (sa.exc.ArgumentError, ImportError):
            raise WrongUse(f"the URL of {self.label} cannot be opened by SQLAlchemy") from None
        try:
            with engine.connect() as connection:
                streaming = connection.execution_options(stream_results=True, max_row_buffer=size)
                yield streaming.execute(sa.text(self.query))
        except sa.exc.SQLAlchemyError as error:
            # The driver's own words may quote rows, hosts and names.
            raise WrongUse(f"the query of {self.label} failed: {type(error).__name__}") from None
        finally:
            engine.dispose()


def _text(cells: Sequence[object]) -> pl.Series:
    """Cells as text, since a column may hold one type in this chunk and another in the next."""
    return pl.Series([_cell(each) for each in cells], dtype=pl.String)


def _cell(cell: object) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).decode(errors="replace")
    if isinstance(cell, Decimal) or (isinstance(cell, float) and abs(cell) < _EXACT):
        # Neither NaN nor infinity is whole, and both are told apart from numbers where they are read.
        return str(int(cell)) if isfinite(cell) and cell == cell.__trunc__() else str(cell)
    if isinstance(cell, float):
        return f"{cell:.0f}.0" if isfinite(cell) else str(cell)
    return str(cell)
