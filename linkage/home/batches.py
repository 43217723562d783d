"""Batches of a home taken back or folded together."""

from collections.abc import Iterable
from datetime import UTC, datetime

from linkage.errors import UnknownBatch, WrongUse
from linkage.graph.store import Store
from linkage.home.home import Home
from linkage.ledger import Ledger
from linkage.ledger.decisions import overlay
from linkage.ledger.runs import batches
from linkage.model import Batch, Counts
from linkage.publication import writer

SHORTEST = 4
"""Fewest letters of an id that name a batch: withdrawing is for good, and `7` may be meant as a number in order."""


def withdraw(home: Home, batch_id: str) -> Batch:
    """Take a batch back for good, and return it; again changes nothing. Raises `UnknownBatch`."""
    with home.store() as store, home.ledger() as ledger:
        batch_id = named(batch_id, [*(each.id for each in store.batches()), *known(ledger)])
        taken = taken_out(store, ledger, batch_id)
        batches.withdraw_batch(ledger, batch_id, datetime.now(UTC))
        if taken.seq is not None:
            overlay.drop_newcomers(home.settings.overlay, taken.seq)
    return taken


def known(ledger: Ledger) -> list[str]:
    """Ids of the batches that the ledger knows."""
    return [each.id for each in batches.batches(ledger)]


def named(name: str, ids: Iterable[str]) -> str:
    """The batch whose id is, or begins with, a name; the name itself for none; `WrongUse` for several or too short."""
    there = set(ids)
    found = sorted(each for each in there if each.startswith(name))
    if name in there or not found:
        return name
    if len(name) < SHORTEST:
        raise WrongUse(f"give {SHORTEST} letters of a batch's id or more: `linkage batches` shows them")
    if len(found) > 1:
        raise WrongUse(f"{len(found)} batches begin so: give more of the id")
    return found[0]


def taken_out(store: Store, ledger: Ledger, batch_id: str) -> Batch:
    """Take a batch out of the graph, unless a call that was killed did; `UnknownBatch` when it never came."""
    row = batches.find(ledger, batch_id)
    there = next((each for each in store.batches() if each.id == batch_id), None)
    if there is None:
        if row is None:
            raise UnknownBatch(f"no batch has the id {batch_id}")
        return Batch(row.id, row.feed, row.epoch, row.seq)
    if row is None:  # its load was killed before the ledger heard of it
        batches.record_batch(ledger, there, Counts(), datetime.now(UTC))
    return store.withdraw(batch_id)


def compact(home: Home) -> tuple[int, int]:
    """Fold batches that every kept publication has read into one; up to which watermark, and rows saved.

    The watermark is 0 while nothing is published, and nothing is folded then.
    """
    watermark = writer.oldest_watermark(home.settings.publications)
    with home.store() as store:
        saved = store.compact(watermark) if watermark else 0
    overlay.prune_newcomers(home.settings.overlay, watermark)
    return watermark, saved
