"""The allowlist: accounts that are never to be acted against, with a reason and an end; only ever added to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.errors import NotFound, WrongUse
from linkage.ledger import lists
from linkage.ledger.audit.cover import covering
from linkage.ledger.audit.log import COMMAND_LINE, Act, append
from linkage.ledger.db.decision_models import AllowRow
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions import changes, erased
from linkage.ledger.decisions.record import Spoken, name_of
from linkage.ledger.decisions.state import allowed_now


@dataclass(frozen=True)
class Entry:
    """An account that is put on the list until a moment, for good, or taken off it."""

    account_id: str
    account: int
    listed: bool = True
    expires_at: datetime | None = None


def allow(ledger: Ledger, entry: Entry, spoken: Spoken) -> AllowRow:
    """Put an account on the list, or take it off, with its entry in the audit chain, in one transaction.

    `WrongUse` for an end that is past, `NotFound` for taking off what is not on it.
    """
    if entry.expires_at is not None and entry.expires_at <= spoken.at:
        raise WrongUse("the entry would end before it begins: give a later end")
    purpose = spoken.author.purpose or spoken.reason
    act = Act(spoken.author.prefix, "allow" if entry.listed else "disallow", entry.account_id, purpose)
    with ledger.write() as session, covering(session, act, spoken.at) as wrote:
        erased.refuse(session, entry.account)
        said = _said_already(session, entry, spoken)
        if said is not None:
            return said
        if not entry.listed and not allowed_now(session, spoken.at, [entry.account]):
            raise NotFound("the account is not on the allowlist")
        row = AllowRow(
            seq=append(session, act, spoken.at).seq,
            at=spoken.at,
            account_id=entry.account_id,
            account=entry.account,
            listed=entry.listed,
            reason=spoken.reason,
            author=spoken.author.prefix,
            name=name_of(session, spoken.author.prefix),
            expires_at=entry.expires_at,
        )
        session.add(row)
        session.flush()
        cause = changes.Cause(changes.ALLOWLIST, str(row.seq), row.at)
        changes.refresh(session, changes.among([entry.account]), cause)
        wrote.append(row)
    return row


def _said_already(session: Session, entry: Entry, spoken: Spoken) -> AllowRow | None:
    """The entry itself, where it is the newest of the account: who was killed says it again."""
    last = select(AllowRow).where(AllowRow.account == entry.account).order_by(AllowRow.seq.desc()).limit(1)
    row = session.scalars(last).first()
    asked = (entry.listed, entry.expires_at, spoken.reason, COMMAND_LINE)
    own = spoken.author.prefix == COMMAND_LINE  # the API has idempotency keys
    same = own and row is not None and (row.listed, row.expires_at, row.reason, row.author) == asked
    return row if same else None


def entries(ledger: Ledger, before: int | None = None, limit: int | None = None) -> list[AllowRow]:
    """Every entry, newest first: those before a place, at most so many."""
    return lists.rows(ledger, AllowRow, lists.Wanted(), before, limit)


def holding(ledger: Ledger, now: datetime) -> list[AllowRow]:
    """The entries that hold now, one an account, newest first."""
    with ledger.read() as session:
        return allowed_now(session, now)[::-1]


def document(row: AllowRow) -> dict[str, object]:
    """An entry of the allowlist as a document."""
    return {
        "entry": row.seq,
        "at": row.at,
        "account_id": row.account_id,
        "listed": row.listed,
        "reason": row.reason,
        "expires_at": row.expires_at,
        "author": row.author,
        "name": row.name,
    }
