"""The table of notes on single accounts."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

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
