"""A ledger behind a URL: transactions that read, transactions that write, and one error when it is away."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from linkage.errors import LedgerUnavailable, WrongUse
from linkage.extras import extra
from linkage.ledger.db.breaker import BREAKER, COMMAND, FROZEN, WRITES, CircuitBreaker, Patience, lost
from linkage.ledger.db.types import document
from linkage.readonly import FULL, copied, full, readonly, unfolded, uri

PATIENCE = 5.0
"""Seconds to wait for another writer before an embedded ledger counts as away."""


class Ledger:
    """Runs, publications, ring ids, keys and the audit chain; made by `open_ledger`.

    The functions beside this class take a ledger and do one thing in one transaction each. Rows they return
    are detached: plain values that change nothing when changed.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._breaker: CircuitBreaker | None = engine.get_execution_options().get(BREAKER)
        self._writer = engine.execution_options(**{WRITES: True})
        self.frozen = bool(engine.get_execution_options().get(FROZEN))
        # SQLite reads one moment as it is.
        self._reader = (
            engine.execution_options(isolation_level="REPEATABLE READ") if self._breaker else engine
        )

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction that reads one moment; `LedgerUnavailable` when the ledger is away."""
        with (
            _told(self._breaker, engine=self.engine),
            Session(self._reader, expire_on_commit=False) as session,
        ):
            self._reach(session)
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that writes, alone from its first moment; whole or not at all.

        `LedgerUnavailable` says by `unsure` that it was lost while it was being committed: then only another
        look tells whether it was.
        """
        if self.frozen:
            raise LedgerUnavailable("the ledger is read-only: its folder cannot be written")
        with (
            _told(self._breaker, engine=self.engine),
            Session(self._writer, expire_on_commit=False) as session,
        ):
            self._reach(session)
            yield session
            session.flush()
            with _told(self._breaker, unsure=True, engine=self.engine):
                session.commit()

    def _reach(self, session: Session) -> None:
        """Have a connection to the server that answers, or be told at once that there is none."""
        if self._breaker is not None:
            with self._breaker.attempt():
                session.connection()

    def ready(self) -> None:
        """Ask it for the smallest thing; `LedgerUnavailable` when it does not answer."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        """Let go of connections."""
        self.engine.dispose()


class Within(Ledger):
    """A ledger whose every read and write is part of one transaction that is open already.

    So several acts, each written for a transaction of its own, are done together or not at all.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """The open transaction."""
        with _told():
            yield self._session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """The open transaction; what goes wrong in it undoes all of it."""
        with _told():
            yield self._session
            self._session.flush()

    def close(self) -> None:
        """Nothing to let go of: whoever opened the transaction ends it."""


def connect(url: str, patience: Patience = COMMAND) -> Engine:
    """An engine for that URL: SQLite in WAL and 0600, or PostgreSQL with patience bounded."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed)
        if parsed.get_backend_name() not in ("postgresql", "postgres"):
            raise WrongUse(
                "the ledger's URL is of neither SQLite nor PostgreSQL: those two are what it can be"
            )
        with extra("postgres"):
            from linkage.ledger.db import server

        return server.engine(parsed, patience)
    except (ArgumentError, ValueError, NoSuchModuleError) as error:
        raise WrongUse("the ledger's URL cannot be opened: check it and its driver") from error


def file_of(url: str) -> Path | None:
    """The file of an embedded ledger; None for one on a server, or in memory."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return None  # `connect` says what is wrong with it
    named = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
    return Path(str(parsed.database)) if named else None


def _sqlite(url: URL) -> Engine:
    """An embedded ledger; the file is made first, so that others cannot read it for a moment."""
    if url.database and url.database != ":memory:":
        if readonly(Path(url.database)):
            return frozen(Path(url.database))
        _private(Path(url.database))
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": PATIENCE}, json_serializer=document
    )
    event.listen(engine, "connect", _pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def frozen(path: Path, copy: bool = False) -> Engine:
    """An embedded ledger that is only looked at: as it lies, or in a copy where that does not tell all of it."""
    if copy or unfolded(path):
        engine = create_engine(f"sqlite:///{copied(path)}", hide_parameters=True, json_serializer=document)
        event.listen(engine, "connect", _pragmas)
    else:
        connect = partial(sqlite3.connect, uri(path), uri=True, check_same_thread=False)
        engine = create_engine("sqlite://", creator=connect, hide_parameters=True, poolclass=QueuePool)
        event.listen(engine, "connect", _unmanaged)
    event.listen(engine, "begin", _begin)
    return engine.execution_options(**{FROZEN: path})


def _unmanaged(connection: object, _: ConnectionPoolEntry) -> None:
    """Leave transactions to SQLAlchemy."""
    connection.isolation_level = None  # type: ignore[attr-defined]


def _private(path: Path) -> None:
    """Make the file 0600; SQLite gives its -wal and -shm files the mode of the database."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise LedgerUnavailable(f"the ledger cannot be opened: {error.strerror}") from error


def _pragmas(connection: object, _: ConnectionPoolEntry) -> None:
    """Leave transactions to SQLAlchemy (sqlite3 would begin them late, and none for DDL), and turn WAL on."""
    _unmanaged(connection, _)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


def _begin(connection: Connection) -> None:
    """Writers take their turn at once: one that reads first and writes later would fail half-way."""
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def said(error: DBAPIError, engine: Engine | None = None) -> str:
    """The first line of what the database said; further lines of PostgreSQL's quote the row."""
    path = None if engine is None or engine.dialect.name != "sqlite" else engine.url.database
    if path and "I/O error" in str(error.orig) and full(Path(path)):
        return FULL
    return next(iter(str(error.orig).splitlines()), type(error).__name__)


@contextmanager
def _told(
    breaker: CircuitBreaker | None = None, unsure: bool = False, engine: Engine | None = None
) -> Iterator[None]:
    """Raise `LedgerUnavailable` for what the database says, without the statement or its values."""
    try:
        yield
    except DBAPIError as error:
        gone = breaker is not None and lost(error)
        if breaker is not None and gone:
            breaker.trip()
        cause = error if breaker is None else None  # PostgreSQL quotes the row, which may name somebody
        raise LedgerUnavailable(
            f"the ledger did not answer: {said(error, engine)}", unsure and gone
        ) from cause
    except PoolTimeout as error:
        raise LedgerUnavailable("the ledger did not answer: all its connections are in use") from error
