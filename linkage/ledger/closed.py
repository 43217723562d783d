"""The table of accounts that a consumer closed, by his receipts: what tells that a ring is closed."""

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from linkage.ledger.db.models import Base


class ClosureRow(Base):
    """An account that was reported as banned, or given back since."""

    __tablename__ = "closures"

    account: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    export: Mapped[str]
    """The export whose receipt said so last."""
    seq: Mapped[int] = mapped_column(BigInteger, index=True)
    """Place in the audit chain of the receipts, or of what gave it back."""
    closed: Mapped[bool]
