"""Receipts as they are read: the newest of each account, and whether they are as they were sent."""

import hashlib
from typing import Final

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from linkage.ledger.actions import ReceiptRow, ReceiptsRow
from linkage.ledger.db import bulk

RECEIPTS: Final = {
    "batch": pl.Int64(),
    "account": pl.Int64(),
    "outcome": pl.String(),
    "why": pl.String(),
    "before": pl.String(),
}
"""One row a receipt."""


def newest(session: Session, export: str, dry: bool = False) -> pl.DataFrame:
    """The last receipt of each account of an export, by account; columns of `RECEIPTS`."""
    query = select(*(getattr(ReceiptRow, name) for name in RECEIPTS))
    mine = query.where((ReceiptRow.export == export) & (ReceiptRow.dry == dry)).order_by(ReceiptRow.batch)
    return bulk.read(session, mine, RECEIPTS).unique("account", keep="last").sort("account")


def digest(rows: pl.DataFrame) -> str:
    """SHA-256 of receipts sent at once, whatever their order."""
    told = rows.select("account", "outcome", "why", "before").sort("account")
    return hashlib.sha256(told.write_ndjson().encode()).hexdigest()


def strays(session: Session) -> list[str]:
    """Batches of receipts of which one was edited, added or deleted, in words."""
    found = []
    for batch in session.scalars(select(ReceiptsRow).order_by(ReceiptsRow.seq)):
        query = select(*(getattr(ReceiptRow, name) for name in RECEIPTS))
        if digest(bulk.read(session, query.where(ReceiptRow.batch == batch.seq), RECEIPTS)) != batch.rows:
            found.append(f"receipts of {batch.seq}: one was edited, added or deleted")
    known = select(ReceiptsRow.seq)
    loose = session.scalar(select(func.count()).where(ReceiptRow.batch.not_in(known))) or 0
    return found + ([f"{loose} receipts were added by nobody"] if loose else [])
