"""Ledgers for tests, on both databases: a file of its own on SQLite, a database of its own on PostgreSQL.

A database is copied from a template whose tables are made once by each worker. The template sorts text as a
person would (ICU), and not by code points as SQLite does: what depends on it is seen.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Final

import pytest
from sqlalchemy import Engine, create_engine, text

from linkage.ledger import upgrade
from linkage.ledger.session import connect
from tools.servers.process import Address

BOTH: Final = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))
"""For fixtures that are there on either."""


def url(server: Address, database: str) -> str:
    """The URL of a database of that server, as a user writes it."""
    return f"postgresql://{server.user}:{server.password}@{server.host}:{server.port}/{database}"


class Databases:
    """Databases of one server, for one worker."""

    def __init__(self, server: Address) -> None:
        self._server, self._numbers = server, count(1)
        self._name = f"ledger_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}"
        self._admin = self.admin()
        self._make(f"{self._name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'")
        engine = connect(url(server, self._name))
        upgrade.upgrade(engine)
        engine.dispose()

    def admin(self) -> Engine:
        """A way in for what is done to databases as such."""
        there = url(self._server, "postgres").replace("postgresql:", "postgresql+psycopg:")
        return create_engine(there, isolation_level="AUTOCOMMIT")

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """The URL of a ledger with its tables made, and nothing in them."""
        with self._copied(self._name) as made:
            yield made

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The URL of a database with nothing in it."""
        with self._copied("template0") as made:
            yield made

    @contextmanager
    def _copied(self, template: str) -> Iterator[str]:
        name = f"{self._name}_{next(self._numbers)}"
        self._make(f"{name} TEMPLATE {template}")
        try:
            yield url(self._server, name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def _make(self, what: str) -> None:
        self.run(f"CREATE DATABASE {what}")

    def run(self, statement: str) -> None:
        """Do something outside of any database."""
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    def close(self) -> None:
        """Let go of connections."""
        self._admin.dispose()
