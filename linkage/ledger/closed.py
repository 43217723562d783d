"""The table of accounts that a consumer closed, by his receipts; and the rings that are closed by it."""

from typing import Final

import polars as pl
from sqlalchemy import BigInteger, Select, case, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from linkage.ledger.db import bulk
from linkage.ledger.db.decision_models import MemberRow
from linkage.ledger.db.models import Base
from linkage.model import ENFORCEABLE
from linkage.tables import Schema

RINGS: Final[Schema] = {"ring_id": pl.String(), "members": pl.Int64()}
"""Rings, and how many core and member accounts each has."""


class ClosureRow(Base):
    """An account that was reported as banned, or given back since."""

    __tablename__ = "closures"

    account: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    export: Mapped[str]
    """The export whose receipt said so last."""
    seq: Mapped[int] = mapped_column(BigInteger, index=True)
    """Place in the audit chain of the receipts, or of what gave it back."""
    closed: Mapped[bool]


def closed(session: Session) -> list[str]:
    """Rings of what is served all of whose core and member accounts are closed, by id."""
    return sorted(bulk.read(session, whole(), RINGS)["ring_id"])


def mark(session: Session) -> int:
    """What changes whenever an account is closed or given back."""
    return session.scalar(select(func.max(ClosureRow.seq))) or 0


def whole() -> Select[str, int]:
    """Rings without an open account, and how many core and member accounts each has."""
    of_ring = MemberRow.shown.in_(ENFORCEABLE)
    touched = select(MemberRow.ring_id).join(ClosureRow, ClosureRow.account == MemberRow.account)
    shut = func.sum(case((ClosureRow.closed.is_(True), 1), else_=0))
    return (
        select(MemberRow.ring_id, func.count())
        .outerjoin(ClosureRow, ClosureRow.account == MemberRow.account)
        .where(of_ring & MemberRow.ring_id.in_(touched))
        .group_by(MemberRow.ring_id)
        .having(func.count() == shut)
    )
