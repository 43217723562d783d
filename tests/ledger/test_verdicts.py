"""Samples drawn and verdicts given, kept for good."""

import polars as pl
import pytest
from sqlalchemy import func, select

from linkage.ledger import Ledger
from linkage.ledger.db.models import Run, VerdictRow
from linkage.ledger.runs import publications, review_labels
from tests.ledger.moments import NOW, later


@pytest.fixture
def run(ledger: Ledger) -> str:
    """A run, one that found the same, and one that did not."""
    for name, digest in (("one", "same"), ("two", "same"), ("three", "other")):
        publications.start_run(ledger, Run(name, NOW, "leiden", 1, 7, digest=digest))
    return "one"


def given(**said: str) -> pl.DataFrame:
    rows = [(account_id, verdict, "core of 3–9") for account_id, verdict in said.items()]
    return pl.DataFrame(rows, schema=review_labels.VERDICTS, orient="row")


def test_a_draw_is_kept_once_and_in_order(ledger: Ledger, run: str) -> None:
    for size, seed in ((200, 2), (50, 1), (200, 2)):
        review_labels.record_draw(ledger, run, size, seed, NOW)
    assert review_labels.draws(ledger, run) == [(200, 2), (50, 1)]


def test_verdicts_told_twice_are_there_once(ledger: Ledger, run: str) -> None:
    said = given(a="fraud", b="honest")
    assert [review_labels.record_verdicts(ledger, run, said, "ann", NOW) for _ in range(2)] == [2, 0]
    assert review_labels.verdicts(ledger, run).equals(said)


def test_a_verdict_that_changes_is_added_and_the_first_stays(ledger: Ledger, run: str) -> None:
    review_labels.record_verdicts(ledger, run, given(a="fraud", b="fraud"), "ann", NOW)
    assert review_labels.record_verdicts(ledger, run, given(a="honest"), None, later(1)) == 1
    assert dict(review_labels.verdicts(ledger, run).select("account_id", "verdict").rows()) == {
        "a": "honest",
        "b": "fraud",
    }
    with ledger.read() as session:
        assert session.scalars(select(func.count()).select_from(VerdictRow)).one() == 3
        first = session.scalars(select(VerdictRow).order_by(VerdictRow.seq)).first()
    assert first is not None
    assert (first.verdict, first.reviewer, first.at) == ("fraud", "ann", NOW)


def test_what_is_known_of_a_run_is_known_of_those_that_found_the_same(ledger: Ledger, run: str) -> None:
    review_labels.record_draw(ledger, run, 200, 1, NOW)
    review_labels.record_verdicts(ledger, run, given(a="fraud"), None, NOW)
    assert review_labels.draws(ledger, "two") == [(200, 1)]
    assert review_labels.verdicts(ledger, "two").height == 1
    assert review_labels.draws(ledger, "three") == []
    assert review_labels.verdicts(ledger, "three").is_empty()


def test_nobody_said_anything_of_a_run_that_is_not_there(ledger: Ledger) -> None:
    assert review_labels.verdicts(ledger, "none").is_empty()
    assert review_labels.draws(ledger, "none") == []
