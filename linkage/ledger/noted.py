"""The table of notes on single accounts."""

from datetime import datetime

from sqlalchemy import BigInteger, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from linkage.ledger.db.models import Base


class NoteRow(Base):
    """What somebody noted on an account; never changed, and emptied once the account is erased."""

    __tablename__ = "account_notes"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Place of its entry in the audit chain."""
    account_id: Mapped[str | None]
    """Null once the account was erased."""
    account: Mapped[int] = mapped_column(BigInteger, index=True)
    at: Mapped[datetime]
    text: Mapped[str]
    """Empty once the account was erased: it could name its owner."""
    author: Mapped[str]
    """Prefix of the key, or `cli`."""
    name: Mapped[str]
    """Whose key it is."""


def forget(session: Session, account: int) -> list[NoteRow]:
    """Empty the notes on an account that is erased; the rows that changed, for the audit to cover."""
    mine = (NoteRow.account == account) & NoteRow.account_id.is_not(None)
    rows = list(session.scalars(select(NoteRow).where(mine)))
    for row in rows:
        row.account_id, row.text = None, ""
    return rows
