"""Ledgers for tests, on both databases: a file of its own on SQLite, a database of its own on PostgreSQL.

A database is copied from a template whose tables are made once by each worker, and lent again when its rows are
gone. The template sorts text as a person would (ICU), and not by code points as SQLite does: so what depends on
the order of text is seen.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from sqlalchemy import NullPool, create_engine, delete, text
from sqlalchemy.exc import DBAPIError

from linkage.ledger import file_of, open_ledger, upgrade
from linkage.ledger.check import TABLES
from linkage.ledger.db.server import DRIVER
from linkage.ledger.db.session import connect
from tools.servers.process import Address

BOTH: Final = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))
"""For fixtures that are there on either."""


def url(server: Address, database: str) -> str:
    """The URL of a database of that server, as a user writes it."""
    return f"postgresql://{server.user}:{server.password}@{server.host}:{server.port}/{database}"


def driven(plain: str) -> str:
    """The same with its driver."""
    return plain.replace("postgresql:", f"{DRIVER}:", 1)


@cache
def _blank() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.sqlite"
        open_ledger(f"sqlite:///{path}").close()
        return path.read_bytes()


def blank(url: str) -> str:
    """That URL; if it is of a file that is not there, the file is made, with the tables and nothing in them."""
    path = file_of(url)
    if path is not None and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_bytes(_blank())
    return url


RESTART: Final = """SELECT setval(oid::regclass, 1, false) FROM pg_class
WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"""
"""Have every table number its rows from the beginning."""

SHAPE: Final = """SELECT string_agg(what, ' ' ORDER BY what) FROM (
SELECT c.oid || '/' || count(a.attnum) AS what FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i', 'S') GROUP BY c.oid
UNION ALL SELECT 'c' || oid FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 't' || oid || tgenabled::text FROM pg_trigger) AS things"""
"""What changes whenever a table, an index, a constraint or a trigger is made or dropped, or a trigger turned off; a
copy has its template's oids."""


class Databases:
    """Databases of one server, for one worker."""

    def __init__(self, server: Address) -> None:
        self._server, self._numbers = server, count(1)
        self._name = f"ledger_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}"
        there = driven(url(server, "postgres"))
        self._admin = create_engine(there, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._spare: list[str] = []
        self._make(self._name, "template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'")
        engine = connect(url(server, self._name))
        upgrade.upgrade(engine)
        with engine.connect() as connection:
            self._shape = connection.scalar(text(SHAPE))
        engine.dispose()

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """The URL of a ledger with its tables made and nothing in them; it is emptied and lent again."""
        name = self._renamed(self._spare.pop()) if self._spare else self._copied(self._name)
        yield url(self._server, name)
        if self._emptied(name):
            self._spare.append(name)
        else:
            self._drop(name)

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The URL of a database with nothing in it."""
        name = self._copied("template0")
        yield url(self._server, name)
        self._drop(name)

    def run(self, statement: str) -> None:
        """Do something outside of any of them."""
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    def _emptied(self, name: str) -> bool:
        """Whether all tables are as they were made, now that all rows are gone."""
        self.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        engine = create_engine(driven(url(self._server, name)), poolclass=NullPool)
        try:
            with engine.begin() as connection:
                for table in reversed(TABLES.sorted_tables):
                    connection.execute(delete(table))
                connection.execute(text(RESTART))
                return bool(connection.scalar(text(SHAPE)) == self._shape)
        except DBAPIError:
            return False

    def _copied(self, template: str) -> str:
        name = self._fresh()
        self._make(name, template)
        return name

    def _renamed(self, old: str) -> str:
        """Another name: heads of an audit chain are kept by it elsewhere, and this chain begins anew."""
        name = self._fresh()
        self.run(f"ALTER DATABASE {old} RENAME TO {name}")
        return name

    def _fresh(self) -> str:
        return f"{self._name}_{next(self._numbers)}"

    def _make(self, name: str, template: str) -> None:
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")

    def _drop(self, name: str) -> None:
        self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def nothing(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The URL of a database with nothing in it, on the one that a fixture of `BOTH` is for."""
    if request.param == "sqlite":
        yield f"sqlite:///{folder / 'new.sqlite'}"
        return
    databases: Databases = request.getfixturevalue("databases")
    with databases.empty() as made:
        yield made


@contextmanager
def refusing(url: str) -> Iterator[None]:
    """That database takes no connections, and has none."""
    there, _, name = driven(url).rpartition("/")
    admin = create_engine(f"{there}/postgres", isolation_level="AUTOCOMMIT", poolclass=NullPool)
    gone = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    for statement in (f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", gone):
        with admin.connect() as connection:
            connection.execute(text(statement))
    try:
        yield
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
