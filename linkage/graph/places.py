"""URLs of graphs: which kind of store one names."""

from typing import Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from linkage.errors import WrongUse

NAMESPACE: Final = "graph"
"""The schema of a PostgreSQL that holds the graph's tables."""
BOLT: Final = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def is_bolt(url: str) -> bool:
    """Whether a URL is of a Neo4j."""
    return url.partition("://")[0].lower() in BOLT


def parsed(url: str) -> URL:
    """A URL of an SQLite file or of a PostgreSQL; raises WrongUse for any other."""
    try:
        made = make_url(url)
    except ArgumentError:
        raise WrongUse(
            "The graph's URL cannot be read; it looks like sqlite:///folder/graph.sqlite."
        ) from None
    if made.get_backend_name() == "postgresql":
        return made
    if made.get_backend_name() != "sqlite" or not made.database or made.database == ":memory:":
        raise WrongUse(
            "The graph is kept in an SQLite file or on a server: give a URL like sqlite:///folder/graph.sqlite, "
            "postgresql://host/database or bolt://host:7687."
        )
    return made
