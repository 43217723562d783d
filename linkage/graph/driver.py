"""Statements to Arrow and back: SQLAlchemy Core, compiled to text and run over ADBC.

ADBC's rows never become Python objects (1.5 million rows a second in, 3.7 million out with SQLite; a fifth of
that through the `sqlite3` module). What a database does in its own way is in `sqlite` and `postgres`; nothing
but these three modules talks to the database's driver.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from queue import Empty, LifoQueue
from typing import Any, Final, Protocol

import adbc_driver_manager as adbc
import polars as pl
import pyarrow as pa
import sqlalchemy as sa

from linkage.errors import StoreUnavailable
from linkage.tables import Schema

Values = Mapping[str, int | str]
Keys = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Prepared:
    """A statement as text, with its parameters in the order of their places."""

    sql: str
    places: tuple[str, ...] = ()
    given: Values | None = None

    @classmethod
    def of(cls, statement: sa.Executable, dialect: sa.Dialect) -> "Prepared":
        """Compile a Core statement; parameters without a value are given at each call."""
        if isinstance(statement, sa.schema.ExecutableDDLElement):
            return cls(str(statement.compile(dialect=dialect)))
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})  # type: ignore[attr-defined]
        given = {name: value for name, value in compiled.params.items() if value is not None}
        return cls(str(compiled), tuple(compiled.positiontup or ()), given)

    def bind(self, values: Values | pl.DataFrame) -> pa.RecordBatch | None:
        """One row a run of the statement: those of the frame, or the one of the mapping."""
        if not self.places:
            return None
        always = self.given or {}
        if isinstance(values, pl.DataFrame):
            given = {name: value for name, value in always.items() if name not in values.columns}
            frame = values.with_columns(pl.lit(value).alias(name) for name, value in given.items())
        else:
            frame = pl.DataFrame([{**always, **values}])
        columns = [frame[name].alias(str(place)) for place, name in enumerate(self.places)]
        return arrow(pl.DataFrame(columns))


class Engine(Protocol):
    """One kind of database: how it is reached, and what it does in its own way."""

    dialect: sa.Dialect
    begins: Mapping[str, tuple[str, ...]]
    """What begins a transaction, by its kind: read (one moment), walk (that, and not for long), write (alone)."""

    def connect(self) -> Any:
        """A new connection, outside any transaction."""
        ...

    def once(self, query: sa.Executable) -> Prepared:
        """A statement that is asked again and again, compiled the first time."""
        ...

    def fetch(self, cursor: Any, sql: str, schema: Schema, /, bound: pa.RecordBatch | None) -> pa.Table:
        """Rows of one run of a query."""
        ...

    def look(self, cursor: Any, query: Prepared, keys: Keys) -> pa.Table:
        """Rows of a query run once for each place in the lists."""
        ...

    def add(self, session: "Session", table: sa.Table, frame: pl.DataFrame) -> None:
        """Insert rows; one whose key is there stays as it is."""
        ...

    def watching(self) -> AbstractContextManager[None]:
        """While it lasts, a database that hangs is given up, and whatever waits for it fails."""
        ...

    def told(self, error: Exception) -> str:
        """What the database says, without the values of rows."""
        ...


class Compiled:
    """Statements that were compiled; the part of an engine that is the same for all."""

    dialect: sa.Dialect

    def __init__(self) -> None:
        self._known: dict[sa.Executable, Prepared] = {}

    def once(self, query: sa.Executable) -> Prepared:
        """See `Engine`."""
        if query not in self._known:
            self._known[query] = Prepared.of(query, self.dialect)
        return self._known[query]

    def watching(self) -> AbstractContextManager[None]:
        """A database in this process does not hang."""
        return nullcontext()


_SIGNS: Final = {
    "is full": "The disk is full, make room and do it again",
    "No space left": "The disk is full, make room and do it again",
    "readonly": "The graph is read-only, it lies where nothing can be written",
    "not a database": "The graph cannot be read, restore it from a backup",
    "malformed": "The graph is damaged, restore it from a backup",
    "unable to open": "The graph cannot be opened",
    "I/O error": "The disk of the graph does not read or write, look after it and do it again",
}
"""What a database says, as what it means."""
_COMMIT: Final = Prepared("COMMIT")
_ROLLBACK: Final = Prepared("ROLLBACK")


def place(name: str) -> sa.BindParameter[int]:
    """A number that is given when the statement runs."""
    return sa.bindparam(name, 0, type_=sa.BigInteger)


class Session:
    """One transaction: all its reads are of one moment, all its changes come at once."""

    def __init__(self, connection: Any, engine: Engine) -> None:
        self.connection, self._engine = connection, engine

    @property
    def embedded(self) -> bool:
        """Whether nobody but this program looks after the file."""
        return self._engine.dialect.name == "sqlite"

    def read(
        self, query: sa.Executable | Prepared, schema: Schema, values: Values | pl.DataFrame | None = None
    ) -> pl.DataFrame:
        """Rows of a query as a frame of that schema, in the order of its columns.

        A frame of values runs the query once for each of its rows. Text and numbers that may be null are only
        safe without one: SQLite's driver takes a column's type from the first rows it sees.
        """
        prepared = self.prepare(query)
        if isinstance(values, pl.DataFrame) and not values.height:
            return pl.DataFrame(schema=schema)
        with self._cursor() as cursor:
            if isinstance(values, pl.DataFrame):
                cursor.execute(prepared.sql, prepared.bind(values))
                found = cursor.fetch_arrow_table()
            else:
                found = self._engine.fetch(cursor, prepared.sql, schema, prepared.bind(values or {}))
        return pl.DataFrame(pl.from_arrow(found.rename_columns(list(schema)))).cast(pl.Schema(schema))

    def look(self, query: sa.Executable, keys: Keys) -> list[Any]:
        """Rows as tuples, the query run once for each place in the lists: for the few rows of a walk."""
        if keys and not next(iter(keys.values())):
            return []
        with self._cursor() as cursor:
            found = self._engine.look(cursor, self._engine.once(query), keys)
        return list(zip(*(column.to_pylist() for column in found.columns), strict=True))

    def run(self, change: sa.Executable | Prepared, values: Values | pl.DataFrame | None = None) -> None:
        """Run a statement, once or once for each row of a frame."""
        prepared = self.prepare(change)
        if isinstance(values, pl.DataFrame) and not values.height:
            return
        with self._cursor() as cursor:
            if isinstance(values, pl.DataFrame):
                cursor.executemany(prepared.sql, prepared.bind(values))
            else:
                cursor.execute(prepared.sql, prepared.bind(values or {}))
                cursor.fetchall()

    def add(self, table: sa.Table, frame: pl.DataFrame) -> None:
        """Insert rows in the order of the frame, columns by name; a row whose key is there stays as it is."""
        if frame.height:
            self._engine.add(self, table, frame.select([column.name for column in table.columns]))

    def ingest(self, table: str, frame: pl.DataFrame, namespace: str | None = None) -> None:
        """Put rows into a table by the database's own bulk load; their keys must be new."""
        with self._cursor() as cursor:
            cursor.adbc_ingest(table, arrow(frame), mode="append", db_schema_name=namespace)

    def prepare(self, query: sa.Executable | Prepared) -> Prepared:
        """A statement as this database is told it."""
        return query if isinstance(query, Prepared) else Prepared.of(query, self._engine.dialect)

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        with guarded(self._engine), self.connection.cursor() as cursor:
            yield cursor


class Database:
    """Connections to one database; each is used by one thread at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: LifoQueue[Any] = LifoQueue()

    @contextmanager
    def transaction(self, kind: str = "read") -> Iterator[Session]:
        """`read` and `walk`: a consistent view; `write`: changes that come all at once when the block ends well."""
        connection = self._take()
        session = Session(connection, self._engine)
        with self._engine.watching():
            try:
                for begin in self._engine.begins[kind]:
                    session.run(Prepared(begin))
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
            with guarded(self._engine):
                return self._engine.connect()

    def _drop(self, connection: Any, session: Session) -> None:
        """Give up a connection whose transaction failed; closing rolls back what a failed ROLLBACK left."""
        try:
            session.run(_ROLLBACK)
        except (StoreUnavailable, adbc.Error):
            pass
        finally:
            connection.close()


def create(session: Session, metadata: sa.MetaData) -> None:
    """What is missing of the tables."""
    for table in metadata.sorted_tables:
        session.run(sa.schema.CreateTable(table, if_not_exists=True))
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            session.run(sa.schema.CreateIndex(index, if_not_exists=True))


def arrow(frame: pl.DataFrame) -> pa.RecordBatch:
    """A frame as one record batch."""
    table = frame.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks()
    return table.to_batches()[0]


@contextmanager
def guarded(engine: Engine) -> Iterator[None]:
    """Name a database that is locked, full, damaged, slow or gone; a statement that is wrong is a mistake of ours."""
    try:
        yield
    except (adbc.Error, OSError) as error:
        said = engine.told(error)
        reason = next((says for sign, says in _SIGNS.items() if sign in said), None)
        if reason is None and isinstance(error, adbc.ProgrammingError):
            raise
        raise StoreUnavailable(f"{reason or 'The graph store is away'}: {said}") from error
