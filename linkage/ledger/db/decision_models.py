"""The tables of what people decide, and of what follows from it: who is in which ring, and every change of that."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from linkage.ledger.db.models import Base
from linkage.ledger.db.types import Json


class DecisionRow(Base):
    """What somebody decided about a ring or an account; never changed, only undone by a later one."""

    __tablename__ = "decisions"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Place of its entry in the audit chain: decisions are in the order they were made, on any server."""
    at: Mapped[datetime]
    action: Mapped[str]
    """`confirm`, `dismiss`, `watch`, `release`, `not_same` or `undo`."""
    reason: Mapped[str]
    author: Mapped[str]
    """Prefix of the key, or `cli`."""
    name: Mapped[str]
    """Whose key it is: two keys of one person are one voice."""
    ring_id: Mapped[str | None] = mapped_column(default=None, index=True)
    account_id: Mapped[str | None] = mapped_column(default=None)
    account: Mapped[int | None] = mapped_column(BigInteger, default=None, index=True)
    other_id: Mapped[str | None] = mapped_column(default=None)
    other: Mapped[int | None] = mapped_column(BigInteger, default=None)
    undoes: Mapped[int | None] = mapped_column(ForeignKey("decisions.seq"), default=None, unique=True)
    """The decision it undoes; none is undone twice."""
    publication: Mapped[str | None] = mapped_column(default=None)
    code: Mapped[str] = mapped_column(default="")
    settings: Mapped[str] = mapped_column(default="")
    """Version of the code and digest of the settings that made the publication."""
    evidence: Mapped[str] = mapped_column(default="")
    """Digest of the evidence as it stood."""
    summary: Mapped[dict[str, Any]] = mapped_column(Json, default_factory=dict)


class DecidedRow(Base):
    """An account that was core or member of a ring when the ring was decided about."""

    __tablename__ = "decided"

    decision: Mapped[int] = mapped_column(ForeignKey("decisions.seq"), primary_key=True)
    account: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class AllowRow(Base):
    """An account that is never to be acted against, or no longer so; the newest entry of an account counts."""

    __tablename__ = "allowlist"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Place of its entry in the audit chain."""
    at: Mapped[datetime]
    account_id: Mapped[str]
    account: Mapped[int] = mapped_column(BigInteger, index=True)
    listed: Mapped[bool]
    """False removes the account from the list."""
    reason: Mapped[str]
    author: Mapped[str]
    name: Mapped[str]
    expires_at: Mapped[datetime | None] = mapped_column(default=None)


class ErasureRow(Base):
    """An account whose person asked to be forgotten; never taken back, and its id is not in it."""

    __tablename__ = "erasures"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Place of its entry in the audit chain."""
    at: Mapped[datetime]
    account: Mapped[int] = mapped_column(BigInteger, unique=True)
    """The account's key: what is loaded under the same id again is left out by it."""
    reason: Mapped[str]
    author: Mapped[str]
    name: Mapped[str]


class MemberRow(Base):
    """An account in a ring of the publication that is served, and what is answered of it."""

    __tablename__ = "members"
    __table_args__ = (Index("ix_members_ring_id", "ring_id"),)

    account: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    account_id: Mapped[str]
    ring_id: Mapped[str]
    tier: Mapped[str]
    """As published."""
    shown: Mapped[str | None] = mapped_column(default=None)
    """As answered, with decisions over it; null for an account that was released."""
    until: Mapped[datetime | None] = mapped_column(default=None, index=True)
    """When what is shown has to be looked at again: an entry of the allowlist ends."""


class ChangeRow(Base):
    """One change of what is answered of an account's membership in a ring; numbered without a gap, from 1."""

    __tablename__ = "changes"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    account_id: Mapped[str]
    ring_id: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    """Tiers; null for not in the ring."""
    cause: Mapped[str]
    """`run`, `rollback`, `decision`, `allowlist`, `expiry` or `erasure`."""
    by: Mapped[str]
    """Id of the run, the decision, the entry of the allowlist or the erasure."""
