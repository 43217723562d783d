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
from linkage.ledger import guards, persons, received, struck, told
from linkage.ledger.actions import AppealRow, ApprovalRow, ExportRow, ReceiptsRow, ReviewRow
from linkage.ledger.audit import closures
from linkage.ledger.audit.log import Act, append, digest, head
from linkage.ledger.db import bulk
from linkage.ledger.db.decision_models import AllowRow, ChangeRow, DecidedRow, DecisionRow, ErasureRow
from linkage.ledger.db.models import (
    ApiKey,
    AuditRow,
    Base,
    BatchRow,
    KindRow,
    PublicationRow,
    Run,
    VerdictRow,
)
from linkage.ledger.db.types import plain
from linkage.ledger.desk import CaseRow
from linkage.ledger.hooks import HookRow
from linkage.ledger.noted import NoteRow
from linkage.ledger.struck import StrikesRow
from linkage.ledger.termed import TermsRow
from linkage.tables import Schema

COVERED: Final[tuple[type[Base], ...]] = (
    *(DecisionRow, AllowRow, ErasureRow, PublicationRow, ApiKey),
    *(ExportRow, ReviewRow, ApprovalRow, ReceiptsRow, AppealRow, HookRow, StrikesRow, TermsRow, CaseRow),
    *(NoteRow, BatchRow, KindRow, Run, VerdictRow),
)
"""Tables whose rows are covered one by one."""
LATER: Final = frozenset(each.__tablename__ for each in (BatchRow, KindRow, Run, VerdictRow))
"""Those whose rows earlier versions did not cover: what a load brought or took back, how a run ended, what reviewers
of a sample said."""
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
    covers = {_key(row): _digest(session, row) for row in rows} | _since(session, last)
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


def present(session: Session) -> Covers:
    """Every row that must be covered as it is now, changes apart; one that cannot be read has no digest."""
    decided = _decided(session)
    return {
        _key(row): _digest(session, row, decided)
        for table in COVERED
        for row in session.scalars(select(table).execution_options(yield_per=1000))
    }


def adopt(session: Session, now: datetime, everything: bool = True, closed: bool = True) -> None:
    """Cover what an earlier version of this code wrote, as it stands: everything, or what it did not cover yet.

    That is the tables of `LATER`, and the accounts that were closed, unless it covered them.
    """
    covers = {key: value for key, value in present(session).items() if everything or key[0] in LATER}
    covers |= _since(session, 0) if everything else {}
    covers |= closures.everything(session) if closed else {}
    if covers:
        append(session, Act(SELF, "adopt", purpose="rows of an earlier version"), now)
        write(session, covers)


def strays(session: Session, covers: Mapping[tuple[str, str], str]) -> list[str]:
    """What is not as the chain has it, in words: rows edited, added or deleted since they were written."""
    spans = {key: value for key, value in covers.items() if key[0] == CHANGES}
    shut = {part: value for (table, part), value in covers.items() if table == closures.CLOSURES}
    own = {key: value for key, value in covers.items() if key[0] not in (CHANGES, closures.CLOSURES)}
    there = present(session)
    found = [f"{_words(key)} was deleted" for key in own.keys() - there.keys()]
    found += [f"{_words(key)} was added by nobody" for key in there.keys() - own.keys()]
    found += [f"{_words(key)} was edited" for key in own.keys() & there.keys() if own[key] != there[key]]
    found = sorted(found) + sorted(_stray_changes(session, spans)) + list(closures.strays(session, shut))
    return found + _orphans(session) + _unguarded(session)


def _orphans(session: Session) -> list[str]:
    """Accounts put down for a decision that nobody has made: the one that takes the number would cover them."""
    made = select(DecisionRow.seq)
    loose = session.scalars(select(DecidedRow.decision).where(DecidedRow.decision.not_in(made)))
    return [f"accounts of decision {each} were added by nobody" for each in sorted(set(loose))]


def _stray_changes(session: Session, spans: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Spans of changes that were touched, and changes outside all of them."""
    counted = 0
    for (_, span), known in spans.items():
        first, last = map(int, span.split("-"))
        counted += last - first + 1
        try:
            same = _span(session, first, last) == known
        except pl.exceptions.PolarsError:  # no moment any more, or no number
            same = False
        if not same:
            yield f"changes {span}: one was edited, added or deleted"
    there = session.scalar(select(func.count()).select_from(ChangeRow)) or 0
    if there > counted:
        yield f"{there - counted} changes were added by nobody"


def _unguarded(session: Session) -> list[str]:
    """Receipts, strikes and deliveries that are not as they were written, and triggers that are gone."""
    gone = guards.missing(session.connection())
    loose = received.strays(session) + struck.strays(session) + list(told.strays(session))
    loose += persons.strays(session)
    return loose + [f"the trigger {name} was dropped or changed" for name in gone]


def _words(key: tuple[str, str]) -> str:
    return f"{key[0]} {key[1]}"


def _key(row: Base) -> tuple[str, str]:
    table = row.__table__
    keys = [str(_plain(getattr(row, column.name))) for column in table.primary_key]
    return str(getattr(table, "name", "")), " ".join(keys)


def _digest(session: Session, row: Base, decided: Mapping[int, str] | None = None) -> str:
    """SHA-256 of what a row says, by column."""
    session.flush()
    said = {
        column.name: _plain(getattr(row, column.name))
        for column in row.__table__.columns
        if column.name not in UNCOVERED
    }
    said |= {name: _account(said[name], said.get(key)) for name, key in NAMED.items() if name in said}
    if isinstance(row, DecisionRow):
        known = _decided(session, row.seq) if decided is None else decided
        said["decided"] = known.get(row.seq, "")
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
    once = ids.unique()
    gone = once.str.starts_with(ERASED)
    named, left = once.filter(~gone), once.filter(gone)
    keys = [
        pl.Series(account_keys(named.to_list()), dtype=pl.Int64).cast(pl.String),
        left.str.strip_prefix(ERASED),
    ]
    return ids.replace_strict(pl.concat([named, left]), pl.concat(keys), return_dtype=pl.String)


def _decided(session: Session, decision: int | None = None) -> dict[int, str]:
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


def _since(session: Session, last: int) -> Covers:
    """The span of the changes after one, where there are any."""
    newest = _newest(session)
    if newest <= last:
        return {}
    just = pl.concat([pl.DataFrame(schema=_CHANGE), *session.info.get(CHANGES, [])])
    rows = just.filter(pl.col("seq").is_between(last + 1, newest))
    whole = rows.height == newest - last
    return {(CHANGES, f"{last + 1}-{newest}"): _said(rows) if whole else _span(session, last + 1, newest)}


def _span(session: Session, first: int, last: int) -> str:
    """SHA-256 of the changes with these numbers, as the ledger has them."""
    query = select(*(getattr(ChangeRow, name) for name in _CHANGE)).order_by(ChangeRow.seq)
    return _said(bulk.read(session, query.where(ChangeRow.seq.between(first, last)), _CHANGE))


def _said(rows: pl.DataFrame) -> str:
    """SHA-256 of changes, in their order."""
    told = rows.with_columns(_accounts(rows["account_id"]).alias("account_id"), pl.col("at").dt.epoch("us"))
    lines = told.select(pl.concat_str(pl.all().cast(pl.String).fill_null("\0"), separator="\x1f")).to_series()
    return hashlib.sha256("\x1e".join(lines.to_list()).encode()).hexdigest()
