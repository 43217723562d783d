"""Batches that were loaded, and where their unreadable rows and cells stood."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Insert, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from linkage.errors import UnknownBatch
from linkage.ledger.audit.cover import covering
from linkage.ledger.audit.log import COMMAND_LINE, Act
from linkage.ledger.db.models import BatchRow, QuarantineRow
from linkage.ledger.db.session import Ledger
from linkage.model import Batch, Counts

PART = 50_000
"""Quarantined cells written at a time: bounds memory, in one transaction all the same."""

QUARANTINE = {"batch": pl.String(), "row": pl.Int64(), "column": pl.String(), "code": pl.String()}
"""Columns of `quarantined`; `column` is null for a row set aside whole."""


@dataclass(frozen=True)
class Held:
    """What a batch held: digests of the table as it lay, and of its rows; empty where nobody knows."""

    source: str = ""
    content: str = ""
    file: str | None = None
    """What the table was called."""


def record_batch(
    ledger: Ledger, batch: Batch, counts: Counts, now: datetime, held: Held | None = None
) -> None:
    """Write down a committed batch; again is the same, and after a withdrawal it stands anew."""
    act = Act(COMMAND_LINE, "load", batch.id)
    with ledger.write() as session, covering(session, act, now) as wrote:
        row = session.get(BatchRow, batch.id)
        if row is None:
            row = BatchRow(batch.id, batch.feed, batch.epoch, now)
            session.add(row)
        row.feed, row.epoch, row.loaded_at = batch.feed, batch.epoch, now
        row.seq, row.counts, row.withdrawn_at = batch.seq, asdict(counts), None
        if held is not None:
            row.source, row.content = held.source or None, held.content or None
            row.file = held.file
        wrote.append(row)


def withdraw_batch(ledger: Ledger, batch_id: str, now: datetime) -> None:
    """Mark a batch as taken back; `UnknownBatch` when it never came."""
    act = Act(COMMAND_LINE, "withdraw", batch_id)
    with ledger.write() as session, covering(session, act, now) as wrote:
        row = session.get(BatchRow, batch_id)
        if row is None:
            raise UnknownBatch(f"no batch {batch_id}")
        if row.withdrawn_at is None:
            row.withdrawn_at = now
            wrote.append(row)


def taken_back(ledger: Ledger) -> frozenset[str]:
    """Ids, sources and contents of the batches that were taken back, and of none that stands."""
    with ledger.read() as session:
        columns = (BatchRow.id, BatchRow.source, BatchRow.content, BatchRow.withdrawn_at)
        rows = session.execute(select(*columns)).all()
    gone = {each for *names, at in rows if at is not None for each in names if each}
    return frozenset(gone - {each for *names, at in rows if at is None for each in names if each})


def find(ledger: Ledger, batch_id: str) -> BatchRow | None:
    """A batch by its id; None when the ledger never heard of it."""
    with ledger.read() as session:
        return session.get(BatchRow, batch_id)


def loaded_at(ledger: Ledger, watermark: int) -> datetime | None:
    """When the batch at a watermark, or the last before it, was loaded; None when the ledger knows none."""
    query = select(BatchRow.loaded_at).where(BatchRow.seq <= watermark).order_by(BatchRow.seq.desc()).limit(1)
    with ledger.read() as session:
        return session.scalars(query).first()


def batches(ledger: Ledger) -> list[BatchRow]:
    """All batches ever recorded, withdrawn ones too, in order of commit."""
    with ledger.read() as session:
        return list(session.scalars(select(BatchRow).order_by(BatchRow.seq, BatchRow.id)))


def known(ledger: Ledger, batch_id: str) -> bool:
    """Whether a batch was recorded, and not withdrawn since."""
    with ledger.read() as session:
        row = session.get(BatchRow, batch_id)
        return row is not None and row.withdrawn_at is None


def quarantine(ledger: Ledger, batch_id: str, frame: pl.DataFrame) -> None:
    """Set rows and cells of a batch aside: columns `row`, `column` (null for a whole row) and `code`.

    Told twice, it is there once: an interrupted load may repeat itself.
    """
    with ledger.write() as session:
        for part in frame.select("row", "column", "code").iter_slices(PART):
            cells = part.with_columns(pl.col("row").cast(pl.Int64), pl.col("column").fill_null(""))
            rows = [{"batch": batch_id, **cell} for cell in cells.unique(maintain_order=True).to_dicts()]
            if rows:
                session.execute(_unless_there(session), rows)


def _unless_there(session: Session) -> Insert:
    """An insert that passes over what is there; the two databases say it in the same words."""
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # with all its drivers

        return postgresql.insert(QuarantineRow).on_conflict_do_nothing()
    return sqlite.insert(QuarantineRow).on_conflict_do_nothing()


def quarantined(ledger: Ledger, limit: int = 1000, batch_id: str | None = None) -> pl.DataFrame:
    """What was set aside, by batch, row and column, at most `limit` rows; columns of `QUARANTINE`."""
    query = select(QuarantineRow.batch, QuarantineRow.row, QuarantineRow.column, QuarantineRow.code)
    if batch_id is not None:
        query = query.where(QuarantineRow.batch == batch_id)
    order = (QuarantineRow.batch, QuarantineRow.row, QuarantineRow.column, QuarantineRow.code)
    with ledger.read() as session:
        rows = session.execute(query.order_by(*order).limit(limit)).all()
    frame = pl.DataFrame(_tuples(rows), schema=QUARANTINE, orient="row")
    return frame.with_columns(pl.col("column").replace("", None))


def quarantine_counts(ledger: Ledger) -> pl.DataFrame:
    """How much was set aside, one row a batch, column and code: columns of `QUARANTINE` but row, `count`."""
    keys = (QuarantineRow.batch, QuarantineRow.column, QuarantineRow.code)
    with ledger.read() as session:
        rows = session.execute(select(*keys, func.count()).group_by(*keys).order_by(*keys)).all()
    schema = {"batch": pl.String(), "column": pl.String(), "code": pl.String(), "count": pl.Int64()}
    frame = pl.DataFrame(_tuples(rows), schema=schema, orient="row")
    return frame.with_columns(pl.col("column").replace("", None))


def _tuples(rows: Sequence[Any]) -> list[tuple[object, ...]]:
    """Plain tuples of result rows, which polars would take for objects."""
    return [tuple(row) for row in rows]
