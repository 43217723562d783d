"""Shapes of what is said of feeds, batches and homes."""

from dataclasses import dataclass
from typing import Annotated

import polars as pl

from linkage.cli.shapes.words import Count, Counts, Row, Time, rows
from linkage.home.findings import Finding
from linkage.home.schedule import Round
from linkage.ingest.meet import Unmet
from linkage.ledger.runs.batches import QUARANTINE
from linkage.model import Counts as Became
from linkage.simulate import Summary

SUMMED = {"batch": pl.String(), "column": pl.String(), "code": pl.String(), "count": pl.Int64()}


@dataclass(frozen=True)
class Simulated(Summary):
    """What `linkage simulate` says."""

    out: str
    seed: int


@dataclass(frozen=True)
class Counted:
    """A table; counts of its rows, and of cells set aside."""

    batch: str
    seq: Count | None
    feed: str
    file: str
    rows: Count
    accepted: Count
    duplicate: Count
    quarantined: Count
    cells: Count


@dataclass(frozen=True)
class Batch(Counted):
    """A table that was loaded; counts of its rows, and of cells set aside."""

    repeated: bool
    withdrawn: bool
    ignored_columns: list[str]
    units: dict[str, str]


@dataclass(frozen=True)
class Failed:
    """A table that could not be read."""

    file: str
    error: str


@dataclass(frozen=True)
class Loaded:
    """What `linkage ingest` and `linkage reingest` say."""

    feeds: dict[str, Became]
    batches: list[Batch]
    unmet: list[Unmet]
    failed: list[Failed]


@dataclass(frozen=True)
class Looked:
    """A foreign file as it would be read; `rows` has the columns of its feed, and `joined` names further columns of
    the file that are joined to the one in `columns`."""

    file: str
    feed: str
    columns: dict[str, str]
    joined: dict[str, list[str]]
    forms: dict[str, str]
    words: dict[str, dict[str, str]]
    not_placed: list[str]
    doubts: list[str]
    complete: bool
    rows: list[Row]


@dataclass(frozen=True)
class Proposed:
    """What `linkage ingest --guess` says."""

    map: str
    files: list[Looked]
    skipped: list[str]


@dataclass(frozen=True)
class Held(Counted):
    """A batch ever loaded."""

    seq: Count
    loaded_at: Time
    withdrawn_at: Time | None


@dataclass(frozen=True)
class Batches:
    """What `linkage batches` says."""

    batches: list[Held]


@dataclass(frozen=True)
class Quarantine:
    """What `linkage quarantine` says."""

    total: Count
    counts: Annotated[list[Row], rows(SUMMED)]
    items: Annotated[list[Row], rows(QUARANTINE)]


@dataclass(frozen=True)
class Withdrawn:
    """What `linkage withdraw` says."""

    withdrawn: str
    feed: str
    seq: Count | None


@dataclass(frozen=True)
class Compacted:
    """What `linkage compact` says."""

    watermark: Count
    rows_saved: Count


@dataclass(frozen=True)
class Feed:
    """A feed and its columns; each has `column`, `type`, `unit`, `example`, `used for`, `without it`."""

    feed: str
    summary: str
    columns: list[dict[str, str]]


@dataclass(frozen=True)
class Feeds:
    """What `linkage feeds` says."""

    feeds: list[Feed]


@dataclass(frozen=True)
class Page:
    """What `linkage feeds --markdown` says."""

    markdown: str


@dataclass(frozen=True)
class Files:
    """What `linkage feeds --example` says: the files it wrote."""

    files: list[str]


@dataclass(frozen=True)
class MovedGraph:
    """What was copied of the graph."""

    batches: Count
    withdrawn_places: Count
    left_behind: Count
    watermark: Count


@dataclass(frozen=True)
class MovedLedger:
    """What was copied of the ledger: rows by table, and entries of the audit."""

    rows: Counts
    audited: Count


@dataclass(frozen=True)
class Moved:
    """What `linkage move` says; `settings` are to be changed."""

    graph: MovedGraph
    ledger: MovedLedger
    settings: dict[str, str]


@dataclass(frozen=True)
class Erased:
    """What `linkage erase` says."""

    erasure: Count
    at: Time
    reason: str
    author: str
    name: str
    swept: bool


@dataclass(frozen=True)
class Tended:
    """What `linkage tend` says: the last rounds."""

    rounds: list[Round]


@dataclass(frozen=True)
class Doctor:
    """What `linkage doctor` says; `settings` without secrets."""

    well: bool
    findings: list[Finding]
    settings: Row
    versions: dict[str, str]


@dataclass(frozen=True)
class Imports:
    """What `linkage graph export-import` says: rows by file, and the call that loads them."""

    folder: str
    rows: Counts
    run: str


@dataclass(frozen=True)
class Shown:
    """What `linkage graph show` says."""

    publication: str


@dataclass(frozen=True)
class Served:
    """What `linkage serve` says before it answers."""

    url: str
    docs: str
    explorer: str


@dataclass(frozen=True)
class Commands:
    """What `linkage schema` says without a name; with one it is a JSON schema."""

    commands: list[str]
