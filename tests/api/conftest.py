"""A published home, and a client of the service over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from linkage.ledger.keys.api_keys import SCOPES
from tests.api.running import running
from tests.api.world import World
from tests.ledgers import BOTH, Databases

OTHERS = ("enforce", "investigate", "export", "approve")


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A home that tests only read."""
    made = World(tmp_path_factory.mktemp("home"))
    made.publish()
    made.newcomers(8, "new-1", "new-2", "farm-1")
    for scopes in [*([each] for each in SCOPES), ["enforce", "investigate", "operate"], OTHERS]:
        made.key(*scopes)
    return made


@pytest.fixture(scope="package")
def client(world: World) -> Iterator[TestClient]:
    """The service over that home."""
    with world.client() as running:
        yield running


@pytest.fixture(scope="package")
def address(world: World) -> Iterator[str]:
    """The address of the service over that home, in a process of its own."""
    with running(world.home) as found:
        yield found


@pytest.fixture
def fresh(tmp_path: Path) -> World:
    """A home of one's own, with nothing in it."""
    return World(tmp_path / "home")


@pytest.fixture(params=BOTH)
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The same, with its ledger on either database."""
    if request.param == "sqlite":
        yield World(tmp_path / "home")
        return
    databases: Databases = request.getfixturevalue("databases")
    with databases.migrated() as url:
        made = World(tmp_path / "home", url)
        yield made
        made.ledger.close()


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A published home with keys, to be copied."""
    made = World(tmp_path_factory.mktemp("published") / "home")
    made.publish()
    for scopes in (("investigate",), ("enforce",), ("approve",), ("operate",), ("enforce", "investigate")):
        made.key(*scopes)
    made.ledger.close()
    return made


@pytest.fixture
def home(fresh: World, original: World) -> World:
    """A published home of one's own."""
    return original.copied(fresh.home)


@pytest.fixture
def served(home: World) -> Iterator[TestClient]:
    """The service over that home."""
    with home.client() as client:
        yield client
