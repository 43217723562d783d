"""Decisions are only ever added, with their author and the evidence as it stood."""

import pytest
from sqlalchemy import event, func, select

from linkage.errors import LedgerUnavailable, NotFound, Refused, WrongUse
from linkage.ledger import Ledger
from linkage.ledger.audit import log
from linkage.ledger.db.decision_models import DecidedRow, DecisionRow
from linkage.ledger.decisions import record
from linkage.ledger.decisions.record import Author, EvidenceSnapshot, Spoken, Subject
from tests.ledger.deciding import ONE, on_account, on_ring, person, publish, snapshot, spoken
from tests.ledger.moments import later


def test_a_decision_is_kept_with_its_grounds_and_the_accounts_it_was_about(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    ada = person(ledger, "Ada")
    on_ring(ledger, "confirm", author=ada)
    (row,) = record.decisions(ledger)
    assert (row.author, row.name, row.reason, row.ring_id) == (ada, "Ada", "because", "R-1")
    assert (row.publication, row.code, row.settings, row.evidence) == ("r1", "0.1.0", "5d1c", "9f2c")
    with ledger.read() as session:
        assert session.scalars(select(DecidedRow.account).order_by(DecidedRow.account)).all() == [1, 2, 3]


def test_a_decision_is_numbered_by_its_place_in_the_audit_chain(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    assert [on_ring(ledger, "watch"), on_account(ledger, "watch", "a1")] == [2, 3]
    assert log.verify(ledger).entries == 3


def test_without_its_audit_entry_there_is_no_decision(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)

    def broken(*given: object) -> None:
        if "INSERT INTO audit" in str(given[2]):
            raise KeyboardInterrupt

    event.listen(ledger.engine, "before_cursor_execute", broken)
    with pytest.raises(KeyboardInterrupt):
        on_ring(ledger, "confirm")
    event.remove(ledger.engine, "before_cursor_execute", broken)
    assert record.decisions(ledger) == []
    assert log.verify(ledger).entries == 1


def test_a_decision_on_evidence_that_is_no_longer_served_is_refused(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    old = snapshot(ledger)
    publish(ledger, "r2", ONE)
    with pytest.raises(Refused, match="look again"):
        record.record(ledger, "confirm", Subject("R-1"), old, spoken())
    assert log.verify(ledger).entries == 2


@pytest.mark.parametrize(
    ("action", "subject"),
    [
        ("confirm", Subject()),
        ("confirm", Subject("R-1", "a1", 1)),
        ("not_same", Subject("R-1")),
        ("not_same", Subject(None, "a1", 1)),
        ("not_same", Subject("R-1", "a1", 1, "a2", 2)),
        ("not_same", Subject(None, "a1", 1, "a1", 1)),
        ("undo", Subject("R-1")),
        ("ban", Subject("R-1")),
    ],
)
def test_what_is_no_decision_is_wrong_use(ledger: Ledger, action: str, subject: Subject) -> None:
    publish(ledger, "r1", ONE)
    with pytest.raises(WrongUse):
        record.record(ledger, action, subject, snapshot(ledger), spoken())


def test_a_decision_is_undone_by_a_new_one_and_only_once(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    made = on_ring(ledger, "confirm")
    undoing = record.undo(ledger, made, spoken(2))
    assert record.undone(ledger, [made]) == {made: undoing.seq}
    other = Spoken(Author(), "for another reason", later(3))
    for number in (made, undoing.seq):
        with pytest.raises(Refused):
            record.undo(ledger, number, other)
    with pytest.raises(NotFound):
        record.undo(ledger, 99, spoken(3))
    with ledger.read() as session:
        assert session.scalar(select(func.count()).select_from(DecisionRow)) == 2


def test_decisions_are_listed_newest_first_and_by_what_they_name(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    made = [on_ring(ledger, "watch"), on_account(ledger, "watch", "a1"), on_account(ledger, "watch", "a2")]
    assert [row.seq for row in record.decisions(ledger)] == made[::-1]
    assert [row.seq for row in record.decisions(ledger, before=made[2], limit=1)] == [made[1]]
    assert [row.seq for row in record.decisions(ledger, wanted=record.Wanted(about="a1"))] == [made[1]]
    assert [row.seq for row in record.decisions(ledger, wanted=record.Wanted(about="R-1"))] == [made[0]]


def test_a_ledger_that_is_away_says_so(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    with ledger.write() as session:
        session.connection().exec_driver_sql("DROP TABLE audit")
    with pytest.raises(LedgerUnavailable):
        on_ring(ledger, "confirm")
    assert record.decisions(ledger) == []


def test_a_reason_that_no_server_could_keep_is_kept_all_the_same(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    held = EvidenceSnapshot("r1", "0.1.0", "5d1c", "9f2c", {"sentence": "so\0so"})
    record.record(ledger, "watch", Subject("R-1"), held, Spoken(Author("cli"), "be\0cause", later()))
    (row,) = record.decisions(ledger)
    assert (row.reason, row.summary) == ("be\ufffdcause", {"sentence": "so\ufffdso"})
    assert record.decisions(ledger, wanted=record.Wanted(about="R-\0")) == []
    assert log.verify(ledger).broken_at is None
