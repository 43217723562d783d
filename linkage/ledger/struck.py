"""The tables of strikes: what was done to accounts counts towards the next step of a policy, until it expires."""

import hashlib
from datetime import datetime
from typing import Final

import polars as pl
from sqlalchemy import BigInteger, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from linkage.ledger.db import bulk
from linkage.ledger.db.models import Base
from linkage.tables import Schema

ACCOUNTS: Final[Schema] = {"account": pl.Int64()}


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


def digest(accounts: pl.Series) -> str:
    """SHA-256 of accounts, whatever their order."""
    return hashlib.sha256(accounts.cast(pl.Int64).sort().to_numpy().tobytes()).hexdigest()


def strays(session: Session) -> list[str]:
    """Batches of strikes of which one was edited, added or deleted, in words."""
    found = []
    for batch in session.scalars(select(StrikesRow).order_by(StrikesRow.seq)):
        mine = select(StrikeRow.account).where(StrikeRow.batch == batch.seq)
        if digest(bulk.read(session, mine, ACCOUNTS)["account"]) != batch.rows:
            found.append(f"strikes of {batch.seq}: one was edited, added or deleted")
    loose = session.scalar(select(func.count()).where(StrikeRow.batch.not_in(select(StrikesRow.seq)))) or 0
    return found + ([f"{loose} strikes were added by nobody"] if loose else [])
