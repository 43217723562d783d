"""Load feeds into a home: the graph, the ledger and the overlay learn of each batch."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from linkage import pepper
from linkage.consistency import holds_facts
from linkage.erasure import sweep
from linkage.errors import IdempotencyKeyReused, WrongUse
from linkage.home.home import Home, Progress
from linkage.ingest import mapping, meet
from linkage.ingest.load import Loaded, Options, look
from linkage.ingest.load import load as bring
from linkage.ingest.load import reingest as again
from linkage.ingest.meet import Unmet
from linkage.ingest.options import raised
from linkage.ledger import Ledger
from linkage.ledger.db.models import KindRow
from linkage.ledger.decisions import erased, overlay
from linkage.ledger.runs import batches, kinds
from linkage.model import Batch

SLACK = 2 * 86_400
"""Seconds by which a time may lie ahead: zones, and clocks that are wrong."""


@dataclass(frozen=True)
class Wish:
    """How the caller wants it loaded."""

    map: Path | None = None
    hash_ids: bool = False
    batch: str | None = None
    withdrawn: bool = False
    """What was taken back before too."""
    again: bool = False
    """Under the present pepper, beside what another made."""
    losses: bool = False
    """Also where a great part of a table cannot be read."""
    still: float | None = None
    """Seconds a file has to have been still; None takes every file as it is."""


@dataclass(frozen=True)
class Taken:
    """What became of the tables at some paths."""

    loaded: list[Loaded]
    failed: dict[str, WrongUse] = field(default_factory=dict)
    """Why a table could not be read, by its label."""
    unmet: list[Unmet] = field(default_factory=list)
    """Accounts that no `accounts` feed names, by feed."""

    def sentences(self) -> list[str]:
        """Accounts that no `accounts` feed names, and tables that could not be read."""
        told = [sentence for each in self.unmet for sentence in each.sentences()]
        return told + [f"not loaded: {error}" for error in self.failed.values()]

    def fail(self, label: str, error: WrongUse) -> None:
        """Go on without a table, and remember why; the first reason for each holds."""
        self.failed.setdefault(label, error)

    def some(self) -> None:
        """Raise why the first table failed, when none is left."""
        if not self.loaded and self.failed:
            raise next(iter(self.failed.values()))


def load(home: Home, paths: list[str], wish: Wish, progress: Progress) -> Taken:
    """Load what lies at the paths; everything is checked before anything is opened for writing.

    A table that cannot be read keeps no other out; raises why when none can be.
    """
    names = mapping.read(wish.map) if wish.map else mapping.Mapping()
    taken = Taken([])
    plans = look(paths, Options(b"", names, still=wish.still, failed=raised if wish.again else taken.fail))
    if not plans:
        taken.some()
    key = pepper.find(home.settings, new=not holds_facts(home.settings))
    own = home.settings.graph_url is None  # what a mistyped URL names is not made
    with home.store(anew=own) as store, home.ledger() as ledger:
        fits(ledger, wish.batch, len(plans) == 1)
        names = names.knowing(before(ledger), wish.again)
        options = Options(
            pepper=key,
            mapping=names,
            chunk_rows=home.settings.chunk_rows,
            hash_ids=wish.hash_ids,
            losses=wish.losses,
            batch=wish.batch,
            progress=lambda label, done, total: progress.step(label, done, total or None),
            notice=home.notice,
            withdrawn=TakenBack(frozenset() if wish.withdrawn else batches.taken_back(ledger)),
            same=Same(ledger),
            committed=Newcomers(home.settings.overlay),
            latest=int(datetime.now(UTC).timestamp()) + SLACK,
            still=wish.still,
            failed=taken.fail,
            done=Book(ledger, names),
        )
        taken.loaded.extend((again if wish.again else bring)(paths, store, Aside(ledger), options))
        sweep(store, erased.everyone(ledger))  # whoever was erased does not come back with a feed
        taken.unmet.extend(meet.unmet(store, taken.loaded))
    taken.some()
    return taken


def fits(ledger: Ledger, key: str | None, single: bool) -> None:
    """Refuse a key that stands for one table where several come under it now, and the other way round."""
    if key is None:
        return
    under = [each.id for each in batches.batches(ledger) if each.withdrawn_at is None]
    one, several = key in under, any(each.startswith(f"{key}/") for each in under)
    if (one and not single) or (several and single and not one):
        raise IdempotencyKeyReused(f"the batch {key} has other content: use another --batch")


@dataclass(frozen=True)
class TakenBack:
    """Tells what was taken back, by id, by the file's bytes and by its rows."""

    known: frozenset[str]

    def __call__(self, *names: str) -> bool:
        """Whether any of these was."""
        return not self.known.isdisjoint(filter(None, names))


@dataclass(frozen=True)
class Same:
    """Tells whether a batch that is there has the content that comes under its id now."""

    ledger: Ledger

    def __call__(self, batch_id: str, source: str, content: str) -> bool:
        """True where the ledger does not know better."""
        row = batches.find(self.ledger, batch_id)
        if row is None or row.source is None or batch_id == source:
            return True
        return row.source == source or row.content == content


def before(ledger: Ledger) -> dict[str, mapping.Declared]:
    """The kinds declared in earlier loads, by name."""
    read = mapping.Declared.model_validate
    return {row.name: read(row, from_attributes=True) for row in kinds.remembered(ledger)}


@dataclass(frozen=True)
class Newcomers:
    """Notes the accounts of a batch for whoever answers look-ups."""

    folder: Path

    def __call__(self, batch: Batch, accounts: pl.Series) -> None:
        """Note a committed batch."""
        if batch.seq is not None:
            overlay.write_newcomers(self.folder, batch.seq, accounts)


@dataclass(frozen=True)
class Book:
    """Writes to the ledger what became of a table, and how the caller's own kinds are to be read."""

    ledger: Ledger
    mapping: mapping.Mapping

    def __call__(self, loaded: Loaded) -> None:
        """Write down one table; of a batch that was there already, only what the ledger lacks."""
        if loaded.withdrawn:
            return
        if loaded.feed == "facts":
            own = self.mapping.kinds.items()
            kinds.declare(self.ledger, (KindRow(name, **each.model_dump()) for name, each in own))
        held = batches.Held(loaded.source, loaded.content, loaded.file)
        if not loaded.repeated or not batches.known(self.ledger, loaded.batch.id):
            batches.record_batch(self.ledger, loaded.batch, loaded.counts, datetime.now(UTC), held)


@dataclass(frozen=True)
class Aside:
    """Writes what is set aside to the ledger."""

    ledger: Ledger

    def __call__(self, batch_id: str, frame: pl.DataFrame) -> None:
        """Set rows and cells of a batch aside."""
        batches.quarantine(self.ledger, batch_id, frame)
