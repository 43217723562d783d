"""Loading feeds into a home: the graph, the ledger and the overlay told of each batch."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from linkage import pepper
from linkage.cli.progress import bar
from linkage.cli.session import Answer, Session
from linkage.cli.tables import table
from linkage.ingest import mapping
from linkage.ingest.load import Loaded, Options, load
from linkage.ingest.load import reingest as load_again
from linkage.ledger import Ledger, batches, overlay
from linkage.model import Batch, Counts

COUNTS = ("rows", "accepted", "duplicate", "quarantined", "cells")


@dataclass(frozen=True)
class Wish:
    """How the caller wants it loaded."""

    map: Path | None = None
    hash_ids: bool = False
    batch: str | None = None
    again: bool = False
    """Under the present pepper, beside what another made."""


def take(session: Session, paths: list[str], wish: Wish) -> list[Loaded]:
    """Load what lies at the paths; everything is checked before anything is opened for writing."""
    settings, console = session.settings, session.console
    names = mapping.read(wish.map) if wish.map else mapping.Mapping()
    key = pepper.find(settings)
    now = datetime.now(UTC)
    with session.store() as store, session.ledger() as ledger, bar(console) as shown:

        def committed(batch: Batch, accounts: pl.Series) -> None:
            batches.record_batch(ledger, batch, Counts(), now)
            if batch.seq is not None:
                overlay.write_newcomers(settings.overlay, batch.seq, accounts)

        options = Options(
            pepper=key,
            mapping=names,
            chunk_rows=settings.chunk_rows,
            hash_ids=wish.hash_ids,
            batch=wish.batch,
            progress=lambda label, done, total: shown.step(label, done, total or None),
            notice=lambda sentence: console.print(sentence, markup=False),
            committed=committed,
        )
        aside = Aside(ledger)
        loaded = (load_again if wish.again else load)(paths, store, aside, options)
        record(ledger, loaded, now)
    return loaded


@dataclass(frozen=True)
class Aside:
    """Writes what is set aside to the ledger."""

    ledger: Ledger

    def __call__(self, batch_id: str, frame: pl.DataFrame) -> None:
        """Set rows and cells of a batch aside."""
        batches.quarantine(self.ledger, batch_id, frame)


def record(ledger: Ledger, loaded: list[Loaded], now: datetime) -> None:
    """Write down what became of the rows; of a batch that was there already, only if the ledger lacks it."""
    known = {row.id for row in batches.batches(ledger)}
    for each in loaded:
        if not each.repeated or each.batch.id not in known:
            batches.record_batch(ledger, each.batch, each.counts, now)


def answer(loaded: list[Loaded]) -> Answer:
    """What became of the rows, per batch and per feed."""
    feeds: dict[str, dict[str, int]] = {}
    for each in loaded:
        sums = feeds.setdefault(each.feed, dict.fromkeys(COUNTS, 0))
        for name in COUNTS:
            sums[name] += getattr(each.counts, name)
    document = {
        "feeds": feeds,
        "batches": [
            {
                "batch": each.batch.id,
                "seq": each.batch.seq,
                "feed": each.feed,
                "file": each.file,
                **asdict(each.counts),
                "repeated": each.repeated,
                "ignored_columns": list(each.ignored),
                "units": each.units,
            }
            for each in loaded
        ],
    }
    rows = [(each.file, each.feed, *(getattr(each.counts, name) for name in COUNTS)) for each in loaded]
    notes = [f"{each.file}: columns ignored: {', '.join(each.ignored)}" for each in loaded if each.ignored]
    notes += [f"{each.file} was loaded before: nothing changed" for each in loaded if each.repeated]
    return Answer(document, (table(("file", "feed", *COUNTS[:-1], "cells set aside"), rows), *notes))
