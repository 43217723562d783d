"""What is not as the audit chain has it: rows edited, added or deleted since they were written.

It looks into every table that is covered, and so apart from `cover`, which every act needs.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from linkage.ledger import guards, persons, received, struck, told
from linkage.ledger.actions import AppealRow, ApprovalRow, ExportRow, ReceiptsRow, ReviewRow
from linkage.ledger.audit import closures
from linkage.ledger.audit.cover import (
    CHANGES,
    SELF,
    Covers,
    decided,
    digest_of,
    key_of,
    since,
    span_of,
    write,
)
from linkage.ledger.audit.log import Act, append
from linkage.ledger.db.decision_models import AllowRow, ChangeRow, DecidedRow, DecisionRow, ErasureRow
from linkage.ledger.db.models import ApiKey, Base, BatchRow, KindRow, PublicationRow, Run, VerdictRow
from linkage.ledger.desk import CaseRow
from linkage.ledger.hooks import HookRow
from linkage.ledger.noted import NoteRow
from linkage.ledger.struck import StrikesRow
from linkage.ledger.termed import TermsRow

COVERED: Final[tuple[type[Base], ...]] = (
    *(DecisionRow, AllowRow, ErasureRow, PublicationRow, ApiKey),
    *(ExportRow, ReviewRow, ApprovalRow, ReceiptsRow, AppealRow, HookRow, StrikesRow, TermsRow, CaseRow),
    *(NoteRow, BatchRow, KindRow, Run, VerdictRow),
)
"""Tables whose rows are covered one by one."""
LATER: Final = frozenset(each.__tablename__ for each in (BatchRow, KindRow, Run, VerdictRow))
"""Those whose rows earlier versions did not cover: what a load brought or took back, how a run ended, what reviewers
of a sample said."""


def present(session: Session) -> Covers:
    """Every row that must be covered as it is now, changes apart; one that cannot be read has no digest."""
    known = decided(session)
    return {
        key_of(row): digest_of(session, row, known)
        for table in COVERED
        for row in session.scalars(select(table).execution_options(yield_per=1000))
    }


def adopt(session: Session, now: datetime, everything: bool = True, closed: bool = True) -> None:
    """Cover what an earlier version of this code wrote, as it stands: everything, or what it did not cover yet.

    That is the tables of `LATER`, and the accounts that were closed, unless it covered them.
    """
    covers = {key: value for key, value in present(session).items() if everything or key[0] in LATER}
    covers |= since(session, 0) if everything else {}
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
            same = span_of(session, first, last) == known
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
