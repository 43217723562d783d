"""An erasure is written once, audited by key alone, and leaves the id nowhere but in older audit entries."""

from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import text

from linkage.errors import LedgerUnavailable, UnknownAccount
from linkage.ledger import Ledger
from linkage.ledger.audit import log
from linkage.ledger.db.decision_models import ErasureRow
from linkage.ledger.decisions import allowlist, changes, erased, erasures, overlay, record
from linkage.ledger.decisions.record import Subject
from linkage.ledger.runs import review_labels
from tests.ledger.deciding import ONE, feed, listed, number, on_account, publish, snapshot, spoken
from tests.ledger.moments import later

TABLES = ("decisions", "allowlist", "members", "changes", "verdicts", "erasures")


def erase(ledger: Ledger, name: str = "a1", seen: bool = True) -> ErasureRow:
    return erasures.erase(ledger, name, number(name), spoken(), seen)


def naming(ledger: Ledger, name: str) -> list[str]:
    """The tables that still have this text in a row."""
    with ledger.read() as session:
        rows = {table: session.execute(text(f"SELECT * FROM {table}")).all() for table in TABLES}
    return [table for table, held in rows.items() if any(name in row for row in held)]


def test_an_erasure_names_the_account_by_its_key_alone(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    row = erase(ledger)
    (entry,) = log.entries(ledger, 10, log.Act("", "erase"))
    assert (entry.seq, entry.subject, entry.purpose) == (row.seq, "1", "because")
    assert erased.everyone(ledger) == [1]
    assert log.verify(ledger).broken_at is None


def test_no_table_names_an_account_that_was_erased(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    on_account(ledger, "confirm", "a1")
    two = Subject(None, "a2", 2, "a1", 1)
    record.record(ledger, "not_same", two, snapshot(ledger), spoken())
    listed(ledger, "a1")
    given = pl.DataFrame(
        [("a1", "honest", "core"), ("a2", "fraud", "core")], schema=review_labels.VERDICTS, orient="row"
    )
    review_labels.record_verdicts(ledger, "r1", given, None, later())
    assert naming(ledger, "a1") == ["decisions", "allowlist", "members", "changes", "verdicts"]
    erase(ledger)
    assert naming(ledger, "a1") == []
    kept = record.decisions(ledger)
    assert [(row.account_id, row.account, row.other_id, row.other) for row in kept] == [
        ("a2", 2, None, 1),
        (None, 1, None, None),
    ]
    assert [row.account_id for row in allowlist.entries(ledger)] == ["erased:1"]
    assert review_labels.verdicts(ledger, "r1")["account_id"].to_list() == ["a2", "erased:1"]


def test_erasing_again_changes_nothing_and_answers_the_first(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    first = erase(ledger)
    told = feed(ledger)
    assert erase(ledger, seen=False).seq == first.seq
    assert feed(ledger) == told
    assert len(log.entries(ledger, 10, log.Act("", "erase"))) == 1


def test_an_account_nobody_saw_cannot_be_erased(ledger: Ledger) -> None:
    with pytest.raises(UnknownAccount):
        erase(ledger, "a9", seen=False)
    assert log.verify(ledger).entries == 0


def test_the_feed_says_that_it_left_under_a_name_that_is_not_its_id(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    erase(ledger)
    told = feed(ledger)
    assert told[0] == ("erased:1", "R-1", None, "core", "run")
    assert told[-1] == ("erased:1", "R-1", "core", None, "erasure")
    assert [row.seq for row in changes.feed(ledger, 0, 100)[0]] == list(range(1, len(told) + 1))


def test_a_publication_that_still_has_it_does_not_bring_it_back(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    erase(ledger)
    before = feed(ledger)
    publish(ledger, "r2", ONE, minute=5)
    assert feed(ledger) == before
    assert naming(ledger, "a1") == []


def test_nobody_decides_about_an_account_that_was_erased(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    erase(ledger)
    with pytest.raises(UnknownAccount):
        on_account(ledger, "confirm", "a1")
    with pytest.raises(UnknownAccount):
        listed(ledger, "a1")
    assert naming(ledger, "a1") == []


def test_a_decision_on_it_can_still_be_undone(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    made = on_account(ledger, "confirm", "a1")
    erase(ledger)
    assert record.undo(ledger, made, spoken()).account_id is None


FULL = {
    "sqlite": "CREATE TRIGGER full BEFORE INSERT ON changes BEGIN SELECT RAISE(ABORT, 'full'); END",
    "postgresql": "ALTER TABLE changes ADD CONSTRAINT no_more CHECK (false) NOT VALID",
}
"""What keeps a ledger from taking another change."""


def test_an_erasure_that_is_cut_off_is_not_there_at_all(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    listed(ledger, "a1")
    with ledger.write() as session:
        session.execute(text(FULL[session.get_bind().dialect.name]))
    with pytest.raises(LedgerUnavailable):
        erase(ledger)
    assert erased.everyone(ledger) == []
    assert "allowlist" in naming(ledger, "a1")
    assert log.entries(ledger, 10, log.Act("", "erase")) == []


def test_the_overlay_has_erasures_and_nothing_else_of_the_account(ledger: Ledger, tmp_path: Path) -> None:
    publish(ledger, "r1", ONE)
    listed(ledger, "a1")
    before, _ = overlay.copy(ledger, tmp_path, later())
    assert (list(before["accounts"]), before["erased"]) == (["1"], [])
    erase(ledger)
    after, changed = overlay.copy(ledger, tmp_path, later(), before)
    assert changed
    assert (after["accounts"], after["erased"]) == ({}, [1])
    assert overlay.read_overlay(tmp_path) == after
    assert overlay.copy(ledger, tmp_path, later(), after) == (after, False)


def test_an_overlay_of_an_earlier_version_has_no_erasures(tmp_path: Path) -> None:
    (tmp_path / overlay.FILE).write_text(
        '{"version": 2, "keys": [], "upto": "1.1", "rings": {}, "accounts": {}}'
    )
    state = overlay.read_overlay(tmp_path)
    assert state is not None
    assert state["erased"] == []
