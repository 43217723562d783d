"""An account erased because its person asked for it: once, for good, and its id gone from the ledger's tables.

Only the audit chain still says what it said before, since no entry of it can be changed; the entry of the
erasure itself names the account by its key. See docs/decisions/0022.
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from linkage.errors import UnknownAccount
from linkage.ledger import noted
from linkage.ledger.audit.cover import ERASED, SELF, covering
from linkage.ledger.audit.log import Act, append
from linkage.ledger.db.decision_models import AllowRow, ChangeRow, DecisionRow, ErasureRow
from linkage.ledger.db.models import VerdictRow
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions import changes
from linkage.ledger.decisions.record import Spoken, name_of


def erase(ledger: Ledger, account_id: str, account: int, spoken: Spoken, seen: bool) -> ErasureRow:
    """Write an erasure down, with its entry in the audit chain, and drop the id everywhere, in one transaction.

    An account that was erased before is answered with that erasure; what has come to name it since is dropped
    too. `UnknownAccount` for one that was neither erased nor `seen`.
    """
    with ledger.write() as session, covering(session, Act(SELF, "note changes"), spoken.at) as wrote:
        row = session.scalars(select(ErasureRow).where(ErasureRow.account == account)).first()
        if row is None:
            if not seen:
                raise UnknownAccount("Check the id: no loaded feed has it.")
            row = _row(session, account, spoken)
            wrote.append(row)
        _drop(session, account_id, account)
        wrote += noted.forget(session, account)
        changes.forget(
            session, account, pseudonym(account), changes.Cause(changes.ERASURE, str(row.seq), spoken.at)
        )
    return row


def pseudonym(account: int) -> str:
    """What stands in place of the id where a column cannot be empty: one name an account, so counts stay true."""
    return f"{ERASED}{account}"


def _row(session: Session, account: int, spoken: Spoken) -> ErasureRow:
    prefix = spoken.author.prefix
    act = Act(prefix, "erase", str(account), spoken.author.purpose or spoken.reason)
    row = ErasureRow(
        seq=append(session, act, spoken.at).seq,
        at=spoken.at,
        account=account,
        reason=spoken.reason,
        author=prefix,
        name=name_of(session, prefix),
    )
    session.add(row)
    session.flush()
    return row


def _drop(session: Session, account_id: str, account: int) -> None:
    """Take the id out of decisions, the allowlist, verdicts and the feed."""
    for column, key in (
        (DecisionRow.account_id, DecisionRow.account),
        (DecisionRow.other_id, DecisionRow.other),
    ):
        session.execute(update(DecisionRow).where(key == account).values({column: None}))
    for table in (AllowRow, VerdictRow, ChangeRow):
        named = update(table).where(table.account_id == account_id)
        session.execute(named.values(account_id=pseudonym(account)))
