"""Rows are kept whole, and looked at again only while the code is the same."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench import results
from bench.results import Results
from tests.bench.rows import row


@pytest.fixture
def kept(tmp_path: Path) -> Results:
    return Results(tmp_path / "deep" / "rows.jsonl", "abc")


def test_nothing_is_kept_at_first(kept: Results) -> None:
    assert kept.rows() == []


def test_what_is_kept_comes_back_in_order(kept: Results) -> None:
    for seed in (2, 1):
        kept.keep(row(seed=seed))
    assert kept.rows() == [row(seed=1), row(seed=2)]


def test_the_newest_of_two_measurements_counts(kept: Results) -> None:
    kept.keep(row(f1=0.5))
    kept.keep(row(f1=0.9))
    assert kept.rows() == [row(f1=0.9)]


def test_rows_of_other_code_are_not_looked_at(kept: Results) -> None:
    kept.keep(row())
    assert replace(kept, code="def").rows() == []
    assert results.latest(kept.path) == "abc"


def test_a_line_torn_by_a_crash_takes_no_other_with_it(kept: Results) -> None:
    kept.keep(row(seed=1))
    kept.keep(row(seed=2))
    kept.path.write_bytes(kept.path.read_bytes()[:-20])
    kept.keep(row(seed=3))
    assert [each.seed for each in kept.rows()] == [1, 3]


def test_code_is_other_code_when_a_file_changes(tmp_path: Path) -> None:
    (tmp_path / "stage.py").write_text("A = 1\n")
    before = results.code(tmp_path)
    assert results.code(tmp_path) == before
    (tmp_path / "stage.py").write_text("A = 2\n")
    assert results.code(tmp_path) != before


def test_without_a_file_the_latest_code_is_that_which_is_here(tmp_path: Path) -> None:
    assert results.latest(tmp_path / "none.jsonl") == results.code()
