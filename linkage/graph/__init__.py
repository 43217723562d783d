"""The account–value graph: one `Store` Protocol, its implementations picked by URL.

They are imported where one is opened: ADBC brings much along, and many commands only ask where the graph is.
"""

from pathlib import Path

from linkage.extras import extra
from linkage.graph import places
from linkage.graph.access import Access
from linkage.graph.store import Store, Subgraph
from linkage.settings import Settings

__all__ = ["Access", "Store", "Subgraph", "embedded", "is_there", "open_graph", "open_store", "shows"]


def open_graph(settings: Settings, patience: float = 30.0) -> Store:
    """The store that is set."""
    return open_store(settings.graph, patience, Access.of(settings))


def open_store(url: str, patience: float = 30.0, access: Access | None = None) -> Store:
    """The store at a URL, made when it is missing.

    `sqlite:///path/graph.sqlite`, or a server: `postgresql://`, `bolt://`, `neo4j://`, `neo4j+s://`. `patience`
    says how many seconds to wait while another process writes; with SQL `?timeout=5` says it too.
    """
    given = access or Access()
    if places.is_bolt(url):
        with extra("neo4j"):
            from linkage.graph.neo4j import Neo4jStore

        return Neo4jStore(url, given, patience)
    from linkage.graph import schema
    from linkage.graph.sql import SqlStore

    parsed = places.parsed(url)
    patience = float(str(parsed.query.get("timeout", patience)))
    if parsed.get_backend_name() == "postgresql":
        with extra("postgres"):
            from linkage.graph import postgres

        server = postgres.database(parsed, given, patience, schema.METADATA)
        return SqlStore(server, given.waiting())
    from linkage.graph import sqlite

    path = Path(str(parsed.database))
    return SqlStore(sqlite.database(path, patience, schema.METADATA), path.with_name(f"{path.name}.parts"))


def embedded(url: str) -> Path | None:
    """The file of an embedded store; None for one on a server."""
    if places.is_bolt(url):
        return None
    parsed = places.parsed(url)
    return None if parsed.get_backend_name() == "postgresql" else Path(str(parsed.database))


def is_there(url: str) -> bool:
    """Whether a store was ever made at a URL: whoever only takes away from it does not make it."""
    path = embedded(url)
    return path is None or path.exists()


def shows(url: str) -> bool:
    """Whether the store at a URL shows rings to those who explore it."""
    return places.is_bolt(url)
