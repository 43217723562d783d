"""Appeals against exports: opened with a text, given to somebody who had no part in it, answered with reasons."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.errors import Barred, NotFound, Refused, WrongUse
from linkage.ledger import exports
from linkage.ledger.actions import (
    ANSWERS,
    ASSIGNED,
    DENIED,
    GRANTED,
    OPEN,
    AppealRow,
    ApprovalRow,
    ReviewRow,
)
from linkage.ledger.audit.log import append
from linkage.ledger.db.models import ApiKey
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions.record import Spoken, name_of
from linkage.ledger.exports import act, noting
from linkage.ledger.keys import api_keys
from linkage.ledger.persons import folded

GRANTING: Final = ("error_of_ours", "new_evidence", "shared_by_others")
"""Answers that give the account back; the others let what was done stand."""
LONGEST: Final = 4_000
"""Characters of an appeal."""


def open_one(ledger: Ledger, export: str, account: int, ring_id: str, text: str, spoken: Spoken) -> AppealRow:
    """Open an appeal; the one that is open already is told again. Raises Refused while nothing is out."""
    if not text.strip() or len(text) > LONGEST:
        raise WrongUse(f"an appeal has a text, of at most {LONGEST:,} characters")
    with ledger.write() as session, noting(session, spoken) as wrote:
        row = exports.get(session, export)
        if not row.file:
            raise Refused(f"the export is {row.state}: nothing was done to the account by it")
        before = of_account(session, export, account)
        if before is not None and before.state in (OPEN, ASSIGNED):
            return before
        entry = append(session, act(spoken, "open appeal", export), spoken.at)
        prefix = spoken.author.prefix
        made = AppealRow(
            *(entry.seq, export, account, ring_id, row.ground, spoken.at),
            *(prefix, name_of(session, prefix), text),
        )
        session.add(made)
        wrote.append(made)
    return made


def assign(ledger: Ledger, appeal: int, prefix: str, spoken: Spoken) -> AppealRow:
    """Give an appeal to the person of a key; raises NotFound for a key that is none.

    Raises Barred for the key of a service, for one that ended, and for a person who had a part in the export.
    """
    with ledger.write() as session, noting(session, spoken) as wrote:
        row = _open(session, appeal)
        if session.get(ApiKey, prefix) is None:
            raise NotFound("no key has that prefix: name a person's key")
        name = _outside(session, row, prefix, spoken)
        if row.assigned_person == folded(name):
            return row
        append(session, act(spoken, "assign appeal", f"{appeal} {prefix}"), spoken.at)
        row.assigned, row.assigned_person, row.state = name, folded(name), ASSIGNED
        wrote.append(row)
    return row


def answer(ledger: Ledger, appeal: int, said: str, words: str, spoken: Spoken) -> AppealRow:
    """Answer an appeal, by whom it was given to; raises Barred for anybody else, Refused for one answered before."""
    if said not in ANSWERS:
        raise WrongUse(f"an answer is one of {', '.join(ANSWERS)}")
    with ledger.write() as session, noting(session, spoken) as wrote:
        row = get(session, appeal)
        if (row.answer, row.words, row.answered_by) == (said, words, name_of(session, spoken.author.prefix)):
            return row
        row = _open(session, appeal)
        name = _outside(session, row, spoken.author.prefix, spoken)
        if row.assigned_person != folded(name):
            raise Barred("The appeal is assigned to someone else or to nobody: have it assigned to you.")
        append(session, act(spoken, "answer appeal", f"{appeal} {said}"), spoken.at)
        row.answer, row.words, row.answered_by, row.answered_at = said, words, name, spoken.at
        row.state = GRANTED if said in GRANTING else DENIED
        wrote.append(row)
    return row


def _outside(session: Session, row: AppealRow, prefix: str, spoken: Spoken) -> str:
    """Name of a person who neither asked for the export, nor reviewed nor approved it."""
    key = session.get(ApiKey, prefix)
    if key is None or key.owner_kind != "person" or not api_keys.good(key, spoken.at):
        raise Barred("An appeal needs a person: name a person's key.")
    chain = {exports.get(session, row.export).person}
    for table in (ApprovalRow, ReviewRow):
        chain |= set(session.scalars(select(table.person).where(table.export == row.export)))
    if folded(key.name) in map(folded, chain):
        raise Barred("Have someone else answer: this person had a part in the export.")
    return key.name


def get(session: Session, appeal: int) -> AppealRow:
    """One appeal; raises NotFound."""
    row = session.get(AppealRow, appeal)
    if row is None:
        raise NotFound("no appeal has that number")
    return row


def _open(session: Session, appeal: int) -> AppealRow:
    row = get(session, appeal)
    if row.state not in (OPEN, ASSIGNED):
        raise Refused("the appeal is already answered")
    return row


def of_account(session: Session, export: str, account: int) -> AppealRow | None:
    """The newest appeal of an account against an export."""
    mine = (AppealRow.export == export) & (AppealRow.account == account)
    return session.scalars(select(AppealRow).where(mine).order_by(AppealRow.seq.desc())).first()


def one(ledger: Ledger, appeal: int) -> AppealRow:
    """One appeal; raises NotFound."""
    with ledger.read() as session:
        return get(session, appeal)
