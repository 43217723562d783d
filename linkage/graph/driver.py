"""Statements to Arrow and back: the only module that talks to the database driver.

Statements are SQLAlchemy Core; they run over ADBC, whose rows never become Python objects (1.5 million rows a
second in, 3.7 million out; a fifth of that through the `sqlite3` module). Both cannot be used side by side:
they are two copies of SQLite in one process, which POSIX file locks do not keep apart on one file
(https://www.sqlite.org/howtocorrupt.html, 2.2.1). So everything on the graph goes through here.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any, Final
from urllib.parse import quote

import adbc_driver_sqlite.dbapi as adbc
import polars as pl
import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from linkage.errors import StoreUnavailable
from linkage.tables import Schema

Values = Mapping[str, int | str]
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


@dataclass(frozen=True)
class Prepared:
    """A statement as text, with its parameters in the order of their places."""

    sql: str
    places: tuple[str, ...]
    given: Values

    @classmethod
    def of(cls, statement: sa.Executable) -> "Prepared":
        """Compile a Core statement; parameters without a value are given at each call."""
        if isinstance(statement, sa.schema.ExecutableDDLElement):
            return cls(str(statement.compile(dialect=_DIALECT)), (), {})
        compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})  # type: ignore[attr-defined]
        given = {name: value for name, value in compiled.params.items() if value is not None}
        return cls(str(compiled), tuple(compiled.positiontup or ()), given)

    def bind(self, values: Values | pl.DataFrame) -> pa.RecordBatch | None:
        """One row a run of the statement: those of the frame, or the one of the mapping."""
        if not self.places:
            return None
        if isinstance(values, pl.DataFrame):
            given = {name: value for name, value in self.given.items() if name not in values.columns}
            frame = values.with_columns(pl.lit(value).alias(name) for name, value in given.items())
        else:
            frame = pl.DataFrame([{**self.given, **values}])
        columns = [frame[name].alias(str(place)) for place, name in enumerate(self.places)]
        return _arrow(pl.DataFrame(columns))


_DIALECT: Final = sqlite.dialect(paramstyle="qmark")
_BEGIN: Final = {"read": Prepared("BEGIN", (), {}), "write": Prepared("BEGIN IMMEDIATE", (), {})}
_COMMIT: Final = Prepared("COMMIT", (), {})
_ROLLBACK: Final = Prepared("ROLLBACK", (), {})


def place(name: str) -> sa.BindParameter[int]:
    """A number that is given when the statement runs."""
    return sa.bindparam(name, 0, type_=sa.BigInteger)


class Session:
    """One transaction: all its reads are of one moment, all its changes come at once."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def read(
        self, query: sa.Executable | Prepared, schema: Schema, values: Values | pl.DataFrame | None = None
    ) -> pl.DataFrame:
        """Rows of a query as a frame of that schema, in the order of its columns.

        A frame of values runs the query once for each of its rows. Text and numbers that may be null are only
        safe without one: the driver takes a column's type from the first rows it sees.
        """
        prepared = query if isinstance(query, Prepared) else Prepared.of(query)
        many = isinstance(values, pl.DataFrame)
        if isinstance(values, pl.DataFrame) and not values.height:
            return pl.DataFrame(schema=schema)
        sampled = not many and any(dtype in _SAMPLE for dtype in schema.values())
        sql = _sampled(prepared.sql, schema) if sampled else prepared.sql
        with _guarded(), self._connection.cursor() as cursor:
            if not many:
                cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": _BULK_ROWS})
            cursor.execute(sql, prepared.bind({} if values is None else values))
            found = cursor.fetch_arrow_table()
        frame = pl.DataFrame(pl.from_arrow(found.rename_columns(list(schema)))).cast(pl.Schema(schema))
        return frame.slice(1) if sampled else frame

    def look(self, query: Prepared, keys: Mapping[str, Sequence[int]]) -> list[Any]:
        """Rows as tuples, the query run once for each place in the lists: for the few rows of a walk."""
        times = len(next(iter(keys.values()))) if keys else 1
        if not times:
            return []
        lists = [keys[name] if name in keys else [query.given[name]] * times for name in query.places]
        columns = [pa.array(each) for each in lists]
        bound = pa.record_batch(columns, [str(place) for place in range(len(columns))]) if columns else None
        with _guarded(), self._connection.cursor() as cursor:
            cursor.execute(query.sql, bound)
            found = cursor.fetch_arrow_table()
        return list(zip(*(column.to_pylist() for column in found.columns), strict=True))

    def run(self, change: sa.Executable | Prepared, values: Values | pl.DataFrame | None = None) -> None:
        """Run a statement, once or once for each row of a frame."""
        prepared = change if isinstance(change, Prepared) else Prepared.of(change)
        if isinstance(values, pl.DataFrame) and not values.height:
            return
        with _guarded(), self._connection.cursor() as cursor:
            if isinstance(values, pl.DataFrame):
                cursor.executemany(prepared.sql, prepared.bind(values))
            else:
                cursor.execute(prepared.sql, prepared.bind(values or {}))
                cursor.fetchall()

    def add(self, table: sa.Table, frame: pl.DataFrame) -> None:
        """Insert rows in the order of the frame, columns by name; a row whose key is there stays as it is."""
        if not frame.height:
            return
        names = [column.name for column in table.columns]
        insert = sqlite.insert(table).values({name: sa.bindparam(f"new_{name}") for name in names})
        self.run(insert.on_conflict_do_nothing(), frame.select(pl.col(names).name.prefix("new_")))


class Database:
    """Connections to one SQLite file; each is used by one thread at a time."""

    def __init__(self, path: Path, patience: float) -> None:
        """`patience`: seconds to wait for another process's write to end."""
        self._path = path
        self._pragmas = (f"PRAGMA busy_timeout = {round(patience * 1000)}", *_PRAGMAS)
        self._idle: LifoQueue[Any] = LifoQueue()

    @contextmanager
    def transaction(self, kind: str = "read") -> Iterator[Session]:
        """`read`: a consistent view; `write`: changes that come all at once when the block ends well."""
        connection = self._take()
        session = Session(connection)
        try:
            session.run(_BEGIN[kind])
            yield session
            session.run(_COMMIT)
        except BaseException:
            self._drop(connection, session)
            raise
        self._idle.put(connection)

    def close(self) -> None:
        """Close the idle connections."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    def _take(self) -> Any:
        try:
            return self._idle.get_nowait()
        except Empty:
            return self._open()

    def _open(self) -> Any:
        with _guarded():
            connection = adbc.connect(f"file:{quote(str(self._path))}?mode=rw", autocommit=True)
        try:
            for pragma in self._pragmas:
                Session(connection).run(Prepared(pragma, (), {}))
        except BaseException:
            connection.close()
            raise
        return connection

    def _drop(self, connection: Any, session: Session) -> None:
        """Give up a connection whose transaction failed; closing rolls back what a failed ROLLBACK left."""
        try:
            session.run(_ROLLBACK)
        except (StoreUnavailable, adbc.Error):
            pass
        finally:
            connection.close()


def create(path: Path) -> None:
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


def layout(database: Database, metadata: sa.MetaData) -> None:
    """Create what is missing of the tables, in pages of 8 KB."""
    connection = database._open()
    try:
        session = Session(connection)
        for pragma in ("PRAGMA page_size = 8192", "PRAGMA journal_mode = WAL"):
            session.run(Prepared(pragma, (), {}))
        session.run(_BEGIN["write"])
        for table in metadata.sorted_tables:
            session.run(sa.schema.CreateTable(table, if_not_exists=True))
            for index in sorted(table.indexes, key=lambda each: str(each.name)):
                session.run(sa.schema.CreateIndex(index, if_not_exists=True))
        session.run(_COMMIT)
    finally:
        connection.close()


def _sampled(sql: str, schema: Schema) -> str:
    """The query behind one made-up row, which shows the driver the type of every column."""
    sample = ", ".join(_SAMPLE.get(dtype, "0") for dtype in schema.values())
    return f"SELECT {sample} UNION ALL SELECT * FROM ({sql})"


def _arrow(frame: pl.DataFrame) -> pa.RecordBatch:
    table = frame.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks()
    return table.to_batches()[0]


@contextmanager
def _guarded() -> Iterator[None]:
    """Name a database that is locked, full, damaged or gone."""
    try:
        yield
    except adbc.ProgrammingError as error:
        if "not a database" in str(error) or "malformed" in str(error):
            raise StoreUnavailable(f"The graph cannot be read: {error}") from error
        raise
    except (adbc.Error, OSError) as error:
        raise StoreUnavailable(f"The graph store is away: {error}") from error
