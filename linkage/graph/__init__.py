"""The account–value graph: one `Store` Protocol, its implementations picked by URL."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from linkage.errors import WrongUse
from linkage.graph.sql import SqlStore
from linkage.graph.store import Store, Subgraph

__all__ = ["Store", "Subgraph", "is_there", "open_store"]


def open_store(url: str, patience: float = 30.0) -> Store:
    """The store at a URL, `sqlite:///path/graph.sqlite`; made when it is missing.

    `?timeout=5` says how many seconds to wait while another process writes; else it is `patience`.
    """
    parsed = _parsed(url)
    return SqlStore(Path(str(parsed.database)), float(str(parsed.query.get("timeout", patience))))


def is_there(url: str) -> bool:
    """Whether a store was ever made at a URL: whoever only takes away from it does not make it."""
    return Path(str(_parsed(url).database)).exists()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise WrongUse(
            "The graph's URL cannot be read; it looks like sqlite:///folder/graph.sqlite."
        ) from None
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise WrongUse("The graph is kept in an SQLite file: give a URL like sqlite:///folder/graph.sqlite.")
    return parsed
