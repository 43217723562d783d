"""Every column of every feed is told, in the document as at the terminal, and the example loads as it stands."""

import tomllib
from pathlib import Path

import pytest

from linkage.ingest import guide
from linkage.ingest.feeds import FEEDS
from linkage.ingest.mapping import Mapping
from tests.cli.conftest import Run

PAGE = Path(__file__).parents[2] / "docs" / "feeds.md"


def test_every_column_is_told() -> None:
    assert {feed: list(uses) for feed, uses in guide.USES.items()} == {
        name: list(feed.names) for name, feed in FEEDS.items()
    }
    assert guide.SUMMARIES.keys() == FEEDS.keys()


def test_the_page_is_what_the_command_prints(run: Run) -> None:
    assert PAGE.read_text() == guide.page(), "linkage feeds --markdown > docs/feeds.md"
    assert run("feeds", "--markdown").out == guide.page()


@pytest.mark.parametrize("feed", FEEDS)
def test_one_feed_is_printed_with_all_its_columns(run: Run, feed: str) -> None:
    said = run("feeds", feed, "--json").document["feeds"][0]
    assert [each["column"].rstrip("*") for each in said["columns"]] == list(FEEDS[feed].names)
    assert {each["column"] for each in said["columns"] if each["column"].endswith("*")} == {
        f"{each}*" for each in FEEDS[feed].required
    }
    assert run("feeds", feed).code == 0


def test_a_feed_nobody_knows_is_wrong_use(run: Run) -> None:
    assert run("feeds", "customers").code == 2


def test_the_example_loads_without_a_loss(run: Run) -> None:
    assert run("feeds", "--example", "mine").code == 0
    loaded = run("ingest", "mine", "--json").document
    assert {
        name: (each["rows"], each["quarantined"], each["cells"]) for name, each in loaded["feeds"].items()
    } == {name: (len(rows), 0, 0) for name, rows in guide.EXAMPLES.items()}
    assert run("detect").code == 0
    assert run("feeds", "--example", "mine").code == 2


@pytest.mark.parametrize("title", guide.MAPS)
def test_the_maps_are_maps(title: str) -> None:
    assert Mapping.model_validate(tomllib.loads(guide.MAPS[title])).declared() is not None
