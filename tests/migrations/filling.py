"""Rows for every table of a ledger, whatever version it is of."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
    types,
)

from linkage.ledger import guards

ROWS = 550
"""In each table: over ten thousand in a ledger."""
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)

Contents = dict[str, list[tuple[object, ...]]]
"""Rows by table, in the order of their keys."""


def reflected(engine: Engine) -> MetaData:
    """The tables as the database has them."""
    found = MetaData()
    found.reflect(engine)
    found.remove(found.tables["alembic_version"])
    return found


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """Without the triggers that refuse made-up exports, where this version has them."""
    guarded = inspect(connection).has_table("exports")
    with guards.lifted(connection) if guarded else nullcontext():
        yield


def fill(engine: Engine, rows: int = ROWS) -> None:
    """Bring every table to that many rows."""
    with engine.begin() as connection, unguarded(connection):
        for table in reflected(engine).sorted_tables:
            there = connection.scalar(select(func.count()).select_from(table)) or 0
            fresh = [row(table, number) for number in range(there + 1, rows + 1)]
            if fresh:
                connection.execute(insert(table), fresh)


def row(table: Table, number: int) -> dict[str, Any]:
    """One row; what refers to another table refers to its row of that number."""
    return {column.name: value(column.type, column.name, number) for column in table.columns}


def value(kind: types.TypeEngine[Any], name: str, number: int) -> object:
    """What stands in a column; the same number gives the same."""
    if isinstance(kind, DateTime):
        moment = BEGAN + timedelta(minutes=number)
        return moment
    made: dict[type[types.TypeEngine[Any]], Callable[[], object]] = {
        types.JSON: lambda: {"n": number},
        Boolean: lambda: number % 2 == 0,
        BigInteger: lambda: number,
        Integer: lambda: number,
        types.Numeric: lambda: number / 2,
        types.Double: lambda: number / 2,
        LargeBinary: lambda: b"%d" % number,
    }
    for known, make in made.items():
        if isinstance(kind, known):
            return make()
    return f"{name}-{number}" if name not in ("run", "id", "export", "revokes", "webhook") else f"id-{number}"


def contents(engine: Engine) -> Contents:
    """Everything there is."""
    with engine.connect() as connection:
        return {
            table.name: [
                tuple(each) for each in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in reflected(engine).sorted_tables
        }
