"""Casework: cases of rings are taken, handed on, noted on and closed; only ever added to, and audited."""

from collections.abc import Mapping
from typing import Final

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from linkage.errors import Refused, WrongUse
from linkage.ledger.audit.cover import covering
from linkage.ledger.audit.log import Act, append
from linkage.ledger.db import bulk
from linkage.ledger.db.models import ApiKey, RingEvent
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions.record import Spoken, name_of
from linkage.ledger.desk import CaseRow
from linkage.ledger.notes import impersonal

TAKE, HAND, CLOSE, REOPEN, NOTE = "take", "hand", "close", "reopen", "note"
ACTIONS: Final = (TAKE, HAND, CLOSE, REOPEN, NOTE)
ACTS: Final = {
    "ring_id": pl.String(),
    "action": pl.String(),
    "owner": pl.String(),
    "at": pl.Datetime("us", "UTC"),
}


def act(ledger: Ledger, action: str, ring_id: str, spoken: Spoken, to: str | None = None) -> CaseRow:
    """Write an act on a case down, with its entry in the audit chain.

    Raises WrongUse for an act that is none, for a hand-over to nobody that has a key and for a note with personal
    data, Refused where the case is the caller's already.
    """
    if action == NOTE:
        impersonal(spoken.reason)
    if action not in ACTIONS or (to is None) == (action == HAND):
        raise WrongUse(
            f"a case is acted on by {', '.join(ACTIONS)}; `hand`, and no other act, names a person"
        )
    with ledger.write() as session, covering(session, _audited(spoken, action, ring_id), spoken.at) as wrote:
        name = name_of(session, spoken.author.prefix)
        before = newest(session, ring_id)
        owner = _owner(session, action, name, to, before)
        entry = append(session, _audited(spoken, action, ring_id), spoken.at)
        row = CaseRow(entry.seq, ring_id, action, spoken.at, spoken.reason, spoken.author.prefix, name, owner)
        session.add(row)
        session.flush()
        wrote.append(row)
    return row


def _audited(spoken: Spoken, action: str, ring_id: str) -> Act:
    return Act(spoken.author.prefix, f"{action} case", ring_id, spoken.author.purpose or spoken.reason)


def _owner(session: Session, action: str, name: str, to: str | None, before: CaseRow | None) -> str | None:
    """Who owns the case after an act."""
    held = before.owner if before is not None else None
    if action == TAKE and held == name:
        raise Refused("you own the case already")
    if action == HAND:
        known = select(ApiKey.prefix).where((ApiKey.name == to) & ApiKey.revoked_at.is_(None)).limit(1)
        if session.scalars(known).first() is None:
            raise WrongUse("nobody of that name has a key: hand the case to somebody who can work on it")
        return to
    return {TAKE: name, CLOSE: held or name}.get(action, held)


def newest(session: Session, ring_id: str) -> CaseRow | None:
    """The last act on a case; None where nobody acted on it."""
    query = select(CaseRow).where(CaseRow.ring_id == ring_id).order_by(CaseRow.seq.desc()).limit(1)
    return session.scalars(query).first()


def acts(ledger: Ledger, ring_id: str) -> list[CaseRow]:
    """All acts on a case, newest first."""
    with ledger.read() as session:
        query = select(CaseRow).where(CaseRow.ring_id == ring_id).order_by(CaseRow.seq.desc())
        return list(session.scalars(query))


def last_acts(ledger: Ledger) -> pl.DataFrame:
    """Where every case that was acted on stands: ring_id, owner, acted_at, shut (the last of closing and reopening)."""
    query = select(*(getattr(CaseRow, name) for name in ACTS)).order_by(CaseRow.seq)
    with ledger.read() as session:
        rows = bulk.read(session, query, ACTS)
    turn = pl.col("action").filter(pl.col("action").is_in([TAKE, HAND, CLOSE, REOPEN])).last()
    return rows.group_by("ring_id", maintain_order=True).agg(
        owner=pl.col("owner").last(), acted_at=pl.col("at").last(), shut=(turn == CLOSE).fill_null(False)
    )


def opened(ledger: Ledger) -> pl.DataFrame:
    """When each ring was first published: ring_id, opened_at."""
    schema = {"ring_id": pl.String(), "opened_at": pl.Datetime("us", "UTC")}
    query = select(RingEvent.ring_id, func.min(RingEvent.at).label("opened_at")).group_by(RingEvent.ring_id)
    with ledger.read() as session:
        return bulk.read(session, query, schema)


def document(row: CaseRow) -> Mapping[str, object]:
    """An act as a document."""
    names = ("seq", "at", "action", "owner", "reason", "name")
    return {name: getattr(row, name) for name in names} | {"ring": row.ring_id}
