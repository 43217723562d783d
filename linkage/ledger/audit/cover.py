"""What each audited act wrote: digests of the rows that grant or act, so that a row edited, added or deleted is seen.

An entry of the audit chain names the rows its act wrote, `[table, key, digest]` each; the newest digest of a row
counts. Decisions, the allowlist, publications, keys, batches, runs and the like go by their keys, changes by spans of
theirs, closed accounts by parts (`closures`). An account's id stands in a digest as the account's key, so that an
erasure, which takes ids out, changes none.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from linkage.hashing import account_key, account_keys
from linkage.ledger.audit import closures
from linkage.ledger.audit.log import Act, append, digest, head
from linkage.ledger.db import bulk
from linkage.ledger.db.decision_models import ChangeRow, DecidedRow, DecisionRow
from linkage.ledger.db.models import AuditRow, Base
from linkage.ledger.db.types import plain
from linkage.tables import Schema

UNCOVERED: Final = {"last_used", "last_told", "folded_name"}
"""Columns that only count, and grant nothing; and one that follows from another."""
NAMED: Final = {"account_id": "account", "other_id": "other"}
"""Columns with the id of an account, and those with its key."""
ERASED: Final = "erased:"
SELF: Final = "linkage"
"""Actor of what follows from the clock, or from an act that was done before."""
CHANGES: Final = "changes"
_CHANGE: Final = {
    "seq": pl.Int64(),
    "at": pl.Datetime("us", "UTC"),
    "account_id": pl.String(),
    "ring_id": pl.String(),
    "before": pl.String(),
    "after": pl.String(),
    "cause": pl.String(),
    "by": pl.String(),
}

Covers = dict[tuple[str, str], str]
"""Digests by table and key."""


@contextmanager
def covering(session: Session, act: Act, now: datetime) -> Iterator[list[Base]]:
    """Have the entry that is appended within cover the rows put into the list, and the changes noted meanwhile.

    Where none is appended, and there is something to cover, an entry of this act is.
    """
    rows: list[Base] = []
    last, entries = _newest(session), head(session)[0]
    yield rows
    session.flush()
    covers = {key_of(row): digest_of(session, row) for row in rows} | since(session, last)
    covers |= closures.since(session, entries)
    if not covers:
        return
    if head(session)[0] == entries:
        append(session, act, now)
    write(session, covers)


def write(session: Session, covers: Covers) -> None:
    """Have the last entry of the chain cover these rows."""
    entry = session.get_one(AuditRow, head(session)[0])
    entry.covers = json.dumps([[*key, value] for key, value in sorted(covers.items())])
    entry.digest = digest(entry)
    session.flush()


def key_of(row: Base) -> tuple[str, str]:
    """Its table, and its key in it."""
    table = row.__table__
    keys = [str(_plain(getattr(row, column.name))) for column in table.primary_key]
    return str(getattr(table, "name", "")), " ".join(keys)


def digest_of(session: Session, row: Base, known: Mapping[int, str] | None = None) -> str:
    """SHA-256 of what a row says, by column."""
    session.flush()
    said = {
        column.name: _plain(getattr(row, column.name))
        for column in row.__table__.columns
        if column.name not in UNCOVERED
    }
    said |= {name: _account(said[name], said.get(key)) for name, key in NAMED.items() if name in said}
    if isinstance(row, DecisionRow):
        about = decided(session, row.seq) if known is None else known
        said["decided"] = about.get(row.seq, "")
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """A value as either database gives it back."""
    if isinstance(value, str):
        return plain(value)
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def _account(account_id: str | None, key: int | None) -> str:
    """An account's key, by its id where that is still there."""
    if account_id is None:
        return str(key)
    gone = account_id.startswith(ERASED)
    return account_id.removeprefix(ERASED) if gone else str(account_key(account_id))


def _accounts(ids: pl.Series) -> pl.Series:
    """The same of a column: keys as text, by ids or by what erasures left of them."""
    keys = pl.Series(account_keys(ids.to_list()), dtype=pl.Int64).cast(pl.String)
    return ids.str.strip_prefix(ERASED).zip_with(ids.str.starts_with(ERASED), keys)


def decided(session: Session, decision: int | None = None) -> dict[int, str]:
    """By decision, a digest of the accounts it was about."""
    schema: Schema = {"decision": pl.Int64(), "account": pl.Int64()}
    query = select(DecidedRow.decision, DecidedRow.account).order_by(DecidedRow.decision, DecidedRow.account)
    rows = bulk.read(
        session, query if decision is None else query.where(DecidedRow.decision == decision), schema
    )
    return {
        int(part["decision"][0]): hashlib.sha256(part["account"].to_numpy().tobytes()).hexdigest()
        for part in rows.partition_by("decision", maintain_order=True)
    }


def _newest(session: Session) -> int:
    return session.scalar(select(func.max(ChangeRow.seq))) or 0


def noted(session: Session, rows: pl.DataFrame) -> None:
    """Remember changes as they were just added, so that what covers them need not read them back."""
    kept = rows.select(pl.col(name).cast(kind) for name, kind in _CHANGE.items())
    session.info.setdefault(CHANGES, []).append(bulk.storable(kept))


def since(session: Session, last: int) -> Covers:
    """The span of the changes after one, where there are any."""
    newest = _newest(session)
    if newest <= last:
        return {}
    just = pl.concat([pl.DataFrame(schema=_CHANGE), *session.info.get(CHANGES, [])])
    rows = just.filter(pl.col("seq").is_between(last + 1, newest))
    whole = rows.height == newest - last
    return {(CHANGES, f"{last + 1}-{newest}"): _said(rows) if whole else span_of(session, last + 1, newest)}


def span_of(session: Session, first: int, last: int) -> str:
    """SHA-256 of the changes with these numbers, as the ledger has them."""
    query = select(*(getattr(ChangeRow, name) for name in _CHANGE)).order_by(ChangeRow.seq)
    return _said(bulk.read(session, query.where(ChangeRow.seq.between(first, last)), _CHANGE))


def _said(rows: pl.DataFrame) -> str:
    """SHA-256 of changes, in their order."""
    told = rows.with_columns(_accounts(rows["account_id"]).alias("account_id"), pl.col("at").dt.epoch("us"))
    line = pl.concat_str(pl.all().cast(pl.String).fill_null("\0"), separator="\x1f").str.join("\x1e")
    return hashlib.sha256(told.select(line).item().encode()).hexdigest()
