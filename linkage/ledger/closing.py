"""Rings that close themselves: every core and member account of one was banned, by the consumer's receipts.

A ring is open again as soon as one of them is given back, or a run finds another account in it.
"""

from typing import Final

import polars as pl
from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from linkage.ledger.actions import ALREADY, APPLIED, ExportRow
from linkage.ledger.audit.log import Act, append
from linkage.ledger.closed import ClosureRow
from linkage.ledger.db import bulk
from linkage.ledger.db.decision_models import MemberRow
from linkage.ledger.db.models import RingEvent
from linkage.ledger.decisions.record import Spoken
from linkage.model import ENFORCEABLE
from linkage.tables import Schema

BAN: Final = "ban"
CLOSED, REOPENED = "closed", "reopened"
"""Events of a ring; their `run` is the export whose receipts or revocation made them."""
ACTS: Final = {"close rings": CLOSED, "reopen rings": REOPENED}
"""Acts of the audit chain that stand for these events."""
ACCOUNTS: Final[Schema] = {"account": pl.Int64()}
RINGS: Final[Schema] = {"ring_id": pl.String(), "members": pl.Int64()}


def closed(session: Session) -> list[str]:
    """Rings of what is served all of whose core and member accounts are closed, by id."""
    return sorted(bulk.read(session, _whole(), RINGS)["ring_id"])


def mark(session: Session) -> int:
    """What changes whenever an account is closed or given back."""
    return session.scalar(select(func.max(ClosureRow.seq))) or 0


def receive(session: Session, export: ExportRow, rows: pl.DataFrame, seq: int, spoken: Spoken) -> None:
    """Note the accounts that receipts (account, outcome) of a ban say are closed, and the rings that close."""
    done = rows.filter(pl.col("outcome").is_in([APPLIED, ALREADY]))["account"]
    if export.action == BAN and len(done):
        _note(session, export.id, done, True, seq, spoken)


def give_back(session: Session, export: str, accounts: pl.Series, seq: int, spoken: Spoken) -> None:
    """Note that these accounts are given back, and the rings that are open again."""
    there = bulk.read(session, select(ClosureRow.account).where(ClosureRow.closed), ACCOUNTS)["account"]
    back = accounts.filter(accounts.is_in(there.implode()))
    if len(back):
        _note(session, export, back, False, seq, spoken)


def _note(session: Session, export: str, accounts: pl.Series, shut: bool, seq: int, spoken: Spoken) -> None:
    before = bulk.read(session, _whole(), RINGS)
    rows = pl.DataFrame({"account": accounts.unique().sort()}).with_columns(
        export=pl.lit(export), seq=pl.lit(seq, pl.Int64), closed=pl.lit(shut)
    )
    known = bulk.read(session, select(ClosureRow.account), ACCOUNTS)
    bulk.change(session, ClosureRow, rows.join(known, on="account", how="semi"))
    bulk.add(session, ClosureRow, rows.join(known, on="account", how="anti"))
    after = bulk.read(session, _whole(), RINGS)
    old, new = (before, after) if shut else (after, before)
    moved = new.join(old, on="ring_id", how="anti").sort("ring_id")
    if moved.height:
        act = next(each for each, event in ACTS.items() if event == (CLOSED if shut else REOPENED))
        append(session, Act(spoken.author.prefix, act, f"{export} {moved.height}"), spoken.at)
        session.add_all(
            RingEvent(ring, export, ACTS[act], spoken.at, before=size, after=size)
            for ring, size in moved.select(list(RINGS)).iter_rows()
        )


def _whole() -> Select[str, int]:
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
