"""How many honest accounts an export is to be expected to hit: by its sample, by labels, or unknown."""

from contextlib import closing

import pytest
from scipy.stats import beta

from linkage import tables
from linkage.enforcement import preview
from linkage.graph import open_graph
from linkage.hashing import account_key as key
from linkage.ledger import approvals
from tests.enforcement.home import Home, ring
from tests.graph.build import frame, load, part

NOBODY = {"fraud": 0, "honest": 0}


def labelled(home: Home, fraud: int, honest: int, before: int = 0) -> None:
    """Labels of a ring `farm`: some given after the run read batch 7, and some `before`."""
    ids = [key(f"farm-{each:05}") for each in range(fraud + honest + before)]
    words = ["fraud"] * fraud + ["honest"] * honest + ["fraud"] * before
    rows = [(each, word, 5) for each, word in zip(ids, words, strict=True)]
    with closing(open_graph(home.world.settings)) as store:
        for batch in range(7):
            old = rows[fraud + honest :] if batch == 0 else []
            load(store, f"b{batch}", part(others=ids[:1], labels=frame(tables.LABELS, old)))
        load(store, "labels", part(others=ids[:1], labels=frame(tables.LABELS, rows[: fraud + honest])))


def test_labels_given_since_the_run_tell_how_many_are_honest(home: Home) -> None:
    home.publish(ring("farm", 60))
    labelled(home, fraud=28, honest=2, before=9)
    row = home.previewed()
    assert row.preview["labels"] == {"fraud": 28, "honest": 2}
    found = preview.expects(row.accounts, NOBODY, row.preview)
    assert isinstance(found, dict)
    assert (found["expected"], found["reviewed"]) == (4.0, 30)
    assert (found["basis"], found["method"]) == ("labels", "Clopper-Pearson")
    assert found["low"] == round(max(2.0, float(beta.ppf(0.025, 2, 29)) * 60), 1)
    assert found["high"] == round(float(beta.ppf(0.975, 3, 28)) * 60, 1)


def test_few_labels_tell_nothing(home: Home) -> None:
    home.publish(ring("farm", 60))
    labelled(home, fraud=28, honest=1)
    row = home.previewed()
    assert preview.expects(row.accounts, NOBODY, row.preview) == "unknown"


def test_the_reviewed_sample_counts_before_labels(home: Home) -> None:
    home.publish(ring("farm", 60))
    labelled(home, fraud=28, honest=2)
    row = home.reviewed()
    with home.ledger.read() as session:
        found = preview.expects(row.accounts, approvals.counts(session, row), row.preview)
    assert isinstance(found, dict)
    assert (found["basis"], found["expected"], found["reviewed"]) == ("sample", 0.0, row.to_review)


@pytest.mark.parametrize("told", [{}, {"labels": None}, {"labels": NOBODY}])
def test_it_is_unknown_where_nobody_looked(told: dict[str, object]) -> None:
    assert preview.expects(60, NOBODY, told) == "unknown"
