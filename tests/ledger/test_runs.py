"""Runs from their start to their end."""

import polars as pl
import pytest

from linkage.errors import UnknownRun
from linkage.ledger import Ledger, runs
from linkage.ledger.models import Run
from linkage.ledger.runs import Issue
from linkage.rings.lineage import EVENTS
from tests.ledger.moments import NOW, later


def made(name: str = "r1", minute: int = 0) -> Run:
    return Run(id=name, started=later(minute), detector="leiden", seed=1, watermark=4)


def issue(run: Run) -> Issue:
    rings = pl.DataFrame({"ring_id": ["A"], "size": [3], "score": [0.9]})
    return Issue(run, None, "d", {"rings": 1}, rings, pl.DataFrame(schema=EVENTS))


def test_a_run_under_way_is_running(ledger: Ledger) -> None:
    runs.start_run(ledger, made())
    row = runs.run(ledger, "r1")
    assert (row.state, row.started, row.finished, row.watermark, row.reasons) == ("running", NOW, None, 4, [])


def test_a_run_that_breaks_off_says_why(ledger: Ledger) -> None:
    runs.start_run(ledger, made())
    runs.fail_run(ledger, "r1", "the graph did not answer", later(2))
    row = runs.run(ledger, "r1")
    assert (row.state, row.reasons, row.finished) == ("failed", ["the graph did not answer"], later(2))


def test_a_run_nobody_started_cannot_fail_and_cannot_be_found(ledger: Ledger) -> None:
    with pytest.raises(UnknownRun):
        runs.fail_run(ledger, "r1", "", NOW)
    with pytest.raises(UnknownRun):
        runs.run(ledger, "r1")


def test_a_held_run_waits_until_another_is_published(ledger: Ledger) -> None:
    runs.start_run(ledger, made())
    runs.hold_run(ledger, made(), ["too many rings"], later(1))
    assert [row.reasons for row in runs.runs(ledger, {"held"})] == [["too many rings"]]
    runs.record_publication(ledger, issue(made("r2", 5)), later(6))
    assert runs.runs(ledger, {"held"}) == []
    assert [(row.id, row.state) for row in runs.runs(ledger)] == [("r2", "published"), ("r1", "superseded")]


def test_a_publication_told_twice_is_there_once(ledger: Ledger) -> None:
    for minute in (1, 2):
        runs.record_publication(ledger, issue(made()), later(minute))
    (row,) = runs.publications(ledger)
    assert row.published_at == later(1)
    served = runs.served(ledger)
    assert served is not None
    assert served.run == "r1"


def test_nothing_is_served_before_the_first_publication(ledger: Ledger) -> None:
    assert runs.served(ledger) is None
    assert runs.publications(ledger) == []
