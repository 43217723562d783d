"""The table of policies: every version that was activated."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from linkage.ledger.db.models import Base
from linkage.ledger.db.types import Json


class TermsRow(Base):
    """A version of the policies that somebody activated; the newest is in force."""

    __tablename__ = "policy_versions"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Place of its entry in the audit chain."""
    version: Mapped[str] = mapped_column(index=True)
    """SHA-256 of what it says."""
    says: Mapped[dict[str, Any]] = mapped_column(Json)
    """The policies by name."""
    at: Mapped[datetime]
    author: Mapped[str]
    name: Mapped[str]
    reason: Mapped[str]
