"""The audit chain: every entry carries the digest of the one before, so that none can be changed or left out.

A cut tail leaves a chain that is whole, and so does a chain written anew; `linkage.ledger.audit.seals` keeps signed
heads elsewhere, and `verify` compares.
"""

import hashlib
import json
from collections.abc import Generator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.ledger.db.models import AuditRow
from linkage.ledger.db.session import Ledger
from linkage.ledger.db.types import plain

GENESIS = "0" * 64
"""What the first entry carries in place of a digest."""

COMMAND_LINE = "cli"
"""Actor of what is done at the command line by nobody in particular."""

UNSTATED = "unstated"
"""Purpose of a read whose reader said none."""

PART = 1000

Heads = Mapping[int, AbstractSet[str]]
"""Digests of entries as they were written down elsewhere, by place; more than one where they contradict."""


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
    """Place of the first entry that is not as it was written; None for a whole chain."""
    strays: tuple[str, ...] = ()
    """Rows of other tables that are not as the chain has them, in words."""

    @property
    def whole(self) -> bool:
        """Whether nothing was touched."""
        return self.broken_at is None and not self.strays


def append(session: Session, act: Act, now: datetime) -> AuditRow:
    """Add an entry in the transaction of the act itself: no audit, no action.

    Writers take turns (`Ledger.write`); and the place in the chain is its key, so the chain never forks.
    """
    seq, previous = head(session)
    seq += 1
    actor, action, subject, purpose = map(plain, (act.actor, act.action, act.subject, act.purpose))
    row = AuditRow(seq, now, actor, action, subject, purpose, previous, "")
    row.digest = digest(row)
    session.add(row)
    session.flush()
    return row


def digest(row: AuditRow) -> str:
    """SHA-256 over everything an entry says and covers, its place and the digest before it."""
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [row.seq, at, row.actor, row.action, row.subject, row.purpose, row.previous]
    said += [row.covers] if row.covers else []  # entries of earlier versions covered nothing
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


def head(session: Session) -> tuple[int, str]:
    """Place and digest of the last entry; 0 and `GENESIS` of an empty chain."""
    last = session.execute(
        select(AuditRow.seq, AuditRow.digest).order_by(AuditRow.seq.desc()).limit(1)
    ).first()
    return (last.seq, last.digest) if last else (0, GENESIS)


def entries(ledger: Ledger, limit: int, wanted: Act | None = None) -> list[AuditRow]:
    """The newest entries first, at most `limit`; of `wanted`, what is not empty must be the same."""
    query = select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit)
    for name in ("actor", "action", "subject", "purpose"):
        if wanted is not None and getattr(wanted, name):
            query = query.where(getattr(AuditRow, name) == getattr(wanted, name))
    with ledger.read() as session:
        return list(session.scalars(query))


def verify(ledger: Ledger, heads: Heads | None = None) -> Chain:
    """Go through the whole chain, in constant memory, and past every head that was kept elsewhere.

    An entry before a head that no longer fits was changed with all that follow it: then `broken_at` is the
    first entry after the last head that fits. Entries up to a head that are gone break it at the first of them.
    """
    with ledger.read() as session:
        covers: dict[tuple[str, str], str] = {}
        chain = _gone_through(session, heads or {}, covers)
        if chain.broken_at is not None:
            return chain  # what the rest of the chain covers is not known
        return replace(chain, strays=tuple(_strays(session, covers)))


def _strays(session: Session, covers: dict[tuple[str, str], str]) -> list[str]:
    """Rows that are not as the chain has them; those of a table that cannot even be read are one."""
    from linkage.ledger.audit.strays import strays  # it appends to this chain

    try:
        return strays(session, covers)
    except (ValueError, TypeError, AttributeError) as error:
        return [f"a row cannot be read ({type(error).__name__})"]


def _gone_through(session: Session, known: Heads, covers: dict[tuple[str, str], str]) -> Chain:
    """The chain from its first entry on; what its entries cover is put into `covers`, the newest last."""
    seq, digest_of_last, fits = 0, GENESIS, 0
    with closing(_rows(session)) as rows:
        for row in rows:
            if row is None or not _follows(row, seq, digest_of_last):
                return Chain(seq, digest_of_last, seq + 1 if row is None else row.seq)
            seq, digest_of_last = row.seq, row.digest
            covers.update(((table, key), value) for table, key, value in json.loads(row.covers or "[]"))
            if seq in known and known[seq] != {digest_of_last}:
                return Chain(fits, digest_of_last, fits + 1)
            fits = seq if seq in known else fits
    return Chain(seq, digest_of_last, seq + 1 if max(known, default=0) > seq else None)


def _rows(session: Session) -> Generator[AuditRow | None, None, None]:
    """The chain in its order; None, and no more, where a row cannot even be read."""
    query = select(AuditRow).order_by(AuditRow.seq).execution_options(yield_per=PART)
    with closing(session.scalars(query)) as rows:
        while True:
            try:
                row = next(rows, None)
            except (ValueError, TypeError):
                yield None
                return
            if row is None:
                return
            yield row


def _follows(row: AuditRow, seq: int, previous: str) -> bool:
    """Whether a row is the entry after that one, and says what it said when it was written."""
    try:
        return row.seq == seq + 1 and row.previous == previous and row.digest == digest(row)
    except (TypeError, AttributeError):  # a value of another type was put there
        return False
