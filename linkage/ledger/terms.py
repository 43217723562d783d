"""Versions of the policies: what was activated when and by whom; the newest is in force."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.errors import NotFound
from linkage.ledger.audit.log import append
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions.record import Spoken, name_of
from linkage.ledger.exports import act, noting
from linkage.ledger.termed import TermsRow


def activate(ledger: Ledger, version: str, says: Mapping[str, Any], spoken: Spoken) -> TermsRow:
    """Have a version of the policies in force from now on; the one that is in force already changes nothing."""
    with ledger.write() as session, noting(session, spoken) as wrote:
        newest = _newest(session)
        if newest is not None and newest.version == version:
            return newest
        entry = append(session, act(spoken, "activate policies", version), spoken.at)
        name = name_of(session, spoken.author.prefix)
        row = TermsRow(entry.seq, version, dict(says), spoken.at, spoken.author.prefix, name, spoken.reason)
        session.add(row)
        wrote.append(row)
    return row


def active(ledger: Ledger) -> TermsRow:
    """The version in force; raises NotFound before the first."""
    with ledger.read() as session:
        row = _newest(session)
    if row is None:
        raise NotFound("no policies are in force: activate a version first")
    return row


def _newest(session: Session) -> TermsRow | None:
    return session.scalars(select(TermsRow).order_by(TermsRow.seq.desc()).limit(1)).first()


def version(ledger: Ledger, name: str) -> TermsRow:
    """The newest activation of a version; raises NotFound."""
    query = select(TermsRow).where(TermsRow.version == name).order_by(TermsRow.seq.desc()).limit(1)
    with ledger.read() as session:
        row = session.scalars(query).first()
    if row is None:
        raise NotFound("no such version of the policies was ever in force")
    return row


def listed(ledger: Ledger, limit: int | None = None) -> list[TermsRow]:
    """Every activation, newest first; the first is in force."""
    with ledger.read() as session:
        return list(session.scalars(select(TermsRow).order_by(TermsRow.seq.desc()).limit(limit)))
