"""Runs and publications: what was detected, what is held, what is served and what was before."""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.errors import UnknownRun
from linkage.ledger.audit.cover import covering
from linkage.ledger.audit.log import COMMAND_LINE, Act
from linkage.ledger.db.models import FAILED, HELD, PUBLISHED, RUNNING, SUPERSEDED, PublicationRow, Run
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions import changes
from linkage.ledger.runs import rings

ISSUED, RETURNED = "published", "rolled back to"
"""Actions of a publication row."""


@dataclass(frozen=True)
class Issue:
    """A publication as the ledger is told of it."""

    run: Run
    """Written down if the ledger does not know it: it may be older than the folder."""
    parent: str | None
    digest: str
    counts: dict[str, int]
    rings: pl.DataFrame
    """ring_id, size, score."""
    events: pl.DataFrame
    """ring_id, event, other, before, after."""
    members: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=changes.MEMBERS))
    """Columns of `changes.MEMBERS`."""


def start_run(ledger: Ledger, run: Run) -> None:
    """Write down that a run is under way."""
    act = Act(COMMAND_LINE, "start run", run.id)
    with ledger.write() as session, covering(session, act, run.started) as wrote:
        wrote.append(session.merge(run))


def fail_run(ledger: Ledger, run_id: str, reason: str, now: datetime) -> None:
    """Write down that a run broke off, and why in one sentence; one that has ended stays as it ended."""
    act = Act(COMMAND_LINE, "end run", run_id)
    with ledger.write() as session, covering(session, act, now) as wrote:
        row = _run(session, run_id)
        if row.state == RUNNING:
            row.state, row.reasons, row.finished = FAILED, [reason], now
            wrote.append(row)


def hold_run(ledger: Ledger, run: Run, reasons: list[str], now: datetime) -> None:
    """Write down that a run waits for a person, and why."""
    act = Act(COMMAND_LINE, "hold run", run.id)
    with ledger.write() as session, covering(session, act, now) as wrote:
        row = session.merge(run) if session.get(Run, run.id) is None else _run(session, run.id)
        row.state, row.reasons, row.digest, row.finished = HELD, reasons, run.digest, row.finished or now
        wrote.append(row)


def _run(session: Session, run_id: str) -> Run:
    row = session.get(Run, run_id)
    if row is None:
        raise UnknownRun(f"no run {run_id}")
    return row


def run(ledger: Ledger, run_id: str) -> Run:
    """One run; `UnknownRun` when there is none."""
    with ledger.read() as session:
        return _run(session, run_id)


def runs(ledger: Ledger, states: Set[str] = frozenset()) -> list[Run]:
    """All runs, or those in one of some states, newest first."""
    query = select(Run).order_by(Run.started.desc(), Run.id.desc())
    if states:
        query = query.where(Run.state.in_(sorted(states)))
    with ledger.read() as session:
        return list(session.scalars(query))


def publications(ledger: Ledger) -> list[PublicationRow]:
    """Every switch ever made, newest first."""
    with ledger.read() as session:
        return list(session.scalars(select(PublicationRow).order_by(PublicationRow.seq.desc())))


def served(ledger: Ledger) -> PublicationRow | None:
    """The newest switch: what is served; None before the first."""
    with ledger.read() as session:
        return newest(session)


def newest(session: Session) -> PublicationRow | None:
    """The same within a transaction."""
    return session.scalars(select(PublicationRow).order_by(PublicationRow.seq.desc()).limit(1)).first()


def record_publication(ledger: Ledger, issue: Issue, now: datetime) -> None:
    """Write down that a run is served from now on, with its rings and what happened to them.

    Told twice it is there once. Earlier runs are superseded; so are those held against what was served.
    """
    act = Act(COMMAND_LINE, "publish", issue.run.id)
    with ledger.write() as session, covering(session, act, now) as wrote:
        last = newest(session)
        if last is not None and last.run == issue.run.id:
            return
        moved = [*_serve(session, issue, now), *_superseded(session, HELD)]
        rings.record_events(session, issue.run.id, issue.events, now)
        rings.settle(session, issue.run.id, issue.rings)
        changes.switch(session, issue.members, changes.Cause(changes.RUN, issue.run.id, now))
        wrote += [_row(issue, ISSUED, now), *moved]
        session.add_all(wrote)


def record_return(ledger: Ledger, issue: Issue, undone: str, now: datetime) -> None:
    """Write down that an earlier run is served again, and that the events of the one left are undone."""
    act = Act(COMMAND_LINE, "roll back", issue.run.id)
    with ledger.write() as session, covering(session, act, now) as wrote:
        moved = _serve(session, issue, now)
        rings.undo_events(session, undone, now)
        rings.settle(session, issue.run.id, issue.rings)
        changes.switch(session, issue.members, changes.Cause(changes.ROLLBACK, issue.run.id, now))
        wrote += [_row(issue, RETURNED, now), *moved]
        session.add_all(wrote)


def _serve(session: Session, issue: Issue, now: datetime) -> list[Run]:
    """Make this run the published one, and the one before superseded; both."""
    before = _superseded(session, PUBLISHED)
    row = session.get(Run, issue.run.id) or session.merge(issue.run)
    row.state, row.digest, row.finished = PUBLISHED, issue.digest, row.finished or now
    session.flush()
    return [each for each in before if each is not row] + [row]


def _superseded(session: Session, state: str) -> list[Run]:
    """Make the runs in a state superseded ones; these runs."""
    rows = list(session.scalars(select(Run).where(Run.state == state)))
    for row in rows:
        row.state = SUPERSEDED
    session.flush()
    return rows


def _row(issue: Issue, action: str, now: datetime) -> PublicationRow:
    return PublicationRow(
        run=issue.run.id,
        published_at=now,
        action=action,
        digest=issue.digest,
        parent=issue.parent,
        counts=issue.counts,
    )
