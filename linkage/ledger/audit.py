"""The audit chain: every entry carries the digest of the one before, so that none can be changed or left out.

A cut tail leaves a chain that is whole; who wants to see that keeps the head elsewhere and compares.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.ledger.models import AuditRow
from linkage.ledger.session import Ledger

GENESIS = "0" * 64
"""What the first entry carries in place of a digest."""

PART = 1000


@dataclass(frozen=True)
class Act:
    """Who did what to whom, and what for."""

    actor: str
    """Prefix of a key, or `cli`."""
    action: str
    subject: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class Chain:
    """What `verify` found: how many entries are sound, the digest of the last, and where it breaks."""

    entries: int
    head: str
    broken_at: int | None
    """`seq` of the first entry that does not follow; None for a whole chain."""


def append(session: Session, act: Act, now: datetime) -> AuditRow:
    """Add an entry in the transaction of the act itself: no audit, no action.

    The place in the chain is its key, so of two writers at once one fails, and the chain never forks.
    """
    last = session.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.digest) if last else (1, GENESIS)
    row = AuditRow(seq, now, act.actor, act.action, act.subject, act.purpose, previous, "")
    row.digest = digest(row)
    session.add(row)
    session.flush()
    return row


def digest(row: AuditRow) -> str:
    """SHA-256 over everything an entry says, its place and the digest before it."""
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [row.seq, at, row.actor, row.action, row.subject, row.purpose, row.previous]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


def verify(ledger: Ledger) -> Chain:
    """Go through the whole chain, in constant memory."""
    seq, head = 0, GENESIS
    with ledger.read() as session:
        query = select(AuditRow).order_by(AuditRow.seq).execution_options(yield_per=PART)
        for row in session.scalars(query):
            if row.seq != seq + 1 or row.previous != head or row.digest != digest(row):
                return Chain(seq, head, row.seq)
            seq, head = row.seq, row.digest
    return Chain(seq, head, None)
