"""One Neo4j and one PostgreSQL to be treated badly, each for all tests that carry its mark."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
import pytest

from linkage.graph import Store, open_store
from linkage.graph.postgres import WRITERS
from linkage.ledger import upgrade
from linkage.ledger.db.session import connect
from tests.faults.home import Home
from tests.graph.empty import access, bolt, cleared, sql
from tests.ledgers import url
from tests.stopping import Disk, Stoppable, disk, stoppable
from tools.servers.neo4j import Neo4j
from tools.servers.postgres import Postgres
from tools.servers.process import Address

SERVERS = ("neo4j", "postgres")
MEGABYTES = 700
"""Of the disk that each has for its own."""


@dataclass(frozen=True)
class Broken:
    """A server that a test may break, and where it keeps its data."""

    server: Stoppable
    disk: Disk | None
    """None where this user may not have one."""

    @property
    def name(self) -> str:
        return self.server.address.name

    def home(self, folder: Path) -> Home:
        """A home with nothing in its graph, and with its ledger on the server too where that can be."""
        there = self.server.address
        secret = {"GRAPH_USER": there.user, "GRAPH_PASSWORD": there.password}
        if there.name == "neo4j":
            cleared(there)
            return Home(folder, {"GRAPH_URL": bolt(there), **secret}, there.password)
        name = database(there)
        ledger = url(there, name)
        upgrade.upgrade(connect(ledger))
        return Home(folder, {"GRAPH_URL": sql(there, name), "LEDGER_URL": ledger, **secret}, there.password)

    def writing(self, home: Home) -> bool:
        """Whether the graph is being written to now, and not the ledger beside it; nothing else is on a Neo4j."""
        if self.name == "neo4j":
            return True
        query = "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND granted"
        return [row[0] for row in self.asked(home, query)] == [WRITERS & 0xFFFFFFFF]

    def reading(self, home: Home) -> bool:
        """Whether the graph is being read now, and not the ledger beside it; nothing else is on a Neo4j."""
        if self.name == "neo4j":
            return True
        graph = "application_name = 'linkage' AND xact_start IS NOT NULL AND datname = current_database()"
        return bool(self.asked(home, f"SELECT 1 FROM pg_stat_activity WHERE {graph}"))

    def asked(self, home: Home, query: LiteralString) -> list[tuple[Any, ...]]:
        """What the PostgreSQL answers."""
        with psycopg.connect(home.settings["GRAPH_URL"], password=home.secret) as connection:
            return connection.execute(query).fetchall()

    def store(self, home: Home, patience: float = 5.0) -> Store:
        """The graph of a home, for a look at it."""
        return open_store(
            home.settings["GRAPH_URL"], patience, access(self.server.address, home.folder / "look")
        )


def database(there: Address) -> str:
    """The name of a new database."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(sql(there, "postgres"), password=there.password, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return name


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(
            name,
            marks=[
                getattr(pytest.mark, name),
                pytest.mark.slow,
                pytest.mark.xdist_group("faults"),
            ],
        )
        for name in SERVERS
    ],
)
def broken(request: pytest.FixtureRequest) -> Iterator[Broken]:
    """Either of them."""
    request.getfixturevalue(f"{request.param}_server")  # says why there is none, where there is none
    with ExitStack() as stack:
        own = stack.enter_context(disk(MEGABYTES)) if os.geteuid() == 0 else None
        server = Neo4j("512m", "64m", brief=True) if request.param == "neo4j" else Postgres()
        yield Broken(stack.enter_context(stoppable(server, own.room_for("server") if own else None)), own)


@pytest.fixture
def home(broken: Broken, tmp_path: Path) -> Iterator[Home]:
    """A home of its own on it; the server is up again in the end, with room."""
    try:
        yield broken.home(tmp_path)
    finally:
        if broken.disk is not None:
            broken.disk.room()
        broken.server.back()


@pytest.fixture
def store(broken: Broken, home: Home) -> Iterator[Store]:
    """Its graph."""
    with closing(broken.store(home)) as opened:
        yield opened
