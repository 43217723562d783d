"""Runs from their start to their end."""

import polars as pl
import pytest

from linkage.errors import UnknownRun
from linkage.ledger import Ledger
from linkage.ledger.db.models import Run
from linkage.ledger.runs import publications
from linkage.ledger.runs.publications import Issue
from linkage.rings.lineage import EVENTS
from tests.ledger.moments import NOW, later


def made(name: str = "r1", minute: int = 0) -> Run:
    return Run(id=name, started=later(minute), detector="leiden", seed=1, watermark=4)


def issue(run: Run) -> Issue:
    rings = pl.DataFrame({"ring_id": ["A"], "size": [3], "score": [0.9]})
    return Issue(run, None, "d", {"rings": 1}, rings, pl.DataFrame(schema=EVENTS))


def test_a_run_under_way_is_running(ledger: Ledger) -> None:
    publications.start_run(ledger, made())
    row = publications.run(ledger, "r1")
    assert (row.state, row.started, row.finished, row.watermark, row.reasons) == ("running", NOW, None, 4, [])


def test_a_run_that_breaks_off_says_why(ledger: Ledger) -> None:
    publications.start_run(ledger, made())
    publications.fail_run(ledger, "r1", "the graph did not answer", later(2))
    row = publications.run(ledger, "r1")
    assert (row.state, row.reasons, row.finished) == ("failed", ["the graph did not answer"], later(2))


def test_a_run_nobody_started_cannot_fail_and_cannot_be_found(ledger: Ledger) -> None:
    with pytest.raises(UnknownRun):
        publications.fail_run(ledger, "r1", "", NOW)
    with pytest.raises(UnknownRun):
        publications.run(ledger, "r1")


def test_a_held_run_waits_until_another_is_published(ledger: Ledger) -> None:
    publications.start_run(ledger, made())
    publications.hold_run(ledger, made(), ["too many rings"], later(1))
    assert [row.reasons for row in publications.runs(ledger, {"held"})] == [["too many rings"]]
    publications.record_publication(ledger, issue(made("r2", 5)), later(6))
    assert publications.runs(ledger, {"held"}) == []
    assert [(row.id, row.state) for row in publications.runs(ledger)] == [
        ("r2", "published"),
        ("r1", "superseded"),
    ]


def test_a_publication_told_twice_is_there_once(ledger: Ledger) -> None:
    for minute in (1, 2):
        publications.record_publication(ledger, issue(made()), later(minute))
    (row,) = publications.publications(ledger)
    assert row.published_at == later(1)
    served = publications.served(ledger)
    assert served is not None
    assert served.run == "r1"


def test_nothing_is_served_before_the_first_publication(ledger: Ledger) -> None:
    assert publications.served(ledger) is None
    assert publications.publications(ledger) == []
