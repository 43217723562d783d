"""The graph in an SQLite file: the embedded default.

The copy of SQLite that ADBC brings and Python's own cannot be used side by side: POSIX file locks do not keep two
copies in one process apart on one file (https://www.sqlite.org/howtocorrupt.html, 2.2.1). So everything on the
graph's file goes through here.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import adbc_driver_sqlite.dbapi as adbc
import polars as pl
import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from linkage.errors import StoreUnavailable
from linkage.graph.driver import Compiled, Database, Keys, Prepared, Session, create, guarded
from linkage.readonly import FULL, copied, full, readonly, unfolded, uri
from linkage.tables import Schema

_BULK_ROWS: Final = "65536"
_PRAGMAS: Final = (
    "PRAGMA synchronous = NORMAL",
    "PRAGMA cache_size = -65536",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA temp_store = FILE",
)
"""NORMAL: with WAL a killed process loses nothing that was acknowledged; a power cut may lose the last
commits, never the file, and a load that was lost so is loaded again."""
_SAMPLE: Final[dict[pl.DataType, str]] = {pl.String(): "''", pl.Float64(): "0.0", pl.Binary(): "x''"}


class Sqlite(Compiled):
    """`Engine` of one file."""

    dialect: sa.Dialect = sqlite.dialect(paramstyle="qmark")
    begins: Mapping[str, tuple[str, ...]] = {
        "read": ("BEGIN",),
        "walk": ("BEGIN",),
        "write": ("BEGIN IMMEDIATE",),
    }

    def __init__(self, path: Path, patience: float) -> None:
        super().__init__()
        self._path, self.frozen = path, readonly(path)
        """Whether it can only be looked at; then a -wal that holds pages has it looked at in a copy."""
        self._uri = f"file:{quote(str(path))}?mode=rw"
        if self.frozen:
            self._uri = f"file:{quote(str(copied(path)))}?mode=rw" if unfolded(path) else uri(path)
        looked = ("PRAGMA query_only = ON",) if self.frozen else ()
        self._pragmas = (f"PRAGMA busy_timeout = {round(patience * 1000)}", *_PRAGMAS, *looked)

    def connect(self) -> Any:
        """A connection to the file, which must be there."""
        connection = adbc.connect(self._uri, autocommit=True)
        try:
            for pragma in self._pragmas:
                Session(connection, self).run(Prepared(pragma))
        except BaseException:
            connection.close()
            raise
        return connection

    def fetch(self, cursor: Any, sql: str, schema: Schema, /, bound: pa.RecordBatch | None) -> pa.Table:
        """Rows, behind one made-up row that shows the driver the type of every column where it could not tell."""
        sampled = any(dtype in _SAMPLE for dtype in schema.values())
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": _BULK_ROWS})
        cursor.execute(_sampled(sql, schema) if sampled else sql, bound)
        found = cursor.fetch_arrow_table()
        return found.slice(1) if sampled else found

    def look(self, cursor: Any, query: Prepared, keys: Keys) -> pa.Table:
        """A run for each place of the lists: SQLite is in this process, a run takes microseconds."""
        times = len(next(iter(keys.values()))) if keys else 1
        given = query.given or {}
        lists = [keys[name] if name in keys else [given[name]] * times for name in query.places]
        columns = [pa.array(each) for each in lists]
        bound = pa.record_batch(columns, [str(place) for place in range(len(columns))]) if columns else None
        cursor.execute(query.sql, bound)
        return cursor.fetch_arrow_table()

    def add(self, session: Session, table: sa.Table, frame: pl.DataFrame) -> None:
        """One statement, a run a row."""
        insert = sqlite.insert(table).values({name: sa.bindparam(f"new_{name}") for name in frame.columns})
        session.run(insert.on_conflict_do_nothing(), frame.select(pl.all().name.prefix("new_")))

    def told(self, error: Exception) -> str:
        """The message: it names no values."""
        return FULL if "I/O error" in str(error) and full(self._path) else str(error)


def database(path: Path, patience: float, metadata: sa.MetaData) -> Database:
    """The database of a file; file and tables are made where they are missing."""
    _create(path)
    engine = Sqlite(path, patience)
    if engine.frozen:
        return Database(engine)
    with guarded(engine):
        connection = engine.connect()
    try:
        session = Session(connection, engine)
        for statement in ("PRAGMA page_size = 8192", "PRAGMA journal_mode = WAL", "BEGIN IMMEDIATE"):
            session.run(Prepared(statement))
        create(session, metadata)
        session.run(Prepared("COMMIT"))
    finally:
        connection.close()
    return Database(engine)


def _create(path: Path) -> None:
    """Make the file when it is missing, for its owner alone, in WAL mode.

    The file is opened only when this call makes it: to open and close it while a connection is open elsewhere
    in this process would drop that connection's locks.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise StoreUnavailable(f"The graph at {path} cannot be made: {error.strerror}.") from error


def _sampled(sql: str, schema: Schema) -> str:
    sample = ", ".join(_SAMPLE.get(dtype, "0") for dtype in schema.values())
    return f"SELECT {sample} UNION ALL SELECT * FROM ({sql})"
