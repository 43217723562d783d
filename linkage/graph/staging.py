"""Parts of a batch that is being written, in files beside the database.

A part is sorted and cut by key range on arrival, so that a commit reads one range of all parts at a time and
inserts in key order: memory follows the size of a part, not that of the batch. The folder is named by the
batch and locked by the process that writes it; what an interrupted load left is dropped by the next.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.ipc

from linkage import locks
from linkage.errors import Refused, StoreUnavailable
from linkage.graph import merge, ranges
from linkage.model import Batch

LEFT: Final = 3600.0
"""Seconds after which parts that nobody holds were left by a load that was killed."""
_PIECE: Final = 500_000
"""Rows sorted at a time."""


class Staging:
    """The folder of one open batch."""

    def __init__(self, root: Path, batch: Batch) -> None:
        name = hashlib.blake2b(f"{batch.epoch}\n{batch.id}".encode(), digest_size=16).hexdigest()
        self._folder = root / name
        self._lock = root / f"{name}.lock"
        self._held = -1
        self._parts = 0

    def open(self) -> None:
        """Take the folder, empty."""
        try:
            self._lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._held = os.open(self._lock, os.O_CREAT | os.O_RDWR, 0o600)
            locks.hold(self._held, wait=False)
            if not self._lock.exists() or not os.path.samestat(os.fstat(self._held), self._lock.stat()):
                raise BlockingIOError
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(mode=0o700)
        except BlockingIOError as error:
            os.close(self._held)
            raise Refused("Another process is loading this batch.") from error
        except OSError as error:
            raise StoreUnavailable(f"The graph's folder cannot be written: {error.strerror}.") from error

    def put(self, name: str, frame: pl.DataFrame) -> None:
        """Add rows of a table of the store."""
        for piece in frame.iter_slices(_PIECE):
            self._spill(name, piece)

    def _spill(self, name: str, frame: pl.DataFrame) -> None:
        rule = merge.RULES[name]
        rows = merge.fold(frame.select(list(rule.schema)).cast(pl.Schema(rule.schema)), rule)
        table = rows.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
        self._parts += 1
        try:
            with pa.OSFile(str(self._folder / f"{name}-{self._parts}.arrow"), "wb") as file:
                _write(file, table, [each.height for each in ranges.cut(rows, rule.range_key)])
        except OSError as error:
            raise StoreUnavailable(f"The graph's folder cannot be written: {error.strerror}.") from error

    def get(self, name: str) -> Iterator[pl.DataFrame]:
        """Rows of a table, range after range, each sorted and merged over all parts; empty ones left out."""
        rule = merge.RULES[name]
        files = [pa.OSFile(str(path), "rb") for path in sorted(self._folder.glob(f"{name}-*.arrow"))]
        readers = [pa.ipc.open_file(file) for file in files]
        try:
            for place in range(len(ranges.RANGES) if readers else 0):
                frames = [pl.DataFrame(pl.from_arrow(reader.get_batch(place))) for reader in readers]
                rows = pl.concat(frames)
                if rows.height:  # a single part was folded when it was put
                    yield rows if len(frames) == 1 else merge.fold(rows, rule)
        finally:
            for file in files:
                file.close()

    def close(self) -> None:
        """Drop the folder and let go of it."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.unlink(missing_ok=True)
        os.close(self._held)


def sweep(root: Path) -> None:
    """Delete parts that killed loads left: nobody holds their lock, and they are not of this hour."""
    old = time.time() - LEFT
    for lock in root.glob("*.lock"):
        with suppress(OSError):
            if lock.stat().st_mtime >= old:
                continue
            handle = os.open(lock, os.O_RDWR)
            try:
                locks.hold(handle, wait=False)
                shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
                lock.unlink(missing_ok=True)
            finally:
                os.close(handle)


class OpenBatches:
    """The batches a store has open: each with the folder of its parts."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], Staging] = {}

    def begin(self, root: Path, batch: Batch, done: bool) -> bool:
        """Open a batch anew; False for one that is `done`, of which only what an interrupted load left is dropped."""
        self.abandon(batch)
        sweep(root)
        staging = Staging(root, batch)
        staging.open()
        if done:
            staging.close()
        else:
            self._open[batch.id, batch.epoch] = staging
        return not done

    def of(self, batch: Batch) -> Staging:
        """Where its parts wait; raises Refused for a batch that is not open."""
        try:
            return self._open[batch.id, batch.epoch]
        except KeyError:
            raise Refused(f"Batch {batch.id} is not open: begin it first.") from None

    def abandon(self, batch: Batch) -> None:
        """Drop an open batch; nothing when it is not open."""
        staging = self._open.pop((batch.id, batch.epoch), None)
        if staging is not None:
            staging.close()

    def close(self) -> None:
        """Drop all of them."""
        while self._open:
            self._open.popitem()[1].close()


def _write(file: pa.NativeFile, table: pa.Table, heights: list[int]) -> None:
    """One record batch a range, empty ones too, so that a range is found by its place."""
    whole = table.combine_chunks().to_batches()[0]
    start = 0
    with pa.ipc.new_file(file, table.schema) as writer:
        for height in heights:
            writer.write_batch(whole.slice(start, height))
            start += height
