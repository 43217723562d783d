"""Receipts: what a consumer did with each account of an export, and what was the case before; newest counts."""

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import polars as pl
from sqlalchemy.orm import Session

from linkage.errors import Refused, TooMany, WrongUse
from linkage.ledger import closing, exports, received
from linkage.ledger.actions import CANCELLED, DELIVERED, OUT, OUTCOMES, PRODUCED, ReceiptRow, ReceiptsRow
from linkage.ledger.audit.log import append
from linkage.ledger.db import bulk
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions.record import Spoken, name_of
from linkage.ledger.exports import act, noting

MOST: Final = 100_000
"""Receipts taken at once."""
DUE: Final = timedelta(hours=24)
"""How long after its moment an account may go without a receipt before it is listed."""
COLUMNS: Final = ("account_id", "outcome", "why", "before")
LONGEST: Final = 200
"""Characters of a state or a reason."""


def read(body: bytes, lines: bool = False) -> pl.DataFrame:
    """Receipts as they came, CSV or (`lines`) NDJSON: line, account_id, outcome, why, before.

    Raises WrongUse for what is no such table, TooMany past `MOST`.
    """
    try:
        rows = _lines(body) if lines else pl.read_csv(io.BytesIO(body), infer_schema=False)
    except (pl.exceptions.PolarsError, ValueError):
        raise WrongUse("This cannot be read as a table of receipts.") from None
    if not {"account_id", "outcome"} <= set(rows.columns):
        raise WrongUse("Receipts have at least the columns account_id and outcome.")
    if rows.height > MOST:
        raise TooMany(f"At most {MOST:,} receipts are taken at once: send the others after these.")
    lacking = [pl.lit("").alias(name) for name in COLUMNS if name not in rows.columns]
    return rows.with_columns(lacking).select(COLUMNS).with_row_index("line", 1 if lines else 2)


def _lines(body: bytes) -> pl.DataFrame:
    return pl.read_ndjson(io.BytesIO(body), schema=dict.fromkeys(COLUMNS, pl.String()))


def checked(rows: pl.DataFrame, exported: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Receipts that can be taken (account, outcome, why, before), and lines that cannot (line, says).

    `rows` has line, account_id, outcome, why and before; `exported` account_id and account of the export.
    """
    known = rows.join(exported.select("account_id", "account"), on="account_id", how="left")
    long = pl.col("why").str.len_chars().fill_null(0) > LONGEST
    long |= pl.col("before").str.len_chars().fill_null(0) > LONGEST
    fault = (
        pl.when(~pl.col("outcome").is_in(OUTCOMES).fill_null(False))
        .then(pl.lit(f"the outcome is none of {', '.join(OUTCOMES)}"))
        .when(pl.col("account").is_null())
        .then(pl.lit("the account is not in this export"))
        .when(long)
        .then(pl.lit(f"a state or a reason is longer than {LONGEST} characters"))
        .when(pl.len().over("account_id") > 1)
        .then(pl.lit("the account is there twice"))
    )
    judged = known.sort("line").with_columns(says=fault)
    good = judged.filter(pl.col("says").is_null())
    told = good.select("account", "outcome", pl.col("why", "before").fill_null(""))
    return told, judged.filter(pl.col("says").is_not_null()).select("line", "says")


def take(ledger: Ledger, export: str, rows: pl.DataFrame, dry: bool, spoken: Spoken) -> ReceiptsRow | None:
    """Keep receipts (account, outcome, why, before); None where all of them were told before.

    With `dry` nothing was done yet: they tell what would be.
    """
    if rows.height > MOST:
        raise TooMany(f"at most {MOST:,} receipts are taken at once: send the others after these")
    if rows.is_empty():
        raise WrongUse("there are no receipts that could be taken")
    with ledger.write() as session, noting(session, spoken) as wrote:
        row = exports.get(session, export)
        if row.state not in (*OUT, CANCELLED) and not row.file:
            raise Refused(f"the export is {row.state}: nothing of it is out")
        fresh = _fresh(session, export, rows, dry)
        if fresh.is_empty():
            return None
        entry = append(session, act(spoken, "receive", f"{export} {fresh.height}"), spoken.at)
        counts = dict(fresh["outcome"].value_counts().sort("outcome").iter_rows())
        made = ReceiptsRow(
            *(entry.seq, export, spoken.at, spoken.author.prefix),
            *(name_of(session, spoken.author.prefix), dry, counts, received.digest(fresh)),
        )
        session.add(made)
        session.flush()
        bulk.add(session, ReceiptRow, _laid(fresh, entry.seq, export, dry))
        wrote.append(made)
        if not dry:
            closing.receive(session, row, fresh, entry.seq, spoken)
        if row.state == PRODUCED and not dry:
            append(session, act(spoken, "deliver export", export), spoken.at)
            row.state = DELIVERED
            wrote.append(row)
    return made


def _fresh(session: Session, export: str, rows: pl.DataFrame, dry: bool) -> pl.DataFrame:
    """Receipts that say something else than the last of their account."""
    same = ["account", "outcome", "why", "before"]
    before = received.newest(session, export, dry).select(same)
    return rows.select(same).join(before, on=same, how="anti").sort("account")


def _laid(rows: pl.DataFrame, batch: int, export: str, dry: bool) -> pl.DataFrame:
    return rows.select(
        batch=pl.lit(batch, pl.Int64),
        account="account",
        export=pl.lit(export),
        dry=pl.lit(dry),
        outcome="outcome",
        why="why",
        before="before",
    )


def of(ledger: Ledger, export: str, dry: bool = False) -> pl.DataFrame:
    """The last receipt of each account; columns of `received.RECEIPTS`."""
    with ledger.read() as session:
        exports.get(session, export)
        return received.newest(session, export, dry)


def counted(rows: pl.DataFrame) -> Mapping[str, int]:
    """Receipts by outcome."""
    found = dict(rows["outcome"].value_counts().iter_rows())
    return {each: int(found.get(each, 0)) for each in OUTCOMES}


def overdue(rows: pl.DataFrame, exported: pl.DataFrame, last: datetime, now: datetime) -> pl.DataFrame:
    """Accounts of an export that nobody reported in time (`exported` without them before that)."""
    if now < last + DUE:
        return exported.clear()
    return exported.join(rows.select("account"), on="account", how="anti")
