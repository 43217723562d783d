"""How the graph's server stands: what it is, what of its layout is missing, what its clock says; nothing is made."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import Final, TypeVar

import polars as pl
import sqlalchemy as sa
from sqlalchemy.engine import URL

from linkage.errors import StoreUnavailable
from linkage.extras import extra
from linkage.graph import places, schema, sqlite, sums
from linkage.graph.access import Access
from linkage.graph.condition import Health
from linkage.graph.driver import Database, Engine, Prepared, Session
from linkage.settings import Settings
from linkage.tables import Schema

__all__ = ["Health", "damage", "look", "made", "within"]

Of = TypeVar("Of")
SILENT: Final = 2.0
"""Seconds that a PostgreSQL may take for a look; its driver would wait for ever for one that hangs meanwhile."""

_TEXT: Final[Schema] = {"text": pl.String()}
_NUMBER: Final[Schema] = {"number": pl.Float64()}
_VERSION: Final = {
    "sqlite": "SELECT sqlite_version()",
    "postgresql": "SELECT current_setting('server_version')",
}
_LAID: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type IN ('table', 'index')",
    "postgresql": (
        f"SELECT tablename FROM pg_tables WHERE schemaname = '{places.NAMESPACE}' "
        f"UNION ALL SELECT indexname FROM pg_indexes WHERE schemaname = '{places.NAMESPACE}'"
    ),
}
ONCE: Final = pl.DataFrame({"times": [1]})
"""Runs a statement once, as it is: a pragma cannot stand within another query."""
_NOW: Final = "SELECT extract(epoch FROM clock_timestamp())::float8"


def look(settings: Settings, patience: float) -> Health:
    """Look at the graph that is set; raises StoreUnavailable and WrongUse as opening it does."""
    access = Access.of(settings)
    if places.is_bolt(settings.graph):
        with extra("neo4j"):
            from linkage.graph.neo4j import health as neo4j
        return neo4j.look(settings.graph, access, patience)
    url = places.parsed(settings.graph)
    if url.get_backend_name() == "postgresql":
        return within(SILENT, lambda: _sql(url, access, patience))
    return _sql(url, access, patience)


def made(settings: Settings, patience: float = 30.0) -> bool:
    """Whether the graph that is set was ever made; to ask makes nothing, on a server neither. Raises as `look`."""
    return look(settings, patience).made


def damage(settings: Settings, every: bool = False) -> str | None:
    """The first thing that is wrong with an embedded graph's pages, or with what stands in them; None for one that
    is whole, on a server, or not there. What a run reads anyway is only looked at where `every` row is to be."""
    if places.is_bolt(settings.graph):
        return None
    url = places.parsed(settings.graph)
    if url.get_backend_name() == "postgresql" or not Path(str(url.database)).exists():
        return None
    tables = (*sums.ALONG, *schema.BY_BATCH) if every else sums.ALONG
    try:
        with (
            closing(Database(_engine(url, Access.of(settings), 0.7))) as database,
            ThreadPoolExecutor(2) as pool,
        ):
            pages, rows = pool.submit(_pages, database), pool.submit(_rows, database, tables)
            return pages.result() or rows.result()
    except StoreUnavailable as error:
        return str(error)


def _pages(database: Database) -> str | None:
    """What is wrong with a file's pages."""
    with database.transaction() as session:
        found = str(session.read(Prepared("PRAGMA quick_check(1)"), _TEXT, ONCE).row(0)[0])
    return None if found == "ok" else found


def _rows(database: Database, tables: Iterable[sa.Table]) -> str | None:
    """The first of the tables whose rows are not what was written."""
    with database.transaction() as session:
        return sums.damage(session, tables)


def within(seconds: float, call: Callable[[], Of]) -> Of:
    """What a call returns; raises StoreUnavailable where it takes longer, and leaves it to itself then."""
    done: Future[Of] = Future()

    def run() -> None:
        try:
            done.set_result(call())
        except BaseException as error:
            done.set_exception(error)

    Thread(target=run, daemon=True).start()
    try:
        return done.result(seconds)
    except TimeoutError:
        raise StoreUnavailable(f"The graph store did not answer for {seconds:g} seconds.") from None


def _sql(url: URL, access: Access, patience: float) -> Health:
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return Health("SQLite", "", made=False)
    with _opened(url, access, patience) as session:
        name = url.get_backend_name()
        there = set(session.read(Prepared(_LAID[name]), _TEXT)["text"])
        version = str(session.read(Prepared(_VERSION[name]), _TEXT).item())
        ahead = _ahead(session) if name == "postgresql" else 0.0
    product = "PostgreSQL" if name == "postgresql" else "SQLite"
    made = schema.META.name in there
    wanted = {table.name for table in schema.METADATA.sorted_tables}
    wanted -= {schema.EXITS.name}  # a graph of an earlier version gets it when it is opened
    wanted |= {str(each.name) for table in schema.METADATA.sorted_tables for each in table.indexes}
    return Health(product, version.split()[0], made, tuple(sorted(wanted - there)) if made else (), ahead)


@contextmanager
def _opened(url: URL, access: Access, patience: float) -> Iterator[Session]:
    """A transaction that reads, on a database of which nothing is made."""
    with closing(Database(_engine(url, access, patience))) as database, database.transaction() as session:
        yield session


def _engine(url: URL, access: Access, patience: float) -> Engine:
    if url.get_backend_name() != "postgresql":
        return sqlite.Sqlite(Path(str(url.database)), patience)
    with extra("postgres"):
        from linkage.graph import postgres
    return postgres.Postgres(url, access, patience)


def _ahead(session: Session) -> float:
    before = time.time()
    theirs = session.read(Prepared(_NOW), _NUMBER).item()
    return float(theirs) - (before + time.time()) / 2
