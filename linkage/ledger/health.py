"""How the ledger's server stands: its version, its migrations, its tables, its clock. Nothing is made here."""

import time
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, create_engine, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from linkage.errors import LedgerUnavailable, WrongUse
from linkage.ledger.check import TABLES
from linkage.ledger.db.breaker import SERVING
from linkage.ledger.db.session import connect, frozen, said
from linkage.ledger.upgrade import config, head, revision
from linkage.readonly import readonly


@dataclass(frozen=True)
class Health:
    """What a look at the ledger found."""

    product: str
    version: str
    revision: str | None = None
    """The migration it is at; None for one that nobody opened yet."""
    head: str | None = None
    """The migration this code expects."""
    newer: bool = False
    """True when its migration is one that this code does not know."""
    missing: tuple[str, ...] = ()
    """Tables that are not there, though the migration says so."""
    ahead: float = 0.0
    """Seconds its clock is ahead of ours; 0 where it has none of its own."""


def look(url: str) -> Health:
    """Look at the ledger behind a URL; raises LedgerUnavailable when it does not answer, WrongUse as `connect`."""
    try:
        path = make_url(url).database if url.startswith("sqlite") else None
    except ArgumentError as error:
        raise WrongUse("the ledger's URL cannot be read") from error
    # A file without bytes is what a broken copy leaves: looking into it would make it a ledger.
    if path and (not Path(path).exists() or not Path(path).stat().st_size):
        return Health("SQLite", "", head=head())
    engine = connect(url, SERVING)
    try:
        with engine.connect() as connection:
            return _look(connection, revision(engine))
    except DBAPIError as error:
        raise LedgerUnavailable(f"the ledger did not answer: {said(error)}") from None
    finally:
        engine.dispose()


def damage(path: Path) -> str | None:
    """The first thing that is wrong with the pages of an embedded ledger; None for one that is whole."""
    engine = frozen(path) if readonly(path) else create_engine(f"sqlite:///{path}", hide_parameters=True)
    try:
        with engine.connect() as connection:
            found = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
        return None if found == "ok" else found
    except DBAPIError as error:
        return said(error)
    finally:
        engine.dispose()


def _look(connection: Connection, at: str | None) -> Health:
    server = connection.dialect.name == "postgresql"
    version = connection.scalar(text("SHOW server_version") if server else select(func.sqlite_version()))
    there = set(inspect(connection).get_table_names())
    complete = at == head()
    return Health(
        "PostgreSQL" if server else "SQLite",
        str(version).split()[0],
        at,
        head(),
        newer=at is not None and not complete and not _known(at),
        missing=tuple(sorted(set(TABLES.tables) - there)) if complete else (),
        ahead=_ahead(connection) if server else 0.0,
    )


def _known(at: str) -> bool:
    """Whether a migration is one of those this code brings."""
    try:
        return ScriptDirectory.from_config(config()).get_revision(at) is not None
    except CommandError:
        return False


def _ahead(connection: Connection) -> float:
    before = time.time()
    theirs = connection.scalar(text("SELECT extract(epoch FROM clock_timestamp())::float8"))
    return float(theirs or 0) - (before + time.time()) / 2
