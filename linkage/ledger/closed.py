"""The table of accounts that a consumer closed, by his receipts; and the rings that are closed by it."""

from typing import Final

import polars as pl
from sqlalchemy import BigInteger, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from linkage.ledger.db import bulk
from linkage.ledger.db.decision_models import MemberRow
from linkage.ledger.db.models import Base
from linkage.model import ENFORCEABLE
from linkage.tables import Schema

CLOSED, REOPENED = "closed", "reopened"
"""Events of a ring; their `run` is the export whose receipts or revocation made them."""
CLOSE, REOPEN = "close rings", "reopen rings"
ACTS: Final = {CLOSE: CLOSED, REOPEN: REOPENED}
"""Acts of the audit chain that stand for these events."""
RINGS: Final[Schema] = {"ring_id": pl.String(), "members": pl.Int64()}
"""Rings, and how many core and member accounts each has."""
MEMBERS: Final[Schema] = {"ring_id": pl.String(), "account": pl.Int64(), "closed": pl.Boolean()}
DONE: Final = (pl.col("closed") >= pl.col("members")) & (pl.col("members") > 0)
"""Of what `counted` says: no core or member account is open."""


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
    return sorted(whole(session)["ring_id"])


def mark(session: Session) -> int:
    """What changes whenever an account is closed or given back."""
    return session.scalar(select(func.max(ClosureRow.seq))) or 0


def accounts(session: Session) -> pl.Series:
    """Accounts that a ban closed, by receipts; one that was given back since is not among them."""
    query = select(ClosureRow.account).where(ClosureRow.closed.is_(True)).order_by(ClosureRow.account)
    return bulk.read(session, query, {"account": pl.Int64()})["account"]


def whole(session: Session) -> pl.DataFrame:
    """Rings without an open account; columns of `RINGS`."""
    same = ClosureRow.account == MemberRow.account
    touched = select(MemberRow.ring_id).join(ClosureRow, same)
    wanted = MemberRow.shown.in_(ENFORCEABLE) & MemberRow.ring_id.in_(touched)
    columns = select(MemberRow.ring_id, MemberRow.account, ClosureRow.closed)
    members = bulk.read(session, columns.outerjoin(ClosureRow, same).where(wanted), MEMBERS)
    return counted(members, members.filter("closed")["account"]).filter(DONE).select(*RINGS)


def counted(members: pl.DataFrame, shut: pl.Series) -> pl.DataFrame:
    """By ring of these core and member accounts (ring_id, account): how many `members`, and how many are `closed`."""
    gone = pl.col("account").is_in(shut.implode())
    return members.group_by("ring_id").agg(members=pl.len().cast(pl.Int64), closed=gone.sum().cast(pl.Int64))
