"""The promises of a graph store; `linkage.graph.open_store` picks one by URL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import polars as pl

from linkage.connected import Edges
from linkage.model import Batch
from linkage.tables import Holdings, Normalised


@dataclass(frozen=True)
class Subgraph:
    """A bounded piece of the account–value graph."""

    accounts: pl.DataFrame
    """Columns of `tables.ACCOUNTS`."""
    values: pl.DataFrame
    """Columns of `tables.VALUES`."""
    facts: pl.DataFrame
    """Columns of `tables.FACTS`, between those accounts and values."""
    truncated: bool
    """True when a limit cut it."""


@dataclass(frozen=True)
class Record:
    """A batch as a store keeps it: what a copy of the store needs beside the rows."""

    batch: Batch
    state: str
    """committed or folded."""
    holder: int
    """The number its rows are kept under."""


class Store(Protocol):
    """Remembers facts by batch and gives them back exactly up to a watermark.

    A watermark is the `seq` of a committed batch. Reads see the committed batches of the active epoch with
    `seq` not above it, and nothing of a batch that is being written or was withdrawn. Merging is by earliest,
    latest, largest and union, so neither order nor repetition of loads changes what is read.
    Every method raises `StoreUnavailable` when the server or its disk is away.
    """

    def begin(self, batch: Batch) -> bool:
        """Open a batch; False when it is committed already. Drops what an interrupted load of it left."""
        ...

    def write(self, batch: Batch, part: Normalised) -> None:
        """Add a part to an open batch; invisible until `commit`. Memory does not grow with the parts."""
        ...

    def commit(self, batch: Batch) -> Batch:
        """Make the batch visible whole, and give it the next `seq`."""
        ...

    def abandon(self, batch: Batch) -> None:
        """Drop an open batch."""
        ...

    def withdraw(self, batch_id: str) -> Batch:
        """Take a committed batch back; `UnknownBatch` when there is none. Loading it again is allowed."""
        ...

    def compact(self, watermark: int) -> int:
        """Fold the visible batches up to the watermark into one; the number of rows saved.

        A folded batch can no longer be withdrawn (`UnknownBatch`), but loading it again is still a duplicate.
        """
        ...

    def batches(self) -> list[Batch]:
        """The committed batches that were not withdrawn, by `seq`."""
        ...

    def watermark(self) -> int:
        """Highest committed `seq`; 0 for an empty store."""
        ...

    def epoch(self) -> str | None:
        """The active epoch: that of the first batch, until `activate`; None for an empty store."""
        ...

    def activate(self, epoch: str) -> None:
        """Make another epoch the one that is read, and drop the batches of the others."""
        ...

    def held(self, watermark: int) -> Holdings:
        """Facts whose value two or more accounts hold, implied ones included, and the kinds of those that one
        account alone holds."""
        ...

    def accounts(self, watermark: int) -> pl.DataFrame:
        """`tables.ACCOUNTS` up to the watermark, sorted by account."""
        ...

    def values(self, keys: pl.Series) -> pl.DataFrame:
        """`tables.VALUES` of those keys, sorted by value; unknown keys are left out."""
        ...

    def measures(self, watermark: int) -> pl.DataFrame:
        """`tables.MEASURES` up to the watermark, merged to one row an account, sorted by account."""
        ...

    def relations(self, watermark: int) -> pl.DataFrame:
        """`tables.RELATIONS` up to the watermark, merged to one row a pair and kind, sorted."""
        ...

    def labels(self, watermark: int) -> pl.DataFrame:
        """`tables.LABELS` up to the watermark, merged to one row an account and label, sorted."""
        ...

    def exits(self, watermark: int) -> pl.DataFrame:
        """`tables.EXITS` up to the watermark, merged to one row an account and country, sorted. No run reads them."""
        ...

    def neighbours(self, accounts: Sequence[int], depth: int = 1, limit: int = 500) -> Subgraph:
        """What hangs on those accounts within `depth` value steps, at most `limit` accounts."""
        ...

    def holders(self, values: Sequence[int], limit: int = 500) -> pl.DataFrame:
        """Who holds those values, or one they follow from (account, value, account_id), at most `limit` of each."""
        ...

    def labelled(self, kinds: Sequence[str], mask: str, limit: int = 500) -> pl.DataFrame:
        """Who holds values of those kinds that are shown by this mask: account, value, account_id, kind.

        At most `limit` values, the smallest first, and `limit` accounts of each; reads every value once.
        """
        ...

    def path(self, start: int, end: int, limit: int = 10_000) -> list[int]:
        """Shortest path account, value, account, …; empty when there is none within `limit` visits."""
        ...

    def erase(self, account: int) -> bool:
        """Forget an account and whatever it alone held; False when it was not there."""
        ...

    def records(self) -> list[Record]:
        """Every batch that was not withdrawn, by `seq`."""
        ...

    def dump(self, table: str, numbers: Sequence[int]) -> Iterator[pl.DataFrame]:
        """Rows of a table of `merge.RULES` as they are kept, a frame a key range, for a copy of the store.

        Kinds are names, lists as they are in `tables`; a row of a batch has the number it is kept under, one of
        `numbers`, as `batch`. `accounts` and `seen` are cut alike; what no batch speaks of may be among `values`.
        """
        ...

    def counts(self) -> dict[str, int]:
        """Rows by table: accounts, values, facts, implied, measures, relations, labels, batches."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


@runtime_checkable
class Partitions(Protocol):
    """A store whose server finds communities itself."""

    def partition(self, nodes: int, edges: Edges, resolution: float, seed: int) -> np.ndarray:
        """Labels of nodes 0 to `nodes`−1 by Leiden at a resolution of modularity, int64; the same for the same seed."""
        ...


@runtime_checkable
class Shows(Protocol):
    """A store that people look at with tools of their own, and that shows them rings beside the facts."""

    def show(self, publication: str, rings: pl.DataFrame, members: pl.DataFrame) -> None:
        """Write the rings of a publication (ring_id, score, size, summary) and who is in them (account, ring_id,
        tier, confidence), instead of those of any other; doing it again changes nothing.
        """
        ...
