"""What people decided, as a run must apply it."""

from linkage.ledger import Ledger
from linkage.ledger.decisions import record
from linkage.ledger.decisions.record import Subject
from linkage.ledger.decisions.run_decisions import run_decisions
from tests.ledger.deciding import ONE, listed, on_account, on_ring, person, publish, snapshot, spoken
from tests.ledger.moments import later


def test_nothing_is_to_be_heeded_in_a_fresh_ledger(ledger: Ledger) -> None:
    found = run_decisions(ledger, later(5))
    assert [found.protected.len(), found.dismissed.height, found.pairs.height, found.not_of_ring.height] == [
        0
    ] * 4


def test_who_is_allowlisted_released_or_dismissed_is_barred(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    listed(ledger, "a1", ends=10)
    on_account(ledger, "release", "a3")
    on_account(ledger, "dismiss", "a2")
    on_account(ledger, "confirm", "a4")
    assert run_decisions(ledger, later(5)).protected.to_list() == [1, 2, 3]
    assert run_decisions(ledger, later(11)).protected.to_list() == [2, 3]


def test_a_dismissed_ring_is_its_accounts_as_they_stood(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    made = on_ring(ledger, "dismiss")
    assert run_decisions(ledger, later(5)).dismissed.rows() == [(made, 1), (made, 2), (made, 3)]
    on_ring(ledger, "confirm", author=person(ledger, "Ada"))
    assert run_decisions(ledger, later(5)).dismissed.is_empty()


def test_who_is_not_the_same_is_a_pair_or_kept_from_a_ring(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    two = Subject(None, "a1", 1, "a2", 2)
    pair = record.record(ledger, "not_same", two, snapshot(ledger), spoken()).seq
    held = snapshot(ledger, "a2", "a3")
    away = record.record(ledger, "not_same", Subject("R-1", "a1", 1), held, spoken()).seq
    found = run_decisions(ledger, later(5))
    assert found.pairs.rows() == [(1, 2)]
    assert found.not_of_ring.rows() == [(away, 1)]
    assert found.ring_members.rows() == [(away, 2), (away, 3)]
    for made in (pair, away):
        record.undo(ledger, made, spoken())
    found = run_decisions(ledger, later(5))
    assert (found.pairs.height, found.not_of_ring.height, found.ring_members.height) == (0, 0, 0)
