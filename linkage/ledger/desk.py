"""The table of casework: who took the case of a ring, handed it on, noted something, or closed it."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from linkage.ledger.db.models import Base


class CaseRow(Base):
    """One act on the case of a ring; never changed, a later act counts instead."""

    __tablename__ = "case_acts"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Place of its entry in the audit chain."""
    ring_id: Mapped[str] = mapped_column(index=True)
    action: Mapped[str]
    """`take`, `hand`, `close`, `reopen` or `note`."""
    at: Mapped[datetime]
    reason: Mapped[str]
    """Why; of a note its text."""
    author: Mapped[str]
    """Prefix of the key, or `cli`."""
    name: Mapped[str]
    """Whose key it is."""
    owner: Mapped[str | None] = mapped_column(default=None)
    """Name of who owns the case from then on; null for nobody."""
