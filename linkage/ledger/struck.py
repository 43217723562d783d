"""The tables of strikes: what was done to accounts counts towards the next step of a policy, until it expires."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from linkage.ledger.db.models import Base


class StrikesRow(Base):
    """Strikes that an export gave, or that were taken back; never changed."""

    __tablename__ = "strike_batches"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Place of its entry in the audit chain."""
    export: Mapped[str] = mapped_column(ForeignKey("exports.id"), index=True)
    """The export that gave them, also of those that are taken back."""
    policy: Mapped[str] = mapped_column(index=True)
    """Name of the policy."""
    step: Mapped[int]
    """From 1."""
    action: Mapped[str]
    at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """When the action lapses; null for a ban."""
    expires_at: Mapped[datetime | None]
    """When the strikes no longer count; null for a ban."""
    back: Mapped[bool]
    """Whether they are taken back."""
    accounts: Mapped[int]
    rows: Mapped[str]
    """SHA-256 of the accounts."""


class StrikeRow(Base):
    """One account of a batch of strikes."""

    __tablename__ = "strikes"

    batch: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    account: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
