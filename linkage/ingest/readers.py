"""What every format answers: the columns of a table and its rows in chunks; `FORMATS` lists them."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import polars as pl
import pyarrow as pa

from linkage.errors import WrongUse
from linkage.ingest.stream import Progress

ROW = "row"
"""Where a row starts: a line of the file, or the number of the row, from 1."""

NUMBER = "\0row"
"""What `ROW` is called beside the columns of a file, which may have one of that name."""

SPOILED = {"row": pl.UInt64(), "column": pl.String(), "code": pl.String()}
"""Columns of what is set aside; `column` is null when the row is at fault as a whole."""


def aside(rows: Sequence[tuple[int, str]]) -> pl.DataFrame:
    """Rows set aside whole, by number and code, as a frame of `SPOILED`."""
    numbers = pl.Series(ROW, [row for row, _ in rows], dtype=pl.UInt64)
    codes = pl.Series("code", [code for _, code in rows], dtype=pl.String)
    return pl.DataFrame([numbers, codes]).select(ROW, pl.lit(None, pl.String).alias("column"), "code")


@dataclass(frozen=True)
class Chunk:
    """Some rows of a table, in order."""

    rows: pl.DataFrame
    """`NUMBER` and the columns asked for, of whatever type the format gives; absent columns are left out."""
    spoiled: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SPOILED))
    """Rows that could not be split into columns."""

    @property
    def height(self) -> int:
        """Rows read, the spoiled ones included."""
        return self.rows.height + self.spoiled.height


class Table(Protocol):
    """Rows of one feed, wherever they lie; reading twice gives the same."""

    def columns(self, needed: Sequence[str] = ()) -> list[str] | None:
        """Names of its columns; None when it has no rows to tell by. Raises `WrongUse` when unreadable.

        Where every row names its own, `needed` are looked for in all of them.
        """
        ...

    def digest(self) -> str:
        """What it holds, as 32 hexadecimal digits."""
        ...

    def chunks(self, columns: Sequence[str], size: int, progress: Progress) -> Iterator[Chunk]:
        """Its rows, at most `size` at a time, with those of the columns that it has."""
        ...


@contextmanager
def reading(label: str) -> Iterator[None]:
    """What a library says of a table that it cannot read becomes `WrongUse`, without its words: they may quote it."""
    try:
        yield
    except (
        pa.ArrowException,
        pl.exceptions.PolarsError,
        csv.Error,
        OSError,
        ValueError,
        OverflowError,
    ) as error:
        raise WrongUse(
            f"{label} cannot be read ({type(error).__name__}): nothing of it was loaded"
        ) from error


def quiet(done: int, total: int) -> None:
    """Progress that nobody watches."""
