"""Tables whose folder says what some of their columns are: `country=DE/part-0.parquet`, as Hive, Spark and DuckDB
write them; and tables that are there but cannot be read."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

import polars as pl

from linkage.errors import WrongUse
from linkage.ingest.readers import Chunk, Table
from linkage.ingest.stream import Progress

_NOTHING = "__HIVE_DEFAULT_PARTITION__"
"""What Hive writes for null."""


def said(folder: str) -> dict[str, str | None]:
    """Column and value that a folder's name says; empty for any other name."""
    name, equals, value = folder.partition("=")
    if not equals or not name:
        return {}
    return {unquote(name): None if value == _NOTHING else unquote(value)}


@dataclass(frozen=True)
class Partitioned:
    """A table, and columns that are the same in all its rows."""

    table: Table
    same: Mapping[str, str | None]

    def columns(self, needed: Sequence[str] = ()) -> list[str] | None:
        """Names of both."""
        own = self.table.columns([name for name in needed if name not in self.same])
        return None if own is None else list(dict.fromkeys([*own, *self.same]))

    def digest(self) -> str:
        """Digest of both: the same rows in another folder are others."""
        text = f"{self.table.digest()}\0{sorted(self.same.items())}"
        return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()

    def chunks(self, columns: Sequence[str], size: int, progress: Progress) -> Iterator[Chunk]:
        """Rows of the table, with the columns that the folder says."""
        added = [pl.lit(self.same[name], pl.String).alias(name) for name in columns if name in self.same]
        own = [name for name in columns if name not in self.same]
        for chunk in self.table.chunks(own, size, progress):
            yield Chunk(chunk.rows.with_columns(added), chunk.spoiled)


@dataclass(frozen=True)
class Unreadable:
    """A table of which only the reason is known why it cannot be read."""

    why: str

    def columns(self, needed: Sequence[str] = ()) -> list[str] | None:  # noqa: ARG002 - it has none
        """Raises `WrongUse`."""
        raise WrongUse(self.why)

    def digest(self) -> str:
        """Raises `WrongUse`."""
        raise WrongUse(self.why)

    def chunks(self, columns: Sequence[str], size: int, progress: Progress) -> Iterator[Chunk]:  # noqa: ARG002
        """Raises `WrongUse`."""
        raise WrongUse(self.why)
