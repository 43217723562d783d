"""The same rows make the same rings, whichever store they lie in and in whichever order they came."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from linkage import pipeline, simulate
from linkage.graph import Store
from linkage.ingest.load import Options, load
from linkage.ledger import open_ledger
from linkage.publication.reader import Publication
from linkage.settings import Settings
from tests.graph.empty import Empty
from tests.score.home import BEGAN, PEPPER

ACCOUNTS = 1_500


@pytest.fixture(scope="session")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Feeds of a simulated platform."""
    folder = tmp_path_factory.mktemp("world")
    simulate.write(folder, ACCOUNTS, 3, "campaigns")
    return sorted((folder / "input").iterdir())


def loaded(store: Store, feeds: list[Path]) -> None:
    for path in feeds:
        load([str(path)], store, lambda *_: None, Options(PEPPER))


def published(store: Store, home: Path) -> Publication:
    settings = Settings(home=home)
    ledger = open_ledger(settings.ledger)
    try:
        return pipeline.detect(settings, store, ledger, now=BEGAN).publication
    finally:
        ledger.close()


def told(publication: Publication) -> dict[str, Any]:
    """What a publication says, without its name and times."""
    members = publication.members.select("account", "tier", "confidence").sort("account")
    return {
        "digest": publication.manifest.digest,
        "counts": publication.manifest.counts,
        "members": members.rows(),
    }


@pytest.fixture(scope="session")
def expected(
    feeds: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Shared facts and rings of the embedded default."""
    from linkage.graph import open_store

    folder = tmp_path_factory.mktemp("expected")
    store = open_store(f"sqlite:///{folder / 'graph.sqlite'}")
    loaded(store, feeds)
    found = store.held(store.watermark()).shared, told(published(store, folder))
    store.close()
    return found


def test_every_store_gives_the_same_shared_facts_the_same_rings_and_the_same_digest(
    place: Empty, feeds: list[Path], expected: tuple[pl.DataFrame, dict[str, Any]], tmp_path: Path
) -> None:
    with place.store() as store:
        loaded(store, feeds[::-1])
        shared = store.held(store.watermark()).shared
        assert shared.height > ACCOUNTS
        assert shared.equals(expected[0])
        publication = published(store, tmp_path)
    assert publication.rings.height > 0
    assert told(publication) == expected[1]
