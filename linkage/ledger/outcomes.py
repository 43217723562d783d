"""Of exports whose file is out: which revoke which, whose end has come, and how much went out in a day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from linkage.errors import Refused
from linkage.ledger.actions import ACTION, OUT, REVOCATION, REVOKED, ExportRow

DAY: Final = timedelta(days=1)


def actions_out(session: Session) -> list[ExportRow]:
    """Exports of actions whose file is out, those that were taken back in part among them, oldest first."""
    query = select(ExportRow).where(ExportRow.state.in_(OUT) & (ExportRow.kind == ACTION))
    return list(session.scalars(query.order_by(ExportRow.seq)))


def revocations(session: Session, export: str) -> list[ExportRow]:
    """What was taken back of an export, oldest first; what is not yet written too."""
    mine = (ExportRow.revokes == export) & (ExportRow.kind == REVOCATION)
    return list(session.scalars(select(ExportRow).where(mine).order_by(ExportRow.seq)))


def ended(session: Session, now: datetime) -> list[str]:
    """Exports whose end has come and was told in no file yet, oldest first."""
    told = {name for row in session.scalars(select(ExportRow)) for name in row.lapses}
    due = actions_out(session)
    return [row.id for row in due if row.ends_at is not None and row.ends_at <= now and row.id not in told]


def of_day(session: Session, now: datetime, but: str) -> int:
    """Accounts in the exports of actions of the last 24 hours, one export left out."""
    recent = (ExportRow.frozen_at > now - DAY) & (ExportRow.kind == ACTION) & (ExportRow.id != but)
    return session.scalar(select(func.sum(ExportRow.accounts)).where(recent)) or 0


def within_day(session: Session, row: ExportRow, most: int, now: datetime) -> None:
    """Raise Refused where with this export more accounts than that would be acted on in a day."""
    if of_day(session, now, row.id) + row.accounts > most:
        raise Refused(f"more than {most:,} accounts would be acted on in a day: wait")


def take_back(session: Session, row: ExportRow) -> None:
    """Note that all of an export was taken back."""
    row.state = REVOKED
    session.flush()


def by_ids(session: Session, ids: Sequence[str]) -> list[ExportRow]:
    """These exports, in their order."""
    found = {row.id: row for row in session.scalars(select(ExportRow).where(ExportRow.id.in_(ids)))}
    return [found[each] for each in ids if each in found]
