"""Who was erased: accounts of people who asked to be forgotten, by key; nothing that is written may name them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.errors import UnknownAccount
from linkage.ledger.db.decision_models import ErasureRow
from linkage.ledger.db.session import Ledger


def keys(session: Session) -> list[int]:
    """Keys of all that were erased, sorted."""
    return list(session.scalars(select(ErasureRow.account).order_by(ErasureRow.account)))


def everyone(ledger: Ledger) -> list[int]:
    """The same, in a transaction of its own."""
    with ledger.read() as session:
        return keys(session)


def any_of(session: Session, accounts: Sequence[int]) -> bool:
    """Whether one of these was erased."""
    found = select(ErasureRow.seq).where(ErasureRow.account.in_(accounts))
    return bool(accounts) and session.scalars(found).first() is not None


def refuse(session: Session, *accounts: int | None) -> None:
    """Raise UnknownAccount where one of them was erased: whoever still saw it saw it too late."""
    if any_of(session, [each for each in accounts if each is not None]):
        raise UnknownAccount("Check the id: no loaded feed has it.")
