"""Who was erased: accounts of people who asked to be forgotten, by key; nothing that is written may name them."""

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


def refuse(session: Session, *accounts: int | None) -> None:
    """Raise UnknownAccount where one of them was erased: whoever still saw it saw it too late."""
    named = [each for each in accounts if each is not None]
    if named and session.scalars(select(ErasureRow.seq).where(ErasureRow.account.in_(named))).first():
        raise UnknownAccount("Check the id: no loaded feed has it.")
