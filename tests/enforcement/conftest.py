"""Homes in which exports are made, with their ledger on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.world import World
from tests.enforcement.home import Home
from tests.ledgers import BOTH, Databases


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(World(tmp_path / "home"))
    yield made
    made.ledger.close()


@pytest.fixture(params=BOTH)
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """The same, with its ledger on either database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("home")
        return
    databases: Databases = request.getfixturevalue("databases")
    with databases.migrated() as url:
        made = Home(World(tmp_path / "home", url))
        yield made
        made.ledger.close()
