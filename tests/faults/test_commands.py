"""A server that hangs or dies in the middle of a load or a run: the command says so in time, nothing that was
acknowledged is lost, and the same command again completes it."""

from contextlib import closing
from pathlib import Path

import pytest

from linkage.ledger import open_ledger
from linkage.ledger.db.models import FAILED, RUNNING
from linkage.ledger.runs import publications
from tests.faults.conftest import Broken
from tests.faults.home import Home, until
from tests.stopping import BREAKS

ACCOUNTS = 1_000
TOLD = 20.0
"""Seconds within which a command says that its graph is away."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Feeds of a small world."""
    folder = tmp_path_factory.mktemp("world")
    Home(folder, {}).run("simulate", folder, "--accounts", ACCOUNTS)
    return folder / "input"


@pytest.fixture(scope="module")
def expected(world: Path, tmp_path_factory: pytest.TempPathFactory) -> str | None:
    """Digest of what a run publishes where nothing breaks."""
    home = Home(tmp_path_factory.mktemp("calm"), {})
    home.run("ingest", world)
    home.run("detect")
    return home.published()


def states(home: Home) -> list[str]:
    """What became of the runs, newest first."""
    default = f"sqlite:///{home.folder / 'ledger.sqlite'}"
    with closing(open_ledger(home.settings.get("LEDGER_URL", default))) as ledger:
        return [each.state for each in publications.runs(ledger)]


def there(broken: Broken, home: Home) -> set[str]:
    """The batches that are in the graph."""
    with closing(broken.store(home)) as store:
        return {each.id for each in store.batches()}


@pytest.mark.parametrize("way", BREAKS)
def test_what_was_broken_off_is_told_and_completed_by_the_same_again(
    way: str, broken: Broken, home: Home, world: Path, expected: str
) -> None:
    with closing(broken.store(home)) as store:
        loading = home.start("ingest", world)
        until(lambda: len(store.batches()) > 1, every=0.05)
        acknowledged = {each.id for each in store.batches()}
        until(lambda: broken.writing(home))
        BREAKS[way](broken.server)
    done = home.ended(loading)
    assert (done.code, done.seconds < TOLD) == (1, True), done
    assert "away" in done.said
    broken.server.back()
    assert acknowledged <= there(broken, home)
    home.run("ingest", world)
    assert acknowledged < there(broken, home)

    detecting = home.start("detect")
    until(lambda: RUNNING in states(home))
    until(lambda: broken.reading(home))
    BREAKS[way](broken.server)
    done = home.ended(detecting)
    assert (done.code, done.seconds < TOLD) == (1, True), done
    broken.server.back()
    assert home.published() is None
    home.run("detect")
    assert FAILED in states(home)
    assert home.published() == expected


def test_a_slow_server_takes_longer_and_that_is_all(
    broken: Broken, home: Home, world: Path, expected: str
) -> None:
    with broken.server.slow():
        home.run("ingest", world)
        home.run("detect")
    assert home.published() == expected
