"""What the command line says of an export, and what to do next."""

from pathlib import Path

import pytest

from linkage.cli.exports import told
from linkage.ledger.actions import ExportRow
from tests.api.world import World
from tests.enforcement.home import Home, ring


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(World(tmp_path / "home"))
    made.publish(ring("farm", 30))
    return made


def text(home: Home, row: ExportRow) -> str:
    return "\n".join(each for each in told(home.ledger, row).view if isinstance(each, str))


def test_each_state_says_what_comes_next_and_what_to_expect(home: Home) -> None:
    row = home.previewed()
    said = text(home, row)
    assert "honest accounts to expect: unknown" in said
    assert f"next: somebody else reviews {row.to_review} accounts: linkage exports sample {row.id}" in said
    for account in row.sample:
        home.review(row, account)
    said = text(home, row)
    assert f"from {row.to_review} accounts of the sample" in said
    assert f"next: 1 more to approve it: linkage exports approve {row.id} {row.digest}" in said
    row = home.approve(row, "ada")
    assert f"next: linkage exports produce {row.id}, before it expires at 20" in text(home, row)
    assert f"linkage exports receipts {row.id} FILE" in text(home, home.produce(row.id))


def test_whoever_was_found_honest_counts_as_reviewed_and_nothing_comes_next(home: Home) -> None:
    row = home.previewed()
    for account in row.sample[:-1]:
        home.review(row, account)
    home.review(row, row.sample[-1], "honest")
    said = text(home, row)
    assert f"reviewed {row.to_review} of {row.to_review}, honest 1" in said
    assert "next:" not in said


def test_who_was_let_go_after_the_preview_is_counted(home: Home) -> None:
    row = home.approved()
    home.decide("release", "farm-00003")
    assert "let go after the preview: 1" in text(home, home.produce(row.id))
