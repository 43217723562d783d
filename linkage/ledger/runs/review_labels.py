"""Reviews: samples that were drawn of publications, and verdicts on them, which are never changed."""

from datetime import datetime

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.ledger.audit.cover import covering
from linkage.ledger.audit.log import COMMAND_LINE, Act
from linkage.ledger.db.models import DrawRow, Run, VerdictRow
from linkage.ledger.db.session import Ledger

VERDICTS = {"account_id": pl.String(), "verdict": pl.String(), "stratum": pl.String()}
"""Columns of `verdicts`."""


def record_draw(ledger: Ledger, run_id: str, size: int, seed: int, now: datetime) -> None:
    """Write down that a sample was drawn; the same again is there once."""
    with ledger.write() as session:
        same = (DrawRow.run == run_id) & (DrawRow.size == size) & (DrawRow.seed == seed)
        if session.scalars(select(DrawRow).where(same)).first() is None:
            session.add(DrawRow(run_id, size, seed, now))


def draws(ledger: Ledger, run_id: str) -> list[tuple[int, int]]:
    """Samples drawn of what a run found, or a run that found the same: size and seed, in the order drawn."""
    with ledger.read() as session:
        rows = session.scalars(
            select(DrawRow).where(DrawRow.run.in_(_alike(session, run_id))).order_by(DrawRow.seq)
        )
        return list(dict.fromkeys((row.size, row.seed) for row in rows))


def record_verdicts(
    ledger: Ledger, run_id: str, given: pl.DataFrame, reviewer: str | None, now: datetime
) -> int:
    """Add verdicts (columns of `VERDICTS`) on a sample; how many are new: what stands already is not told twice."""
    act = Act(COMMAND_LINE, "review sample", run_id)
    with ledger.write() as session, covering(session, act, now) as wrote:
        newest = {row.account_id: row for row in _newest(session, run_id)}
        fresh = [
            VerdictRow(run_id, account_id, verdict, stratum, now, reviewer)
            for account_id, verdict, stratum in given.select(list(VERDICTS)).iter_rows()
            if account_id not in newest or newest[account_id].verdict != verdict
        ]
        session.add_all(fresh)
        wrote += fresh
        return len(fresh)


def verdicts(ledger: Ledger, run_id: str) -> pl.DataFrame:
    """The newest verdict on each account of a run's findings, or of the same findings of another run; by id."""
    with ledger.read() as session:
        rows = [(row.account_id, row.verdict, row.stratum) for row in _newest(session, run_id)]
    return pl.DataFrame(rows, schema=VERDICTS, orient="row").sort("account_id")


def _newest(session: Session, run_id: str) -> list[VerdictRow]:
    query = select(VerdictRow).where(VerdictRow.run.in_(_alike(session, run_id))).order_by(VerdictRow.seq)
    return list({row.account_id: row for row in session.scalars(query)}.values())


def _alike(session: Session, run_id: str) -> list[str]:
    """The run, and those that found exactly the same: what is known of one is known of the others."""
    row = session.get(Run, run_id)
    if row is None or row.digest is None:
        return [run_id]
    return sorted({run_id, *session.scalars(select(Run.id).where(Run.digest == row.digest))})
