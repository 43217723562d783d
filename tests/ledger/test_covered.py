"""Loads, declared kinds, runs and verdicts are in the audit: whoever touches a row is seen."""

import polars as pl
import pytest
from sqlalchemy import text

from linkage.hashing import account_key
from linkage.ledger import Ledger, open_ledger, upgrade
from linkage.ledger.audit import log
from linkage.ledger.db.models import KindRow
from linkage.ledger.decisions import erasures
from linkage.ledger.runs import batches, kinds, publications, review_labels
from linkage.model import Batch, Counts
from tests.ledger.deciding import ONE, issue, publish, spoken
from tests.ledger.moments import later


@pytest.fixture
def used(ledger: Ledger) -> Ledger:
    """Two batches, one of them taken back; two kinds; four runs, one each way to end; a verdict."""
    for name in ("b1", "b2", "b1"):
        batches.record_batch(ledger, Batch(name, "facts", "00000000/1", 1), Counts(3), later())
    for _ in range(2):
        batches.withdraw_batch(ledger, "b2", later(1))
        kinds.declare(ledger, [KindRow("wallet", "payment"), KindRow("tint", None)])
    publish(ledger, "r1", ONE)
    for run in ("r2", "r3", "r4"):
        publications.start_run(ledger, issue(run, {}).run)
    publications.hold_run(ledger, issue("r2", {}).run, ["too much moved"], later(2))
    publications.fail_run(ledger, "r3", "its process ended", later(2))
    publish(ledger, "r5", {}, 3)
    publications.record_return(ledger, issue("r1", ONE), "r5", later(4))
    given = pl.DataFrame([("a1", "honest", "core")], schema=review_labels.VERDICTS, orient="row")
    review_labels.record_verdicts(ledger, "r1", given, "ann", later(5))
    return ledger


def strays(ledger: Ledger) -> tuple[str, ...]:
    return log.verify(ledger).strays


def touch(ledger: Ledger, statement: str) -> None:
    with ledger.write() as session:
        session.execute(text(statement))


def test_what_nobody_touched_is_as_the_audit_has_it(used: Ledger) -> None:
    assert strays(used) == ()


def test_what_loads_runs_and_reviews_did_is_listed(used: Ledger) -> None:
    told = [(entry.action, entry.subject) for entry in reversed(log.entries(used, 100))]
    assert told == [
        *(("load", "b1"), ("load", "b2"), ("load", "b1"), ("withdraw", "b2"), ("declare kinds", "")),
        *(("publish", "r1"), ("start run", "r2"), ("start run", "r3"), ("start run", "r4")),
        *(("hold run", "r2"), ("end run", "r3"), ("publish", "r5"), ("roll back", "r1")),
        ("review sample", "r1"),
    ]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE batches SET withdrawn_at = NULL", "batches b2 was edited"),
        ("UPDATE batches SET withdrawn_at = loaded_at WHERE id = 'b1'", "batches b1 was edited"),
        ("DELETE FROM batches WHERE id = 'b2'", "batches b2 was deleted"),
        (
            "INSERT INTO batches (id, feed, epoch, loaded_at, counts) "
            "SELECT 'b3', feed, epoch, loaded_at, counts FROM batches WHERE id = 'b1'",
            "batches b3 was added by nobody",
        ),
        ("UPDATE kinds SET \"group\" = 'identity' WHERE name = 'tint'", "kinds tint was edited"),
        ("DELETE FROM kinds WHERE name = 'wallet'", "kinds wallet was deleted"),
        ("UPDATE runs SET state = 'superseded' WHERE id = 'r4'", "runs r4 was edited"),
        ("UPDATE runs SET digest = 'of another' WHERE id = 'r5'", "runs r5 was edited"),
        ("DELETE FROM runs WHERE id = 'r2'", "runs r2 was deleted"),
        (
            "INSERT INTO runs (id, started, detector, seed, watermark, state, reasons) "
            "SELECT 'r9', started, detector, seed, watermark, 'held', reasons FROM runs WHERE id = 'r1'",
            "runs r9 was added by nobody",
        ),
        ("UPDATE verdicts SET verdict = 'fraud'", "verdicts 1 was edited"),
        ("DELETE FROM verdicts", "verdicts 1 was deleted"),
    ],
)
def test_a_row_of_loads_runs_and_reviews_is_missed_edited_or_added(
    used: Ledger, statement: str, says: str
) -> None:
    touch(used, statement)
    assert strays(used) == (says,)


def test_an_erasure_leaves_verdicts_as_the_audit_has_them(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    given = pl.DataFrame([("a1", "honest", "core")], schema=review_labels.VERDICTS, orient="row")
    review_labels.record_verdicts(ledger, "r1", given, None, later())
    erasures.erase(ledger, "a1", account_key("a1"), spoken(6), True)
    with ledger.read() as session:
        assert session.scalars(text("SELECT account_id FROM verdicts")).all() == [
            f"erased:{account_key('a1')}"
        ]
    assert strays(ledger) == ()


def test_rows_of_an_earlier_version_are_taken_as_they_stand_and_no_others(used: Ledger, url: str) -> None:
    touch(used, "UPDATE publications SET digest = 'tampered' WHERE seq = 1")
    upgrade.downgrade(used.engine, "0014")
    touch(used, "INSERT INTO kinds VALUES ('old', NULL, 'exact', false)")
    upgrade.upgrade(used.engine)
    again = open_ledger(url)
    assert log.entries(again, 1)[0].action == "adopt"
    assert strays(again) == ("publications 1 was edited",)
    again.close()
