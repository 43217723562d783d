"""The audit chain holds, and shows where it was touched."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from linkage.errors import LedgerUnavailable
from linkage.ledger import Ledger
from linkage.ledger.audit import log
from linkage.ledger.audit.log import Act
from linkage.ledger.db.models import AuditRow
from tests.ledger.moments import later


def filled(ledger: Ledger, entries: int = 6) -> Ledger:
    for number in range(entries):
        with ledger.write() as session:
            log.append(session, Act("k1", "read", f"account-{number}", "appeal"), later(number))
    return ledger


def test_an_empty_chain_is_whole(ledger: Ledger) -> None:
    assert log.verify(ledger) == log.Chain(0, log.GENESIS, None)


def test_a_chain_that_nobody_touched_is_whole(ledger: Ledger) -> None:
    chain = log.verify(filled(ledger))
    assert (chain.entries, chain.broken_at) == (6, None)
    with ledger.read() as session:
        assert chain.head == session.scalars(select(AuditRow.digest).where(AuditRow.seq == 6)).one()


def edit(session: Session) -> None:
    session.execute(update(AuditRow).where(AuditRow.seq == 3).values(subject="account-9"))


def remove(session: Session) -> None:
    session.execute(delete(AuditRow).where(AuditRow.seq == 3))


def swap(session: Session) -> None:
    for old, new in ((3, 100), (4, 3), (100, 4)):
        session.execute(text("UPDATE audit SET seq = :new WHERE seq = :old"), {"old": old, "new": new})


def redate(session: Session) -> None:
    session.execute(update(AuditRow).where(AuditRow.seq == 3).values(at=later(99)))


def behead(session: Session) -> None:
    session.execute(delete(AuditRow).where(AuditRow.seq < 3))


def forge(session: Session) -> None:
    columns = {"actor": "k2", "action": "read", "subject": "x", "purpose": "", "previous": "0", "digest": "1"}
    session.execute(insert(AuditRow), [{"seq": 7, "at": later(), **columns}])


@pytest.mark.parametrize("tamper", [edit, remove, swap, redate, behead, forge])
def test_whoever_touches_the_chain_is_seen(ledger: Ledger, tamper: Callable[[Session], None]) -> None:
    filled(ledger)
    with ledger.write() as session:
        tamper(session)
    broken = log.verify(ledger).broken_at
    assert broken is not None
    assert broken >= 3


def test_every_field_of_every_entry_counts(ledger: Ledger) -> None:
    filled(ledger, 3)
    for seq in (1, 2, 3):
        for field in ("actor", "action", "subject", "purpose", "previous", "digest"):
            with ledger.read() as session:
                session.execute(update(AuditRow).where(AuditRow.seq == seq).values({field: "changed"}))
                session.flush()
                rows = session.scalars(select(AuditRow).order_by(AuditRow.seq)).all()
                sound = all(row.digest == log.digest(row) for row in rows)
                linked = [row.previous for row in rows] == [log.GENESIS, *(row.digest for row in rows[:-1])]
                assert not (sound and linked)
    assert log.verify(ledger).broken_at is None


def test_an_act_that_fails_leaves_no_entry(ledger: Ledger) -> None:
    def fail() -> None:
        with ledger.write() as session:
            log.append(session, Act("k1", "read"), later())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert log.verify(ledger).entries == 0


def test_the_chain_cannot_fork(ledger: Ledger) -> None:
    filled(ledger, 1)
    names = ("actor", "action", "subject", "purpose", "previous", "digest")
    second = {"seq": 1, "at": later(), **dict.fromkeys(names, "")}
    with pytest.raises(LedgerUnavailable), ledger.write() as session:
        session.execute(insert(AuditRow), [second])
