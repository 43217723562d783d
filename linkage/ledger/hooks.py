"""The tables of webhooks: who is told of what, and what became of each delivery."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from linkage.ledger.db.models import Base


class HookRow(Base):
    """An address that is told of events; its secret is derived, and nowhere kept."""

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    events: Mapped[list[str]]
    """Types, or their beginnings with a star: `export.*`."""
    at: Mapped[datetime]
    author: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    """Of its secret: each rotation makes the next."""
    overlap: Mapped[datetime | None] = mapped_column(default=None)
    """Until when the secret before signs as well."""
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    last_told: Mapped[int] = mapped_column(BigInteger, default=0)
    """Place in the audit chain up to which its events are written out as deliveries."""


class DeliveryRow(Base):
    """One event for one address, and what became of it."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (Index("ix_webhook_deliveries_next_at", "done", "next_at"),)

    webhook: Mapped[str] = mapped_column(ForeignKey("webhooks.id"), primary_key=True)
    event: Mapped[str] = mapped_column(primary_key=True)
    """Its id: the same however often it is sent."""
    type: Mapped[str]
    body: Mapped[str]
    at: Mapped[datetime]
    next_at: Mapped[datetime]
    """When it is tried next; while it is under way, when it counts as lost."""
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[bool] = mapped_column(default=False)
    """Delivered, or given up."""
    said: Mapped[str] = mapped_column(default="")
    """What the last try came to: a status, or what kept it from being sent."""
