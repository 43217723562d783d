"""Rings that close themselves: every core and member account of one was banned, by the consumer's receipts.

A ring is open again as soon as one of them is given back, or a run finds another account in it.
"""

from typing import Final

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.ledger.actions import ALREADY, APPLIED, ExportRow
from linkage.ledger.audit.log import Act, append
from linkage.ledger.closed import ACTS, CLOSE, REOPEN, RINGS, ClosureRow, whole
from linkage.ledger.db import bulk
from linkage.ledger.db.models import RingEvent
from linkage.ledger.decisions.record import Spoken
from linkage.tables import Schema

BAN: Final = "ban"
ACCOUNTS: Final[Schema] = {"account": pl.Int64()}


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
    before = whole(session)
    rows = pl.DataFrame({"account": accounts.unique().sort()}).with_columns(
        export=pl.lit(export), seq=pl.lit(seq, pl.Int64), closed=pl.lit(shut)
    )
    known = bulk.read(session, select(ClosureRow.account), ACCOUNTS)
    bulk.change(session, ClosureRow, rows.join(known, on="account", how="semi"))
    bulk.add(session, ClosureRow, rows.join(known, on="account", how="anti"))
    after = whole(session)
    old, new = (before, after) if shut else (after, before)
    moved = new.join(old, on="ring_id", how="anti").sort("ring_id")
    if moved.height:
        act = CLOSE if shut else REOPEN
        append(session, Act(spoken.author.prefix, act, f"{export} {moved.height}"), spoken.at)
        session.add_all(
            RingEvent(ring, export, ACTS[act], spoken.at, before=size, after=size)
            for ring, size in moved.select(list(RINGS)).iter_rows()
        )
