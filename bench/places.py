"""Where a graph can be kept: a file, or a server that is started for it and ends with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from linkage.graph import Access, Store, open_store
from linkage.graph.health import look
from linkage.settings import Settings
from tools.servers.neo4j import Neo4j
from tools.servers.postgres import Postgres
from tools.servers.process import Address, Server, running

PLACES = ("sqlite", "postgres", "neo4j")
"""Stores by name, as they are measured."""
HEAP, CACHE = "4g", "1g"
"""Memory a Neo4j is given, for itself and for its pages."""
PATIENCE = 10.0


@dataclass(frozen=True)
class Place:
    """Where one graph is, and who may ask there."""

    name: str
    url: str
    access: Access

    def open(self) -> Store:
        """The store, with whatever is in it."""
        return open_store(self.url, access=self.access)

    def environment(self) -> dict[str, str]:
        """What a command of Linkage is told to keep its graph there."""
        secret = self.access.password
        who = {"LINKAGE_GRAPH_USER": self.access.user or ""}
        word = {"LINKAGE_GRAPH_PASSWORD": secret.get_secret_value()} if secret else {}
        return {"LINKAGE_GRAPH_URL": self.url, **(who if secret else {}), **word}

    def product(self) -> str:
        """What it is, with its version."""
        settings = Settings(
            graph_url=self.url, graph_user=self.access.user, graph_password=self.access.password
        )
        health = look(settings, PATIENCE)
        beside = f" with GDS {health.gds}" if health.gds else ""
        return f"{health.product} {health.version}{beside}"


def file(path: Path) -> Place:
    """A graph in a file of SQLite."""
    return Place("sqlite", f"sqlite:///{path}", Access())


def at(server: Address, folder: Path) -> Place:
    """A graph on a server; parts of open batches wait in the folder."""
    scheme, database = ("bolt", "") if server.name == "neo4j" else ("postgresql", "/postgres")
    access = Access(server.user, SecretStr(server.password), folder / "parts")
    return Place(server.name, f"{scheme}://{server.host}:{server.port}{database}", access)


@contextmanager
def place(name: str, folder: Path) -> Iterator[Place]:
    """An empty place of that kind; a server ends with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    if name == "sqlite":
        yield file(folder / "graph.sqlite")
        return
    server: Server = Neo4j(HEAP, CACHE) if name == "neo4j" else Postgres()
    with running(server) as there:
        yield at(there, folder)
