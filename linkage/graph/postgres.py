"""The graph in PostgreSQL, in a schema of its own, so that the ledger may be in the same database.

Rows go in and out by COPY. Writers take turns by one advisory lock: no two wait for each other's rows.
"""

import re
import struct
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final

import adbc_driver_postgresql.dbapi as adbc
import polars as pl
import psycopg
import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import URL

from linkage.errors import StoreUnavailable, WrongUse
from linkage.graph.access import Access
from linkage.graph.driver import Compiled, Database, Keys, Prepared, Session, create
from linkage.graph.liveness import SILENCE, Peer, watched
from linkage.graph.places import NAMESPACE
from linkage.tables import Schema

CONNECT: Final = 3
"""Seconds to wait for a connection."""
WALK: Final = 5
"""Seconds a statement of a walk may take on the server."""
QUESTION: Final = struct.pack("!II", 8, 80_877_103)
"""SSLRequest: one byte is the answer, whatever it is; https://www.postgresql.org/docs/15/protocol-flow.html."""
WRITERS: Final = 7_218_546_613
"""The advisory lock that writers of the graph hold."""
_SNAPSHOT: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_DETAILS: Final = {"28": "it refuses the user or the password", "53": "it has no room left", "57": "it stops"}
"""By the class of an error."""


class Postgres(Compiled):
    """`Engine` of one database on a server."""

    dialect: sa.Dialect = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]

    def __init__(self, url: URL, access: Access, patience: float) -> None:
        super().__init__()
        secret = access.password.get_secret_value() if access.password else url.password
        query = {name: value for name, value in url.query.items() if name != "timeout"}
        bounded = {
            "connect_timeout": str(max(1, round(min(CONNECT, patience)))),
            "tcp_user_timeout": "10000",
            "application_name": "linkage",
        }
        told = url.set(
            drivername="postgresql",
            username=url.username or access.user,
            password=secret,
            query={**bounded, **query},
        )
        self._url, self._silence = told, min(SILENCE, patience)
        self._peer: Peer | None = None
        lock = f"SELECT pg_advisory_xact_lock({WRITERS})"
        self.begins: Mapping[str, tuple[str, ...]] = {
            "read": (_SNAPSHOT,),
            "walk": (_SNAPSHOT, f"SET LOCAL statement_timeout = '{WALK}s'"),
            "write": ("BEGIN", f"SET LOCAL lock_timeout = {max(1, round(patience * 1000))}", lock),
        }

    def connect(self) -> Any:
        """A connection that sees the graph's tables."""
        url, self._peer = found(self._url)
        with self.watching():
            connection = adbc.connect(url.render_as_string(hide_password=False), autocommit=True)
            try:
                Session(connection, self).run(Prepared(f"SET search_path TO {NAMESPACE}"))
            except BaseException:
                connection.close()
                raise
        return connection

    def watching(self) -> AbstractContextManager[None]:
        """See `Engine`; a server that is busy answers others meanwhile, one that hangs does not."""
        return watched(self._peer, self._silence) if self._peer else nullcontext()

    def fetch(self, cursor: Any, sql: str, _: Schema, /, bound: pa.RecordBatch | None) -> pa.Table:
        """Rows, by COPY where nothing is bound."""
        cursor.execute(sql, bound)
        return cursor.fetch_arrow_table()

    def look(self, cursor: Any, query: Prepared, keys: Keys) -> pa.Table:
        """One statement for all places of the lists: what costs is the way to the server and back."""
        if not keys:
            cursor.execute(query.sql)
            return cursor.fetch_arrow_table()
        names = list(keys)
        inner = re.sub(r"\$(\d+)", lambda found: f"k.{query.places[int(found[1]) - 1]}", query.sql)
        lists = ", ".join(f"${place}::bigint[]" for place, _ in enumerate(names, start=1))
        each = f"unnest({lists}) WITH ORDINALITY AS k({', '.join(names)}, turn)"
        arrays = [pa.array([list(keys[name])], pa.list_(pa.int64())) for name in names]
        bound = pa.record_batch(arrays, [str(place) for place, _ in enumerate(names)])
        cursor.execute(f"SELECT found.* FROM {each}, LATERAL ({inner}) AS found ORDER BY k.turn", bound)
        return cursor.fetch_arrow_table()

    def add(self, session: Session, table: sa.Table, frame: pl.DataFrame) -> None:
        """By COPY; where keys may be there already, by way of a table that is gone with the transaction."""
        if "batch" in table.columns:
            session.ingest(table.name, frame)
            return
        coming = f"coming_{table.name}"
        name = self.dialect.identifier_preparer.format_table(table)
        session.run(Prepared(f"CREATE TEMP TABLE IF NOT EXISTS {coming} (LIKE {name}) ON COMMIT DROP"))
        session.run(Prepared(f"TRUNCATE {coming}"))
        session.ingest(coming, frame, "pg_temp")
        columns = ", ".join(frame.columns)
        key = ", ".join(column.name for column in table.primary_key)
        session.run(
            Prepared(
                f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {coming} ORDER BY {key} "
                "ON CONFLICT DO NOTHING"
            )
        )

    def told(self, error: Exception) -> str:
        """The code alone: further words quote rows."""
        code = str(getattr(error, "sqlstate", None) or "")
        return _DETAILS.get(code[:2], f"PostgreSQL answered {code}") if code else "no connection"


def found(url: URL) -> tuple[URL, Peer]:
    """Which of the servers that a URL may mean is there, and the URL of that one alone; bounded by `CONNECT`."""
    try:
        with psycopg.connect(url.render_as_string(hide_password=False)) as reached:
            host, address, port = reached.info.host, reached.info.hostaddr, reached.info.port
    except psycopg.OperationalError as error:
        refused = str(error).partition("FATAL:")[2].partition("\n")[0].strip()
        raise StoreUnavailable(f"The graph store is away: {refused or 'no connection'}.") from error
    told = url.set(host=host, port=port)
    if not address:
        return told, Peer((f"{host}/.s.PGSQL.{port}",), QUESTION)
    return told.update_query_dict({"hostaddr": address}), Peer(((address, port),), QUESTION)


def database(url: URL, access: Access, patience: float, metadata: sa.MetaData) -> Database:
    """The database at a URL; the graph's schema and tables are made where they are missing."""
    if not url.host or not url.database:
        raise WrongUse("The graph's URL names no host or no database: postgresql://user@host/database.")
    opened = Database(Postgres(url, access, patience))
    try:
        _lay_out(opened, metadata)
    except BaseException:
        opened.close()
        raise
    return opened


def _lay_out(opened: Database, metadata: sa.MetaData) -> None:
    query = f"SELECT tablename FROM pg_tables WHERE schemaname = '{NAMESPACE}'"
    with opened.transaction() as session:
        there = session.read(Prepared(query), {"name": pl.String()})["name"]
    if not set(metadata.tables) <= set(there):
        with opened.transaction("write") as session:
            session.run(Prepared(f"CREATE SCHEMA IF NOT EXISTS {NAMESPACE}"))
            create(session, metadata)
