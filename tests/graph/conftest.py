"""An empty store on the Neo4j, for the tests that carry its mark, and a look behind it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from linkage.graph import Store, open_store
from linkage.graph.neo4j.driver import Server
from tests.graph.build import fill
from tests.graph.empty import Empty, access, bolt, empty
from tools.servers.process import Address


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a graph with everything in it, for who needs one to copy it."""
    path = tmp_path_factory.mktemp("filled") / "graph.sqlite"
    with closing(open_store(f"sqlite:///{path}")) as store:
        fill(store)
    return path


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Iterator[Empty]:
    """Where empty stores on the Neo4j are had."""
    with empty("neo4j", request) as made:
        yield made


@pytest.fixture
def store(place: Empty) -> Iterator[Store]:
    """One of them."""
    with place.store() as opened:
        yield opened


@pytest.fixture
def server(neo4j_server: Address) -> Iterator[Server]:
    """The store's own connection, for a look behind it."""
    with closing(Server(bolt(neo4j_server), access(neo4j_server), 5)) as made:
        yield made
