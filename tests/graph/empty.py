"""An empty store of each kind, as often as one is asked for."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import uuid4

import neo4j
import psycopg
import pytest
from pydantic import SecretStr

from linkage.graph import Access, Store, open_store
from linkage.graph.neo4j.driver import Server, ask
from tests import servers
from tools.servers.process import Address

STORES: Final = (
    "sqlite",
    pytest.param("postgres", marks=pytest.mark.postgres),
    pytest.param("neo4j", marks=pytest.mark.neo4j),
)
"""Parameters of a test that is said of every store."""


class Empty:
    """Makes empty stores of one kind; those on one Neo4j take turns, since it has one database."""

    def __init__(self, url: str, access: Access, clear: Callable[[], None]) -> None:
        self.url, self._access, self._clear = url, access, clear

    def open(self, patience: float = 30.0) -> Store:
        """The store, with whatever is in it."""
        return open_store(self.url, patience, self._access)

    def environment(self) -> dict[str, str]:
        """What another process is told to open it."""
        secret = self._access.password.get_secret_value() if self._access.password else ""
        home = str(self._access.parts.parent) if self._access.parts else ""
        return {
            "LINKAGE_GRAPH_USER": self._access.user or "",
            "LINKAGE_GRAPH_PASSWORD": secret,
            "LINKAGE_HOME": home,
        }

    @contextmanager
    def store(self) -> Iterator[Store]:
        """An empty store, open."""
        self._clear()
        with closing(self.open()) as opened:
            yield opened


@contextmanager
def empty(name: str, request: pytest.FixtureRequest) -> Iterator[Empty]:
    """Empty stores of that kind."""
    with TemporaryDirectory() as folder:
        if name == "sqlite":
            yield _sqlite(Path(folder))
        elif name == "postgres":
            yield _postgres(request.getfixturevalue("postgres_server"), Path(folder))
        else:
            server = request.getfixturevalue("neo4j_server")
            with servers.alone("neo4j", servers.shared(request.config)):
                yield _neo4j(server, Path(folder))


def _sqlite(folder: Path) -> Empty:
    made = Empty(f"sqlite:///{folder}/graph.sqlite", Access(), lambda: None)

    def clear() -> None:
        made.url = f"sqlite:///{folder}/{uuid4().hex}.sqlite"

    made._clear = clear
    clear()
    return made


def _postgres(server: Address, folder: Path) -> Empty:
    name = f"t{uuid4().hex}"
    with psycopg.connect(sql(server, "postgres"), password=server.password, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())

    def clear() -> None:
        with psycopg.connect(sql(server, name), password=server.password, autocommit=True) as connection:
            connection.execute("SET client_min_messages = warning; DROP SCHEMA IF EXISTS graph CASCADE")

    return Empty(sql(server, name), access(server, folder / "parts"), clear)


def access(server: Address, folder: Path | None = None) -> Access:
    """What lets one into a server; parts of open batches wait in the folder."""
    return Access(server.user, SecretStr(server.password), folder)


def asked(server: Server, query: str) -> list[list[object]]:
    """What a Neo4j answers."""
    return server.read(lambda transaction: ask(transaction, query))


def sql(server: Address, database: str) -> str:
    """The URL of a database of a PostgreSQL, without the password."""
    return f"postgresql://{server.user}@{server.host}:{server.port}/{database}"


def bolt(server: Address) -> str:
    """The URL of a Neo4j."""
    return f"bolt://{server.host}:{server.port}"


def cleared(server: Address) -> None:
    """Take everything out of a Neo4j."""
    with neo4j.GraphDatabase.driver(bolt(server), auth=(server.user, server.password)) as driver:
        driver.execute_query("MATCH (n) CALL (n) { DETACH DELETE n }")


def _neo4j(server: Address, folder: Path) -> Empty:
    cleared(server)
    return Empty(bolt(server), access(server, folder / "parts"), lambda: cleared(server))
