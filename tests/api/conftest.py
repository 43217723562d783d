"""A published home, and a client of the service over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from linkage.ledger.keys import SCOPES
from tests.api.world import World


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A home that tests only read."""
    made = World(tmp_path_factory.mktemp("home"))
    made.publish()
    made.newcomers(8, "new-1", "new-2", "farm-1")
    for scope in SCOPES:
        made.key(scope)
    return made


@pytest.fixture(scope="package")
def client(world: World) -> Iterator[TestClient]:
    """The service over that home."""
    with world.client() as running:
        yield running


@pytest.fixture
def fresh(tmp_path: Path) -> World:
    """A home of one's own, with nothing in it."""
    return World(tmp_path / "home")
