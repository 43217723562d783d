"""Rings and what happened to them: lasting ids, where old ones lead, and each ring's history."""

from collections.abc import Iterable
from datetime import datetime

import polars as pl
from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from linkage.errors import UnknownRing
from linkage.ledger.models import GONE, LIVE, MERGED, RingEvent, RingRow
from linkage.ledger.session import Ledger

PART = 500
"""Ids named in one statement: SQLite takes no more than some thousand parameters."""


def record_events(session: Session, run_id: str, events: pl.DataFrame, now: datetime) -> None:
    """Write down a run's events, once; those a rollback undid stand again."""
    there = session.scalars(select(RingEvent.seq).where(RingEvent.run == run_id).limit(1)).first()
    if there is not None:
        session.execute(update(RingEvent).where(RingEvent.run == run_id).values(undone_at=None))
        return
    columns = events.select("ring_id", "event", "other", "before", "after")
    rows = [{"run": run_id, "at": now, **row} for row in columns.iter_rows(named=True)]
    if rows:
        session.execute(insert(RingEvent), rows)


def undo_events(session: Session, run_id: str, now: datetime) -> None:
    """Mark a run's events as undone."""
    standing = (RingEvent.run == run_id) & RingEvent.undone_at.is_(None)
    session.execute(update(RingEvent).where(standing).values(undone_at=now))


def settle(session: Session, run_id: str, served: pl.DataFrame) -> None:
    """Make the rings those of a publication (ring_id, size, score): live, and the others gone or merged."""
    there = {row.ring_id: row for row in session.scalars(select(RingRow))}
    rows = served.select(
        "ring_id", pl.col("size").cast(pl.Int64), pl.col("score").cast(pl.Float64)
    ).to_dicts()
    fresh = [
        {**row, "born_run": run_id, "state": LIVE, "redirect_to": None}
        for row in rows
        if row["ring_id"] not in there
    ]
    for row in rows:
        if row["ring_id"] in there:
            ring = there[row["ring_id"]]
            ring.state, ring.redirect_to, ring.size, ring.score = LIVE, None, row["size"], row["score"]
    names = {row["ring_id"] for row in rows}
    for ring in (ring for ring in there.values() if ring.state == LIVE and ring.ring_id not in names):
        ring.state = GONE
    if fresh:
        session.execute(insert(RingRow), fresh)
    _redirect(session, run_id, there)


def _redirect(session: Session, run_id: str, there: dict[str, RingRow]) -> None:
    """Lead the rings that this run merged to those that took them up."""
    merged = (RingEvent.run == run_id) & (RingEvent.event == "merged") & RingEvent.undone_at.is_(None)
    for event in session.scalars(select(RingEvent).where(merged)):
        ring = there.get(event.ring_id)
        if ring is not None and ring.state == GONE:
            ring.state, ring.redirect_to = MERGED, event.other


def known(ledger: Ledger) -> frozenset[str]:
    """Every ring id ever given."""
    with ledger.read() as session:
        return frozenset(session.scalars(select(RingRow.ring_id)))


def resolve(ledger: Ledger, ring_id: str) -> str:
    """The id a ring goes by now: its own, or that of the ring that took it up; else `UnknownRing`."""
    with ledger.read() as session:
        return _chain(session, ring_id)[-1]


def _chain(session: Session, ring_id: str) -> list[str]:
    """An id, and where it leads, step by step."""
    chain = [ring_id]
    while True:
        row = session.get(RingRow, chain[-1])
        if row is None:
            raise UnknownRing(f"no ring {ring_id}")
        if row.redirect_to is None or row.redirect_to in chain:
            return chain
        chain.append(row.redirect_to)


def ring_events(ledger: Ledger, ring_id: str) -> list[RingEvent]:
    """A ring's history, oldest first: its own events, those of the ring it goes by now, those that name it.

    Events that a rollback took back are among them, with `undone_at`. `UnknownRing` if none had the id.
    """
    with ledger.read() as session:
        chain = _chain(session, ring_id)
        named = or_(RingEvent.ring_id.in_(chain), RingEvent.other.in_(chain))
        return list(session.scalars(select(RingEvent).where(named).order_by(RingEvent.seq)))


def ring_rows(ledger: Ledger, ring_ids: Iterable[str]) -> list[RingRow]:
    """Where these rings stand, by id; unknown ones are left out."""
    ids = sorted(set(ring_ids))
    with ledger.read() as session:
        found: list[RingRow] = []
        for start in range(0, len(ids), PART):
            part = ids[start : start + PART]
            found += session.scalars(select(RingRow).where(RingRow.ring_id.in_(part)))
        return sorted(found, key=lambda row: row.ring_id)
