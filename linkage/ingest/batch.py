"""One table into the store as one batch: read, check, normalise, write, and count what became of each row."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from typing import TypeVar

import polars as pl

from linkage.errors import IdempotencyKeyReused
from linkage.graph.store import Store
from linkage.ingest.check import check
from linkage.ingest.losses import Losses, told_apart
from linkage.ingest.options import Loaded, Quarantine
from linkage.ingest.plan import Plan
from linkage.ingest.readers import SPOILED
from linkage.ingest.tally import Tally
from linkage.model import Batch, Counts
from linkage.normalise import normalise
from linkage.prefetch import prefetched
from linkage.tables import Normalised

T = TypeVar("T")

_KEYS_AT_ONCE = 4_000_000
"""Account keys gathered before those that are there twice are dropped: 32 MB."""


def bring(plan: Plan, key: str, epoch: str, store: Store, quarantine: Quarantine) -> Loaded:
    """Load one table; a failure leaves nothing of it in the store."""
    batch, source = Batch(key, plan.feed.name, epoch), plan.digest()
    if plan.options.withdrawn("" if plan.options.batch else key, source, ""):
        return _left_out(plan, batch, source)
    if not store.begin(batch):
        return _again(plan, batch, store, source)
    with ExitStack() as undo, Tally() as tally, closing(prefetched(_parts(plan, tally))) as parts:
        undo.callback(store.abandon, batch)
        sums = _Sums(tally)
        losses = Losses()
        for part in parts:
            store.write(batch, part.normalised)
            losses.add(part.raw, part.spoiled, part.rows, part.rows_aside)
            if part.aside.height:
                quarantine(batch.id, part.aside)
            sums.add(part)
        if not plan.options.losses:
            losses.refuse(plan.source.label, plan.feed, plan.names)
        content = tally.content(plan.feed.name, plan.options.pepper)
        if plan.options.withdrawn("", source, content):
            return _left_out(plan, batch, source)
        done = store.commit(batch)
        undo.pop_all()
        plan.options.committed(done, sums.accounts())
        units = {name: "+".join(sorted(each)) for name, each in sorted(sums.units.items())}
        made = Loaded(done, plan.feed.name, plan.source.label, sums.counts(), plan.ignored, units)
        return replace(made, source=source, content=content)


def _left_out(plan: Plan, batch: Batch, source: str) -> Loaded:
    """What was taken back stays so: none of its rows are read."""
    return Loaded(
        batch, plan.feed.name, plan.source.label, Counts(), plan.ignored, withdrawn=True, source=source
    )


def _again(plan: Plan, batch: Batch, store: Store, source: str) -> Loaded:
    """Count the rows of a batch that is there already; raises IdempotencyKeyReused where they are others."""
    with Tally() as tally:
        rows = sum(part.rows for part in _parts(plan, tally))
        content = tally.content(plan.feed.name, plan.options.pepper)
    if not plan.options.same(batch.id, source, content):
        raise IdempotencyKeyReused(
            f"{plan.source.label}: the batch {batch.id} has other content: use another --batch, or "
            "take that one back first with `linkage withdraw`"
        )
    there = (each for each in store.batches() if (each.id, each.epoch) == (batch.id, batch.epoch))
    counts = Counts(rows=rows, duplicate=rows)
    return Loaded(
        next(there, batch),
        plan.feed.name,
        plan.source.label,
        counts,
        plan.ignored,
        {},
        True,
        False,
        source,
        content,
    )


@dataclass(frozen=True)
class _Part:
    """A chunk, ready to be written."""

    normalised: Normalised
    aside: pl.DataFrame
    raw: pl.DataFrame
    """Its rows as they were read."""
    spoiled: pl.DataFrame
    """Its cells that were set aside."""
    rows: int
    rows_aside: pl.DataFrame
    """Its rows that were set aside whole."""
    units: dict[str, frozenset[str]]

    @property
    def quarantined(self) -> int:
        """How many rows were set aside whole."""
        return self.rows_aside.height


def _parts(plan: Plan, tally: Tally) -> Iterator[_Part]:
    """Chunks of a table, checked and normalised, in order."""
    options = plan.options
    declared = options.mapping.declared()
    for chunk in plan.chunks():
        found = check(plan.feed, chunk.rows, options.pepper if options.hash_ids else None, options.latest)
        tally.add(told_apart(found.rows, chunk.rows, found.spoiled).drop("row"))
        normalised, unreadable = normalise(plan.feed.name, found.rows, options.pepper, declared)
        cells = unreadable.select(pl.col(name).cast(kind) for name, kind in SPOILED.items())
        rows = pl.concat([chunk.spoiled, found.aside])
        spoiled = pl.concat([found.spoiled, cells])
        aside = pl.concat([rows, spoiled]).sort("row", "column", "code")
        yield _Part(normalised, aside, chunk.rows, spoiled, chunk.height, rows, dict(found.units))


@dataclass
class _Sums:
    """What has become of the rows so far."""

    tally: Tally
    rows: int = 0
    quarantined: int = 0
    aside: int = 0
    units: dict[str, frozenset[str]] = field(default_factory=dict)
    keys: list[pl.Series] = field(default_factory=list)

    def add(self, part: _Part) -> None:
        """Count a part that was written."""
        self.rows += part.rows
        self.quarantined += part.quarantined
        self.aside += part.aside.height
        for name, units in part.units.items():
            self.units[name] = self.units.get(name, frozenset()) | units
        self.keys.append(part.normalised.accounts["account"].unique())
        if sum(map(len, self.keys)) > _KEYS_AT_ONCE:
            self.keys = [self.accounts()]

    def accounts(self) -> pl.Series:
        """Keys of the accounts met, sorted."""
        return pl.concat([pl.Series("account", [], pl.Int64), *self.keys]).unique().sort()

    def counts(self) -> Counts:
        """The rows by what became of them."""
        accepted = self.tally.distinct()
        duplicate = self.rows - self.quarantined - accepted
        return Counts(self.rows, accepted, duplicate, self.quarantined, self.aside - self.quarantined)
