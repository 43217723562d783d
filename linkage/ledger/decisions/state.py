"""The decisions in force, as the ledger has them.

Of one person the newest word counts, and two people who disagree make a ring or account disputed. A verdict on a
ring is about the accounts somebody looked at: it lapses when too many others are among its core and members. What
decisions do is in `linkage.ledger.decisions.policy`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from linkage.ledger.db.decision_models import AllowRow, DecidedRow, DecisionRow, ErasureRow, MemberRow
from linkage.ledger.db.models import PublicationRow
from linkage.ledger.decisions.policy import RELEASED, VERDICTS, AccountState, DecisionState, agreed
from linkage.model import ENFORCEABLE, UNSEEN

Of = TypeVar("Of")

SPLIT, RELEASE, UNDO = "not_same", "release", "undo"

PART = 500
"""Things named in one statement."""


def newest(session: Session) -> str:
    """A sign that changes with every decision, entry of the allowlist, erasure and switch of publications."""
    columns = (DecisionRow.seq, AllowRow.seq, ErasureRow.seq, PublicationRow.seq)
    *said, switched = (session.scalar(select(func.max(column))) or 0 for column in columns)
    return f"{max(said)}.{switched}"


@dataclass(frozen=True)
class About:
    """The few rings and accounts that somebody wants to know of; decisions are many."""

    rings: Sequence[str]
    accounts: Sequence[int]


def decision_state(session: Session, now: datetime, about: About | None = None) -> DecisionState:
    """What is in force at that moment; of some rings and accounts alone, where they are named."""
    decisions = in_force(session, about)
    past = lapsed(session, decisions)
    on_rings = [row for row in decisions if row.account is None and row.seq not in past]
    rings = states((row.ring_id, row) for row in on_rings)
    own = states((row.account, row) for row in decisions if row.account is not None)
    words = {**own, **dict.fromkeys(_released(session, decisions, about), RELEASED)}
    not_of: dict[int, list[str]] = defaultdict(list)
    for row in decisions:
        if row.action == SPLIT and row.account is not None and row.ring_id is not None:
            not_of[row.account].append(row.ring_id)
    allowed = {row.account: row for row in allowed_now(session, now, about.accounts if about else None)}
    return DecisionState(
        rings,
        {
            account: AccountState(
                words.get(account),
                account in allowed,
                tuple(sorted(set(not_of.get(account, ())))),
                allowed[account].expires_at if account in allowed else None,
            )
            for account in sorted({*words, *not_of, *allowed})
        },
    )


def in_force(session: Session, about: About | None = None) -> list[DecisionRow]:
    """Decisions that were not undone, oldest first; acts of undoing are not among them.

    An act of undoing names what the decision named, so those that bear on some rings and accounts are whole.
    """
    query = select(DecisionRow).order_by(DecisionRow.seq)
    if about is not None:
        named = DecisionRow.ring_id.in_(about.rings) | DecisionRow.account.in_(about.accounts)
        let_go = select(DecidedRow.decision).where(DecidedRow.account.in_(about.accounts))
        undoing = DecisionRow.undoes.in_(let_go)
        query = query.where(named | DecisionRow.seq.in_(let_go) | undoing)
    rows = list(session.scalars(query))
    undone = {row.undoes for row in rows}
    return [row for row in rows if row.seq not in undone and row.action != UNDO]


def lapsed(session: Session, decisions: Iterable[DecisionRow]) -> set[int]:
    """Verdicts on rings that have changed since by more than `UNSEEN`: nobody has looked at what they are now."""
    given = {row.seq: row.ring_id for row in decisions if row.account is None and row.action in VERDICTS}
    proved = MemberRow.tier.in_(ENFORCEABLE)
    now: dict[str, int] = {}
    seen: dict[int, int] = {}
    for part in parts(sorted({ring for ring in given.values() if ring is not None})):
        sizes = select(MemberRow.ring_id, func.count()).where(proved & MemberRow.ring_id.in_(part))
        now.update((ring, count) for ring, count in session.execute(sizes.group_by(MemberRow.ring_id)))
    for some in parts(sorted(given)):
        known = (
            select(DecidedRow.decision, func.count())
            .join(DecisionRow, DecisionRow.seq == DecidedRow.decision)
            .join(MemberRow, MemberRow.account == DecidedRow.account)
            .where(proved & (MemberRow.ring_id == DecisionRow.ring_id) & DecidedRow.decision.in_(some))
        )
        seen.update((seq, count) for seq, count in session.execute(known.group_by(DecidedRow.decision)))
    return {
        seq
        for seq, ring in given.items()
        if now.get(ring or "", 0) - seen.get(seq, 0) > UNSEEN * now.get(ring or "", 0)
    }


def parts(items: Sequence[Of]) -> Iterator[Sequence[Of]]:
    """Some at a time: SQLite takes no more than some thousand parameters."""
    return (items[start : start + PART] for start in range(0, len(items), PART))


def states(decisions: Iterable[tuple[Of | None, DecisionRow]]) -> dict[Of, str]:
    """State of everything that was confirmed or dismissed: everybody's newest word, and whether they agree."""
    said: dict[Of, dict[str, str]] = defaultdict(dict)
    for subject, row in decisions:
        if subject is not None and row.action in VERDICTS:
            said[subject][row.name] = VERDICTS[row.action]
    return {subject: agreed(words.values()) for subject, words in said.items()}


def _released(session: Session, decisions: list[DecisionRow], about: About | None) -> list[int]:
    """Accounts that were let go by themselves, or with the ring they were in."""
    let_go = [row for row in decisions if row.action == RELEASE]
    found = [row.account for row in let_go if row.account is not None]
    for part in parts([row.seq for row in let_go if row.account is None]):
        query = select(DecidedRow.account).where(DecidedRow.decision.in_(part))
        if about is not None:
            query = query.where(DecidedRow.account.in_(about.accounts))
        found += session.scalars(query)
    return found


def allowed_now(session: Session, now: datetime, accounts: Sequence[int] | None = None) -> list[AllowRow]:
    """The entries of the allowlist that hold at that moment, one an account, oldest first."""
    last = select(func.max(AllowRow.seq)).group_by(AllowRow.account)
    if accounts is not None:
        last = last.where(AllowRow.account.in_(accounts))
    rows = session.scalars(select(AllowRow).where(AllowRow.seq.in_(last)).order_by(AllowRow.seq))
    return [row for row in rows if row.listed and (row.expires_at is None or row.expires_at > now)]
