"""How to load, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from linkage.errors import WrongUse
from linkage.ingest.mapping import Mapping
from linkage.ingest.times import LATEST
from linkage.model import Batch, Counts

Quarantine = Callable[[str, pl.DataFrame], None]
"""Told the id of a batch and what of it is set aside: `row`, `column` (null for a whole row), `code`."""


def _silent(*_: object) -> None:
    """Nobody listens."""


def _no(*_: str) -> bool:
    """Nothing was."""
    return False


def _yes(*_: str) -> bool:
    """Nobody knows better."""
    return True


def raised(label: str, error: WrongUse) -> None:  # noqa: ARG001 - the error names it
    """Nobody goes on."""
    raise error


@dataclass(frozen=True)
class Loaded:
    """What became of one table."""

    batch: Batch
    feed: str
    file: str
    counts: Counts
    ignored: tuple[str, ...] = ()
    """Columns that the feed does not have."""
    units: dict[str, str] = field(default_factory=dict)
    """Unit of the epoch times by column: s, ms, us, ns, or several joined by `+`."""
    repeated: bool = False
    """The batch was there before, and every row counts as duplicate."""
    withdrawn: bool = False
    """It was taken back before, by this name or another, and was left out."""
    source: str = ""
    """Digest of the table as it lies."""
    content: str = ""
    """Keyed digest of its rows, whatever the file and its format; empty where they were not read."""


@dataclass(frozen=True)
class Options:
    """How to load."""

    pepper: bytes = field(repr=False)
    mapping: Mapping = field(default_factory=Mapping)
    chunk_rows: int = 250_000
    hash_ids: bool = False
    """Replace account ids by keyed hashes, instead of refusing those shaped like an address or a number."""
    losses: bool = False
    """Load a table of which more than `losses.MOST` of a column or of the rows is unreadable."""
    batch: str | None = None
    """The caller's idempotency key; of several tables each gets `/` and its stem behind it."""
    reingest: bool = False
    """Load under another epoch than that of the store."""
    progress: Callable[[str, int, int], None] = _silent
    """Called with label, bytes done and total bytes (0 when unknown)."""
    notice: Callable[[str], None] = _silent
    """Told in a sentence what is skipped."""
    withdrawn: Callable[[str, str, str], bool] = _no
    """Whether a batch of that id, source or content was taken back, and is to stay so."""
    same: Callable[[str, str, str], bool] = _yes
    """Whether what is there under that id has that source or content."""
    committed: Callable[[Batch, pl.Series], None] = _silent
    """Told a committed batch and the keys of the accounts met in it, sorted."""
    latest: int = LATEST
    """The last second that may be a time, in UTC since 1970."""
    still: float | None = None
    """Seconds a file has to have been still to be loaded, and then without a last row that may be cut short; a
    file that has not is told as skipped. None loads every file as it is."""
    failed: Callable[[str, WrongUse], None] = raised
    """Told label and reason of a table that cannot be read; unless it raises, the others are loaded all the same."""
    done: Callable[[Loaded], None] = _silent
    """Told what became of each table, as soon as it is known; a later one may fail."""
