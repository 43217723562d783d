"""Every change of membership is told once and in order."""

import pytest
from sqlalchemy import select

from linkage.errors import LedgerUnavailable
from linkage.ledger import Ledger
from linkage.ledger.audit import log
from linkage.ledger.db.decision_models import MemberRow
from linkage.ledger.decisions import changes, record
from linkage.ledger.runs import publications
from tests.ledger.deciding import ONE, feed, issue, listed, on_account, on_ring, publish, spoken
from tests.ledger.moments import later


def shown(ledger: Ledger) -> dict[str, str | None]:
    with ledger.read() as session:
        return {row.account_id: row.shown for row in session.scalars(select(MemberRow))}


def test_the_first_publication_is_all_news(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    assert feed(ledger) == [
        ("a1", "R-1", None, "core", "run"),
        ("a2", "R-1", None, "core", "run"),
        ("a3", "R-1", None, "member", "run"),
        ("a4", "R-1", None, "possible", "run"),
    ]


def test_a_publication_told_twice_and_one_that_found_the_same_are_no_news(ledger: Ledger) -> None:
    for run in ("r1", "r1", "r2"):
        publish(ledger, run, ONE)
    assert len(feed(ledger)) == 4


def test_who_moves_from_ring_to_ring_leaves_the_one_before_he_is_in_the_other(ledger: Ledger) -> None:
    publish(ledger, "r1", {"R-2": {"a1": "core"}})
    publish(ledger, "r2", {"R-1": {"a1": "member"}})
    assert feed(ledger, 1) == [("a1", "R-2", "core", None, "run"), ("a1", "R-1", None, "member", "run")]


def test_going_back_is_told_as_a_change_too(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    publish(ledger, "r2", {})
    publications.record_return(ledger, issue("r1", ONE), "r2", later(3))
    told = feed(ledger)
    assert [each[4] for each in told] == ["run"] * 8 + ["rollback"] * 4
    assert [each[:4] for each in told[8:]] == [each[:4] for each in told[:4]]


def test_what_the_audit_covers_of_changes_is_what_the_ledger_has(ledger: Ledger) -> None:
    odd = {"R-1": {"a1": "core", "\0002": "core", '"3': "member"}, "R-2": {"Ä4": "possible"}}
    publish(ledger, "r1", odd)
    publish(ledger, "r2", {"R-1": {"a1": "core"}})
    publish(ledger, "r3", {})
    on_account(ledger, "release", "a1")
    publications.record_return(ledger, issue("r1", odd), "r3", later(3))
    assert len(feed(ledger)) == 4 + 3 + 1 + 3
    assert log.verify(ledger).strays == ()


def test_a_decision_changes_what_is_answered_and_undoing_it_changes_it_back(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    made = on_ring(ledger, "dismiss")
    assert set(shown(ledger).values()) == {"possible"}
    record.undo(ledger, made, spoken(2))
    assert feed(ledger, 4) == [
        ("a1", "R-1", "core", "possible", "decision"),
        ("a2", "R-1", "core", "possible", "decision"),
        ("a3", "R-1", "member", "possible", "decision"),
        ("a1", "R-1", "possible", "core", "decision"),
        ("a2", "R-1", "possible", "core", "decision"),
        ("a3", "R-1", "possible", "member", "decision"),
    ]


def test_what_changes_no_answer_is_no_change(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    on_ring(ledger, "watch")
    on_ring(ledger, "confirm")
    on_account(ledger, "release", "a9")
    listed(ledger, "a4")
    assert feed(ledger, 4) == []


def test_a_run_after_a_release_tells_nothing_of_who_was_released(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    on_account(ledger, "release", "a1")
    publish(ledger, "r2", {"R-1": {**ONE["R-1"], "a1": "member", "a5": "core"}}, 5)
    assert feed(ledger, 4) == [
        ("a1", "R-1", "core", None, "decision"),
        ("a5", "R-1", None, "core", "run"),
    ]
    assert shown(ledger)["a1"] is None


def test_a_verdict_lapses_with_the_run_that_changes_the_ring(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    on_ring(ledger, "dismiss")
    publish(ledger, "r2", {"R-1": {**ONE["R-1"], "a5": "core", "a6": "core"}}, 5)
    assert shown(ledger) == {**ONE["R-1"], "a5": "core", "a6": "core"}


def test_an_entry_that_ended_is_told_once_whoever_looks(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    listed(ledger, "a1", ends=10)
    assert changes.expire(ledger, later(9)) == 0
    assert [changes.expire(ledger, later(11)) for _ in range(2)] == [1, 0]
    assert feed(ledger, 4) == [
        ("a1", "R-1", "core", "possible", "allowlist"),
        ("a1", "R-1", "possible", "core", "expiry"),
    ]


def test_changes_are_numbered_from_one_without_a_gap(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    on_account(ledger, "release", "a1")
    publish(ledger, "r2", {}, 5)
    rows, last = changes.feed(ledger, 0, 100)
    assert [row.seq for row in rows] == list(range(1, last + 1))
    assert [row.seq for row in changes.feed(ledger, 3, 2)[0]] == [4, 5]


def test_a_switch_that_is_cut_off_leaves_no_change(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    torn = issue("r2", {"R-2": {"a1": "core"}})
    object.__setattr__(torn, "digest", None)
    with pytest.raises(LedgerUnavailable):
        publications.record_publication(ledger, torn, later(5))
    assert len(feed(ledger)) == 4
    assert shown(ledger) == ONE["R-1"]
