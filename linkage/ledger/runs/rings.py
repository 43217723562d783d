"""Rings and what happened to them: lasting ids, where old ones lead, and each ring's history."""

from collections.abc import Iterable
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from linkage.errors import UnknownRing
from linkage.ledger.db import bulk
from linkage.ledger.db.models import GONE, LIVE, MERGED, RingEvent, RingRow
from linkage.ledger.db.session import Ledger

PART = 500
"""Ids named in one statement: SQLite takes no more than some thousand parameters."""

STANDS = {
    "ring_id": pl.String(),
    "state": pl.String(),
    "redirect_to": pl.String(),
    "size": pl.Int64(),
    "score": pl.Float64(),
}
"""Columns of the table of rings that a publication may change."""


def record_events(session: Session, run_id: str, events: pl.DataFrame, now: datetime) -> None:
    """Write down a run's events, once; those a rollback undid stand again."""
    there = session.scalars(select(RingEvent.seq).where(RingEvent.run == run_id).limit(1)).first()
    if there is not None:
        session.execute(update(RingEvent).where(RingEvent.run == run_id).values(undone_at=None))
        return
    rows = events.select("ring_id", "event", "other", "before", "after")
    bulk.add(
        session,
        RingEvent,
        rows.with_columns(pl.lit(run_id).alias("run"), pl.lit(now.astimezone(UTC)).alias("at")),
    )


def undo_events(session: Session, run_id: str, now: datetime) -> None:
    """Mark a run's events as undone."""
    recorded = (RingEvent.run == run_id) & RingEvent.undone_at.is_(None)
    session.execute(update(RingEvent).where(recorded).values(undone_at=now))


def settle(session: Session, run_id: str, served: pl.DataFrame) -> None:
    """Make the rings those of a publication (ring_id, size, score): live, and the others gone or merged."""
    there = bulk.read(session, select(*(getattr(RingRow, name) for name in STANDS)), STANDS)
    live = pl.lit(LIVE).alias("state"), pl.lit(None, pl.String).alias("redirect_to")
    now = served.with_columns(*live).select(pl.col(name).cast(kind) for name, kind in STANDS.items())
    fresh = now.join(there, on="ring_id", how="anti")
    bulk.add(session, RingRow, fresh.with_columns(born_run=pl.lit(run_id)))
    left = there.join(now, on="ring_id", how="anti")
    found = pl.concat([now.join(there, on="ring_id", how="semi"), _left(left, _merged(session, run_id))])
    bulk.change(session, RingRow, found.join(there, on=list(STANDS), how="anti", nulls_equal=True))


def _left(rings: pl.DataFrame, merged: pl.DataFrame) -> pl.DataFrame:
    """Rings that are not served, as they stand now: gone, or led to those that took them up in this run."""
    state = pl.when(pl.col("state") == LIVE).then(pl.lit(GONE)).otherwise("state")
    gone = rings.with_columns(state=state).join(merged, on="ring_id", how="left")
    led = (pl.col("state") == GONE) & pl.col("other").is_not_null()
    return gone.with_columns(
        state=pl.when(led).then(pl.lit(MERGED)).otherwise("state"),
        redirect_to=pl.when(led).then("other").otherwise("redirect_to"),
    ).select(list(STANDS))


def _merged(session: Session, run_id: str) -> pl.DataFrame:
    """Rings that a run merged into others."""
    merged = (RingEvent.run == run_id) & (RingEvent.event == "merged") & RingEvent.undone_at.is_(None)
    query = select(RingEvent.ring_id, RingEvent.other).where(merged).order_by(RingEvent.seq)
    found = bulk.read(session, query, {"ring_id": pl.String(), "other": pl.String()})
    return found.unique("ring_id", keep="last", maintain_order=True)


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


def counted(ledger: Ledger) -> dict[str, dict[str, int]]:
    """By run, rings by what happened to them; what a rollback took back is left out."""
    query = select(RingEvent.run, RingEvent.event, func.count()).where(RingEvent.undone_at.is_(None))
    found: dict[str, dict[str, int]] = {}
    with ledger.read() as session:
        for run, event, count in session.execute(query.group_by(RingEvent.run, RingEvent.event)):
            found.setdefault(run, {})[event] = count
    return found


def events_of(ledger: Ledger, run: str) -> list[RingEvent]:
    """What happened to rings in a run, the largest first."""
    query = select(RingEvent).where((RingEvent.run == run) & RingEvent.undone_at.is_(None))
    with ledger.read() as session:
        rows = list(session.scalars(query.order_by(RingEvent.seq)))
    return sorted(rows, key=lambda row: (-max(row.before, row.after), row.ring_id, row.seq))


def ring_rows(ledger: Ledger, ring_ids: Iterable[str]) -> list[RingRow]:
    """Where these rings stand, by id; unknown ones are left out."""
    ids = sorted(set(ring_ids))
    with ledger.read() as session:
        found: list[RingRow] = []
        for start in range(0, len(ids), PART):
            part = ids[start : start + PART]
            found += session.scalars(select(RingRow).where(RingRow.ring_id.in_(part)))
        return sorted(found, key=lambda row: row.ring_id)
