"""Exports of actions: requested, previewed, approved by people, produced, taken back; each step audited.

A step is taken in one transaction, and taking it again changes nothing. What people approve is bound to a digest
of everything that the file will say; nothing of it changes afterwards, but that accounts may be left out.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.errors import NotFound, Refused, WrongUse
from linkage.ledger import lists, outcomes, strikes
from linkage.ledger.actions import (
    ACTION,
    ACTIONS,
    APPROVED,
    CANCELLED,
    EXPIRED,
    GROUNDS,
    OUT,
    PREVIEWED,
    PRODUCED,
    REQUESTED,
    REVOKED,
    ExportRow,
)
from linkage.ledger.audit.cover import covering
from linkage.ledger.audit.log import Act, append
from linkage.ledger.db.models import Base
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions.record import Spoken, name_of
from linkage.ledger.persons import folded

PEOPLE: Final = ((100, 1), (5_000, 2))
"""Accounts below which so many people have to approve; three from the last on."""
MOST_PEOPLE: Final = 3
SAMPLE, FEWEST_REVIEWED = 300, 20
"""Accounts to review of an export of 1,000 or more, and of the smallest; a share of those between."""
SHARE: Final = 0.3
OPEN: Final = timedelta(hours=72)
"""How long an export can be approved and produced."""
FORMATS: Final = ("csv", "jsonl", "parquet")


@dataclass(frozen=True)
class Wanted:
    """What is asked for."""

    action: str
    ground: str
    rings: tuple[str, ...] = ()
    """Confirmed rings; all of them where none is named."""
    ends_at: datetime | None = None
    waves: tuple[float, ...] = (1.0,)
    """Shares of the accounts that come up to each wave; the last is all."""
    hold: int = 0
    """Seconds between waves."""
    window: int = 0
    """Seconds after its wave within which each account has a moment of its own."""
    format: str = "csv"
    policy: Mapping[str, Any] | None = None
    """The policy it is asked for by: name, digest of its file, and what it says."""
    accounts: tuple[int, ...] | None = None
    """Keys of accounts: nobody but these, of the rings; all where it is left out."""

    def asked(self) -> dict[str, Any]:
        """As it is kept."""
        by = {} if self.policy is None else {"policy": dict(self.policy)}
        of = {} if self.accounts is None else {"accounts": sorted(set(self.accounts))}
        return (
            by
            | of
            | {
                "rings": sorted(set(self.rings)),
                "waves": list(self.waves),
                "hold": self.hold,
                "window": self.window,
                "format": self.format,
            }
        )


@dataclass(frozen=True)
class Basis:
    """The publication an export is of."""

    publication: str
    watermark: int
    versions: Mapping[str, str]
    """digest, code, settings."""


@dataclass(frozen=True)
class Previewed:
    """What a preview found."""

    selection: str
    accounts: int
    sample: Sequence[int]
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Fixed:
    """What a file will say, beside what was approved."""

    left_out: Mapping[int, str]
    """Accounts that were let go since, and why."""
    lapses: Sequence[str]
    """Exports whose end is told."""
    accounts: pl.Series
    """Keys of those that are left."""
    most_day: int
    """Accounts that may be acted on in a day."""


def needed(accounts: int) -> int:
    """How many people have to approve an export of so many accounts."""
    return next((people for below, people in PEOPLE if accounts < below), MOST_PEOPLE)


def to_review(accounts: int) -> int:
    """How many accounts of the sample have to be reviewed."""
    return min(accounts, SAMPLE, max(FEWEST_REVIEWED, -int(-accounts * SHARE // 1)))


def digest(row: ExportRow) -> str:
    """SHA-256 of everything that reviews and approvals are about."""
    ends = row.ends_at.astimezone(UTC).isoformat() if row.ends_at else None
    until = row.expires_at.astimezone(UTC).isoformat()
    said: list[object] = [
        row.id,
        row.kind,
        row.action,
        row.ground,
        row.publication,
        dict(row.versions),
        ends,
        until,
    ]
    said += [dict(row.asked), row.selection, row.accounts, list(row.sample), row.to_review]
    said.append(row.preview.get("evidence"))
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def check(wanted: Wanted, now: datetime) -> None:
    """Is this something that can be asked for? Raises WrongUse."""
    if wanted.action not in ACTIONS or wanted.ground not in GROUNDS:
        raise WrongUse(f"an action is one of {', '.join(ACTIONS)}, a ground one of {', '.join(GROUNDS)}")
    if (wanted.ends_at is None) != (wanted.action == "ban"):
        raise WrongUse("a ban has no end, and every other action has one: give it or leave it out")
    if wanted.ends_at is not None and wanted.ends_at <= now:
        raise WrongUse("the action would end before it begins: give a later end")
    rising = list(wanted.waves) == sorted(set(wanted.waves)) and wanted.waves[-1:] == (1.0,)
    if not rising or wanted.waves[0] <= 0:
        raise WrongUse("waves are shares that rise up to 1, such as 0.01, 0.1, 1")
    if min(wanted.hold, wanted.window) < 0 or wanted.format not in FORMATS:
        raise WrongUse(f"times are not below 0, and a format is one of {', '.join(FORMATS)}")


def request(ledger: Ledger, wanted: Wanted, basis: Basis, spoken: Spoken) -> ExportRow:
    """Ask for an export; raises WrongUse for one that could not be."""
    check(wanted, spoken.at)
    with ledger.write() as session, noting(session, spoken) as wrote:
        row = begun(session, ACTION, wanted, basis, spoken)
        if wanted.policy is not None:
            by = f"{wanted.policy['name']} {wanted.policy['digest']} {row.id}"
            append(session, act(spoken, "apply policy", by), spoken.at)
        wrote.append(row)
    return row


def begun(
    session: Session, kind: str, wanted: Wanted, basis: Basis, spoken: Spoken, revokes: str | None = None
) -> ExportRow:
    """A new export with its entry in the audit chain; one that takes back is approved from the start."""
    entry = append(session, act(spoken, f"request {wanted.action}", basis.publication), spoken.at)
    name = name_of(session, spoken.author.prefix)
    row = ExportRow(
        id=f"X-{entry.seq:06d}-{hashlib.sha256(entry.digest.encode()).hexdigest()[:8]}",
        seq=entry.seq,
        at=spoken.at,
        kind=kind,
        action=wanted.action,
        ground=wanted.ground,
        reason=spoken.reason,
        author=spoken.author.prefix,
        name=name,
        person=folded(name),
        publication=basis.publication,
        watermark=basis.watermark,
        versions=dict(basis.versions),
        expires_at=spoken.at + OPEN,
        ends_at=wanted.ends_at,
        asked=wanted.asked(),
        revokes=revokes,
        state=REQUESTED if kind == ACTION else APPROVED,
    )
    session.add(row)
    session.flush()
    return row


def previewed(ledger: Ledger, export: str, found: Previewed, spoken: Spoken) -> ExportRow:
    """Note what a preview found; raises Refused for an export that was previewed before."""
    with ledger.write() as session, noting(session, spoken) as wrote:
        row = at(session, export, spoken.at, REQUESTED)
        row.selection, row.accounts, row.sample = found.selection, found.accounts, list(found.sample)
        row.preview, row.to_review = dict(found.told), to_review(found.accounts)
        row.digest, row.state = digest(row), PREVIEWED
        append(session, act(spoken, "preview export", f"{row.id} {row.digest}"), spoken.at)
        wrote.append(row)
    return row


def freeze(ledger: Ledger, export: str, fixed: Fixed, now: datetime) -> ExportRow:
    """Fix what the file will say, once: whoever was killed while it was written writes the same again.

    Raises Refused beyond the accounts of a day: exports that are produced at once are counted one after the other.
    """
    with ledger.write() as session, noting(session, None, now) as wrote:
        row = at(session, export, now, APPROVED)
        if row.frozen_at is None:
            outcomes.within_day(session, row, fixed.most_day, now)
            row.frozen_at, row.lapses = now, list(fixed.lapses)
            row.left_out = {str(account): why for account, why in fixed.left_out.items()}
            append(session, Act(row.author, "freeze export", export), now)
            wrote += [row, *strikes.give(session, row, fixed.accounts, now)]
    return row


def produced(ledger: Ledger, export: str, file: Mapping[str, Any], spoken: Spoken) -> ExportRow:
    """Note the file that was written; again changes nothing."""
    with ledger.write() as session, noting(session, spoken) as wrote:
        row = get(session, export)
        if row.state in OUT and dict(row.file) == dict(file):
            return row
        row = at(session, export, None, APPROVED)
        row.file, row.state = dict(file), PRODUCED
        append(session, act(spoken, "produce export", f"{export} {file['sha256']}"), spoken.at)
        wrote.append(row)
    return row


def cancel(ledger: Ledger, export: str, spoken: Spoken) -> ExportRow:
    """Cancel an export: what was not acted upon is not to be; again changes nothing."""
    with ledger.write() as session, noting(session, spoken) as wrote:
        row = get(session, export)
        if row.state == CANCELLED:
            return row
        if row.state in (EXPIRED, REVOKED):
            raise Refused(f"the export is {row.state}")
        append(session, act(spoken, "cancel export", export), spoken.at)
        row.state = CANCELLED
        wrote.append(row)
    return row


def expire(ledger: Ledger, now: datetime) -> list[str]:
    """Have exports whose time is over expire; their ids."""
    open_ones = ExportRow.state.in_((REQUESTED, PREVIEWED, APPROVED)) & (ExportRow.kind == ACTION)
    late = open_ones & (ExportRow.expires_at <= now) & ExportRow.frozen_at.is_(None)
    with ledger.read() as session:
        if session.scalars(select(ExportRow.id).where(late).limit(1)).first() is None:
            return []
    with ledger.write() as session, noting(session, None, now) as wrote:
        rows = list(session.scalars(select(ExportRow).where(late).order_by(ExportRow.seq)))
        for row in rows:
            append(session, Act("linkage", "expire export", row.id), now)
            row.state = EXPIRED
        wrote += rows
    return [row.id for row in rows]


def get(session: Session, export: str) -> ExportRow:
    """One export; raises NotFound."""
    row = session.get(ExportRow, export)
    if row is None:
        raise NotFound("no export has that id")
    return row


def at(session: Session, export: str, now: datetime | None, state: str) -> ExportRow:
    """One export that is in a state, and whose time is not over; raises NotFound, Refused."""
    row = get(session, export)
    if row.state != state:
        raise Refused(f"the export is {row.state}, and would have to be {state}")
    if now is not None and row.frozen_at is None and row.expires_at <= now:
        raise Refused("the time for approval and production is over: request a new export")
    return row


def one(ledger: Ledger, export: str) -> ExportRow:
    """One export; raises NotFound."""
    with ledger.read() as session:
        return get(session, export)


def listed(ledger: Ledger, limit: int | None = None) -> list[ExportRow]:
    """Exports, newest first, at most so many."""
    return lists.rows(ledger, ExportRow, lists.Wanted(), limit=limit)


def out(session: Session, publication: str | None = None) -> list[ExportRow]:
    """Exports with a file that a consumer may act on, oldest first."""
    query = select(ExportRow).where(ExportRow.state.in_(OUT)).order_by(ExportRow.seq)
    return list(
        session.scalars(query if publication is None else query.where(ExportRow.publication == publication))
    )


def act(spoken: Spoken, action: str, subject: str) -> Act:
    """What somebody does, as the audit chain has it."""
    return Act(spoken.author.prefix, action, subject, spoken.author.purpose or spoken.reason)


def noting(
    session: Session, spoken: Spoken | None, now: datetime | None = None
) -> AbstractContextManager[list[Base]]:
    """Have the act's entry cover the rows that are put into the list."""
    said = Act("linkage", "note export") if spoken is None else act(spoken, "note export", "")
    moment = now if spoken is None else spoken.at
    assert moment is not None
    return covering(session, said, moment)
