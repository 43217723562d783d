"""Decisions of people on rings and accounts: only ever added, with the evidence as it stood; undone by a new one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from linkage.errors import NotFound, Refused, WrongUse
from linkage.ledger import lists
from linkage.ledger.audit.cover import covering
from linkage.ledger.audit.log import COMMAND_LINE, Act, append
from linkage.ledger.db.decision_models import DecidedRow, DecisionRow
from linkage.ledger.db.models import ApiKey
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions import changes, erased
from linkage.ledger.decisions.state import RELEASE, SPLIT, UNDO
from linkage.ledger.runs import publications

ACTIONS = ("confirm", "dismiss", "watch", "release", "not_same", "undo")

MOVED = "another publication was switched to this moment: look again, and decide on what you see"


@dataclass(frozen=True)
class Author:
    """Who acts: the prefix of a key, or `cli`; from the key, never from what was sent."""

    prefix: str = "cli"
    purpose: str = ""


@dataclass(frozen=True)
class Subject:
    """What is decided about: a ring, an account, an account and a ring, or two accounts."""

    ring_id: str | None = None
    account_id: str | None = None
    account: int | None = None
    other_id: str | None = None
    other: int | None = None

    def words(self) -> str:
        """As the audit chain names it."""
        return " ".join(each for each in (self.account_id, self.other_id, self.ring_id) if each)


@dataclass(frozen=True)
class EvidenceSnapshot:
    """The evidence as it stood when something was decided."""

    publication: str
    code: str
    settings: str
    digest: str
    summary: dict[str, Any]
    accounts: Sequence[int] = field(default=(), repr=False)
    """Core and member of the ring that is decided about, or kept apart from."""


def record(
    ledger: Ledger, action: str, subject: Subject, snapshot: EvidenceSnapshot, spoken: "Spoken"
) -> DecisionRow:
    """Write a decision down, with its entry in the audit chain and all it changes, in one transaction.

    `Refused` when another publication is served than the one the evidence is of.
    """
    _check(action, subject)
    with ledger.write() as session, covering(session, _follow(spoken), spoken.at) as wrote:
        served = publications.newest(session)
        if served is None or served.run != snapshot.publication:
            raise Refused(MOVED)
        erased.refuse(session, subject.account, subject.other)
        said = _said_already(session, action, subject, snapshot, spoken)
        if said is not None:
            return said
        row = _row(session, action, subject, spoken)
        row.publication, row.code, row.settings = snapshot.publication, snapshot.code, snapshot.settings
        row.evidence, row.summary = snapshot.digest, snapshot.summary
        session.add(row)
        session.flush()
        held = [{"decision": row.seq, "account": account} for account in sorted(set(snapshot.accounts))]
        if held:
            session.execute(insert(DecidedRow), held)
        changes.refresh(session, _touched(session, row), _cause(row))
        wrote.append(row)
    return row


def _said_already(
    session: Session, action: str, subject: Subject, snapshot: EvidenceSnapshot, spoken: "Spoken"
) -> DecisionRow | None:
    """The decision itself, where it is the newest of this author on this subject: who was killed says it again."""
    if spoken.author.prefix != COMMAND_LINE:  # the API has idempotency keys
        return None
    same = [
        getattr(DecisionRow, name) == getattr(subject, name)
        if getattr(subject, name) is not None
        else getattr(DecisionRow, name).is_(None)
        for name in ("ring_id", "account", "other")
    ]
    author = DecisionRow.author == spoken.author.prefix
    last = select(DecisionRow).where(author, *same).order_by(DecisionRow.seq.desc()).limit(1)
    row = session.scalars(last).first()
    if row is None or (row.action, row.reason, row.evidence) != (action, spoken.reason, snapshot.digest):
        return None
    undone = session.scalars(select(DecisionRow.seq).where(DecisionRow.undoes == row.seq)).first()
    return row if undone is None else None


def _follow(spoken: "Spoken") -> Act:
    return Act(spoken.author.prefix, "note changes", purpose=spoken.author.purpose)


@dataclass(frozen=True)
class Spoken:
    """Who says so, why and when."""

    author: Author
    reason: str
    at: datetime


def undo(ledger: Ledger, decision: int, spoken: Spoken) -> DecisionRow:
    """Undo a decision by a new one; `NotFound` when there is none, `Refused` when it is undone already."""
    with ledger.write() as session, covering(session, _follow(spoken), spoken.at) as wrote:
        old = session.get(DecisionRow, decision)
        if old is None:
            raise NotFound("no decision has that number: `linkage decisions` shows them")
        if old.action == UNDO:
            raise Refused("the undoing of a decision cannot be undone: record a new decision")
        done = session.scalars(select(DecisionRow).where(DecisionRow.undoes == decision)).first()
        if done is not None and (done.author, done.reason) == (COMMAND_LINE, spoken.reason):
            return done  # who was killed says it again
        if done is not None:
            raise Refused("the decision is already undone")
        subject = Subject(old.ring_id, old.account_id, old.account, old.other_id, old.other)
        row = _row(session, UNDO, subject, spoken)
        row.undoes = decision
        row.publication, row.code, row.settings = old.publication, old.code, old.settings
        session.add(row)
        session.flush()
        changes.refresh(session, _touched(session, old), _cause(row))
        wrote.append(row)
    return row


def _check(action: str, subject: Subject) -> None:
    """Is this a thing one can decide?"""
    if action not in ACTIONS or action == UNDO:
        raise WrongUse(f"decide one of {', '.join(ACTIONS)}")
    if action == SPLIT and (subject.account is None or (subject.other is None) == (subject.ring_id is None)):
        raise WrongUse("`not_same` takes an account and a ring, or two accounts")
    if action == SPLIT and subject.account == subject.other:
        raise WrongUse("an account always has the same operator as itself: name two accounts")
    if action != SPLIT and (subject.account is None) == (subject.ring_id is None):
        raise WrongUse(f"`{action}` takes a ring or an account")


def _row(session: Session, action: str, subject: Subject, spoken: Spoken) -> DecisionRow:
    """A decision with its place in the audit chain."""
    prefix = spoken.author.prefix
    act = Act(prefix, f"decide {action}", subject.words(), spoken.author.purpose or spoken.reason)
    entry = append(session, act, spoken.at)
    return DecisionRow(
        seq=entry.seq,
        at=spoken.at,
        action=action,
        reason=spoken.reason,
        author=prefix,
        name=name_of(session, prefix),
        ring_id=subject.ring_id,
        account_id=subject.account_id,
        account=subject.account,
        other_id=subject.other_id,
        other=subject.other,
    )


def name_of(session: Session, prefix: str) -> str:
    """Whose key it is; the prefix itself where it is none of the ledger's."""
    key = session.get(ApiKey, prefix)
    return prefix if key is None else key.name


def _cause(row: DecisionRow) -> changes.Cause:
    return changes.Cause(changes.DECISION, str(row.seq), row.at)


def _touched(session: Session, row: DecisionRow) -> list[ColumnElement[bool]]:
    """The members whose answers a decision may change."""
    if row.account is not None:
        return changes.among([row.account])
    if row.action == RELEASE:
        held = select(DecidedRow.account).where(DecidedRow.decision == row.seq)
        return changes.among(list(session.scalars(held)))
    return [changes.of_ring(row.ring_id or "")]


@dataclass(frozen=True)
class Wanted(lists.Wanted):
    """Which decisions; what is None is not asked for."""

    about: str | None = None
    """A ring or an account they name."""

    def conditions(self, table: type[lists.Row]) -> Iterator[ColumnElement[bool]]:
        """The filters asked for."""
        yield from super().conditions(table)
        if self.about is not None:
            named = (DecisionRow.ring_id == self.about) | (DecisionRow.account_id == self.about)
            yield named | (DecisionRow.other_id == self.about)


def decisions(
    ledger: Ledger, before: int | None = None, limit: int | None = None, wanted: Wanted | None = None
) -> list[DecisionRow]:
    """Decisions that are wanted, newest first unless it is said otherwise: those past a place, at most so many."""
    return lists.rows(ledger, DecisionRow, wanted or Wanted(), before, limit)


def undone(ledger: Ledger, seqs: Sequence[int]) -> dict[int, int]:
    """By which decision each of these was undone, for those that were."""
    with ledger.read() as session:
        query = select(DecisionRow).where(DecisionRow.undoes.in_(seqs))
        return {row.undoes: row.seq for row in session.scalars(query) if row.undoes is not None}


def document(row: DecisionRow) -> dict[str, object]:
    """A decision as a document."""
    return {
        "decision": row.seq,
        "at": row.at,
        "action": row.action,
        "ring": row.ring_id,
        "account_id": row.account_id,
        "other_id": row.other_id,
        "reason": row.reason,
        "author": row.author,
        "name": row.name,
        "evidence": {
            "publication": row.publication,
            "code": row.code,
            "settings": row.settings,
            "digest": row.evidence,
            "summary": row.summary or None,
        },
        "undoes": row.undoes,
    }
