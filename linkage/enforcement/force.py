"""What exports have done that is in force still, and what has ended: told from the ledger and their selections."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import polars as pl

from linkage.enforcement import selection
from linkage.ledger import Ledger, outcomes
from linkage.ledger.actions import ACTIONS, ExportRow
from linkage.settings import Settings

IN_FORCE = {
    "account": pl.Int64(),
    "account_id": pl.String(),
    "ring_id": pl.String(),
    "action": pl.String(),
    "export": pl.String(),
}
"""One row an account and export: what is in force."""


def left(settings: Settings, ledger: Ledger, row: ExportRow) -> pl.DataFrame:
    """Accounts of an export that were neither left out nor taken back; columns of `SELECTED`."""
    return pl.concat([pl.DataFrame(schema=selection.SELECTED), *left_parts(settings, ledger, row)])


def left_parts(settings: Settings, ledger: Ledger, row: ExportRow) -> Iterator[pl.DataFrame]:
    """The same, some rows at a time."""
    with ledger.read() as session:
        back = outcomes.revocations(session, row.id)
    gone = [pl.Series(dtype=pl.Int64), *(written(settings, each)["account"] for each in back)]
    taken = pl.DataFrame({"account": pl.concat(gone)})
    for part in written_parts(settings, row):
        yield part.join(taken, on="account", how="anti", maintain_order="left")


def written(settings: Settings, row: ExportRow, left_out: Iterable[int] | None = None) -> pl.DataFrame:
    """The accounts that the file of an export has, lapses apart; columns of `SELECTED`.

    Before it is written, those it would have with these left out.
    """
    parts = written_parts(settings, row, left_out)
    return pl.concat([pl.DataFrame(schema=selection.SELECTED), *parts])


def written_parts(
    settings: Settings, row: ExportRow, left_out: Iterable[int] | None = None
) -> Iterator[pl.DataFrame]:
    """The same, some rows at a time."""
    out = pl.Series(list(map(int, row.left_out if left_out is None else left_out)), dtype=pl.Int64)
    for part in selection.parts(settings.exports / (row.revokes or row.id), row.selection):
        yield part.filter(~pl.col("account").is_in(out.implode()))


def in_force(settings: Settings, ledger: Ledger, now: datetime) -> pl.DataFrame:
    """Every action that has neither ended nor been taken back; columns of `IN_FORCE`."""
    with ledger.read() as session:
        rows = outcomes.actions_out(session)
    held = [
        left(settings, ledger, row).select(
            "account", "account_id", "ring_id", "action", export=pl.lit(row.id)
        )
        for row in rows
        if row.ends_at is None or row.ends_at > now
    ]
    return pl.concat([pl.DataFrame(schema=IN_FORCE), *held])


def done(held: pl.DataFrame, action: str) -> pl.Series:
    """Accounts to which this, or something harsher, was done already."""
    as_harsh = ACTIONS[ACTIONS.index(action) :]
    return held.filter(pl.col("action").is_in(as_harsh))["account"].unique()


def is_account(account: int) -> pl.Expr:
    """The rows of one account."""
    return pl.col("account") == account


def is_named(*ids: str) -> pl.Expr:
    """The rows of accounts with these ids."""
    return pl.col("account_id").is_in(ids)
