"""Strikes that stand: given by exports of a policy in steps, taken back with them, expired by themselves.

A strike counts while its export is out. It does not where the consumer reported that the action failed, nor, of an
export that was cancelled half-way, where nobody reported that it was applied.
"""

from datetime import datetime, timedelta
from typing import Any, Final

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.ledger import received
from linkage.ledger.actions import CANCELLED, FAILED, OUT, ExportRow
from linkage.ledger.audit.log import Act, append
from linkage.ledger.db import bulk
from linkage.ledger.struck import ACCOUNTS, StrikeRow, StrikesRow, digest

ACTIVE: Final = {"account": pl.Int64(), "strikes": pl.Int64(), "busy": pl.Boolean()}
"""One row an account with strikes. `busy`: an action of the policy is in force on it still."""


def policy_of(row: ExportRow) -> dict[str, Any] | None:
    """The policy in steps that an export was asked for by, with the `step`; None for any other export."""
    found = row.asked.get("policy")
    return found if found is not None and "step" in found else None


def give(session: Session, row: ExportRow, accounts: pl.Series, now: datetime) -> list[StrikesRow]:
    """Note that an export gives these accounts a strike; nothing for one that is not of a policy in steps."""
    policy = policy_of(row)
    if policy is None:
        return []
    counts = policy["says"]["steps"][policy["step"] - 1]["counts"]
    expires = None if counts is None else now + timedelta(days=counts)
    made = StrikesRow(
        *(0, row.id, policy["name"], policy["step"], row.action, now, row.ends_at, expires, False),
        *(len(accounts), digest(accounts)),
    )
    return [_added(session, made, accounts, row.author)]


def take_back(
    session: Session, export: str, accounts: pl.Series, author: str, now: datetime
) -> list[StrikesRow]:
    """Note that these accounts have the strikes of an export no more."""
    given = (StrikesRow.export == export) & ~StrikesRow.back
    found = session.scalars(select(StrikesRow).where(given)).first()
    if found is None:
        return []
    made = StrikesRow(
        *(0, export, found.policy, found.step, found.action, now, found.ends_at, found.expires_at, True),
        *(len(accounts), digest(accounts)),
    )
    return [_added(session, made, accounts, author)]


def _added(session: Session, row: StrikesRow, accounts: pl.Series, author: str) -> StrikesRow:
    action = "take strikes back" if row.back else "give strikes"
    row.seq = append(session, Act(author, action, f"{row.export} {row.accounts}"), row.at).seq
    session.add(row)
    session.flush()
    bulk.add(session, StrikeRow, pl.DataFrame({"batch": row.seq, "account": accounts.sort()}))
    return row


def active(session: Session, policy: str, now: datetime) -> pl.DataFrame:
    """Accounts with strikes of a policy that neither expired nor were taken back; columns of `ACTIVE`."""
    parts = [pl.DataFrame(schema={**ACCOUNTS, "busy": pl.Boolean()})]
    for batch in _batches(session, policy, now):
        busy = batch.ends_at is None or batch.ends_at > now
        parts.append(_left(session, batch, now).with_columns(busy=pl.lit(busy)))
    found = (
        pl.concat(parts).group_by("account").agg(strikes=pl.len().cast(pl.Int64), busy=pl.col("busy").any())
    )
    return found.select(list(ACTIVE)).sort("account")


def of_account(session: Session, export: ExportRow, account: int) -> list[dict[str, Any]]:
    """The strikes an account had when an export was written, oldest first; always the same for that export."""
    policy, now = policy_of(export), export.frozen_at
    if policy is None or now is None:
        return []
    mine = [
        batch
        for batch in _batches(session, policy["name"], now)
        if batch.export != export.id and account in _stood(session, batch, now)["account"]
    ]
    names = ("export", "step", "action", "at", "ends_at", "expires_at")
    return [{name: getattr(batch, name) for name in names} for batch in mine]


def _batches(session: Session, policy: str, now: datetime) -> list[StrikesRow]:
    """Batches that were given by then, and whose strikes count still."""
    counts = StrikesRow.expires_at.is_(None) | (StrikesRow.expires_at > now)
    mine = (StrikesRow.policy == policy) & ~StrikesRow.back & counts & (StrikesRow.at <= now)
    return list(session.scalars(select(StrikesRow).where(mine).order_by(StrikesRow.seq)))


def _left(session: Session, batch: StrikesRow, now: datetime) -> pl.DataFrame:
    """Accounts of a batch whose strike stands, by what became of the export."""
    row, stood = session.get_one(ExportRow, batch.export), _stood(session, batch, now)
    told = received.newest(session, row.id).select("account", "outcome")
    failed, done = (pl.col("outcome") == FAILED), (pl.col("outcome") != FAILED)
    if row.state == CANCELLED:
        return stood.join(told.filter(done), on="account", how="semi")
    return stood.join(told.filter(failed), on="account", how="anti") if row.state in OUT else stood.clear()


def _stood(session: Session, batch: StrikesRow, now: datetime) -> pl.DataFrame:
    """Accounts of a batch whose strike was not taken back by then."""
    back = (StrikesRow.export == batch.export) & StrikesRow.back & (StrikesRow.at <= now)
    gone = select(StrikeRow.account).join(StrikesRow, StrikesRow.seq == StrikeRow.batch).where(back)
    mine = select(StrikeRow.account).where((StrikeRow.batch == batch.seq) & StrikeRow.account.not_in(gone))
    return bulk.read(session, mine, ACCOUNTS)
