"""Many rows at once, in the transaction that is open: by columns, and with the same rows in the end on both databases.

On PostgreSQL no row costs a statement: rows go in by COPY, and are changed and dropped by lists of their keys.
SQLite has no way to a server, and takes them one by one; it drops by a list. Moments are read as they are kept, and
become moments by columns.
"""

import json
from itertools import chain
from typing import Any, Final

import orjson
import polars as pl
from sqlalchemy import (
    ColumnDefault,
    ColumnElement,
    FromClause,
    Select,
    String,
    Table,
    and_,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from linkage.ledger.db.breaker import COPIED
from linkage.ledger.db.models import Base
from linkage.ledger.db.types import INSTEAD, NUL
from linkage.tables import Schema

PART: Final = 20_000
"""Rows in one statement: a server ends one that takes too long, however well it goes."""
BOUND: Final = 900
"""Values in one statement to SQLite, which takes 999 in every version: rows together take less time than one by one."""
READ: Final = 500
"""Rows taken up at once: many more, alive together, would have Python look for garbage again and again."""
MOMENT: Final = "%Y-%m-%dT%H:%M:%S%.6f%z"
KEPT: Final = "%Y-%m-%d %H:%M:%S%.6f"
"""How SQLite keeps a moment."""


def read(session: Session, query: Select[*tuple[Any, ...]], schema: Schema) -> pl.DataFrame:
    """What a query finds; its columns are those of the schema, in their order."""
    kept = _kept(schema) if not _served(session) else schema
    plain = query.with_only_columns(
        *(
            type_coerce(each, String()) if kept[name] != schema[name] else each
            for name, each in zip(schema, query.selected_columns, strict=True)
        ),
        maintain_column_froms=True,
    )
    columns: list[list[Any]] = [[] for _ in schema]
    session.flush()
    for part in session.connection().execute(plain).partitions(READ):  # not as rows of the ORM: half the time
        for whole, cells in zip(columns, zip(*part, strict=True), strict=True):
            whole.extend(cells)
    return _taken(columns, schema, kept)


def columns(session: Session, query: Select[*tuple[Any, ...]], schema: Schema) -> pl.DataFrame:
    """What a query of numbers, text and moments finds, in any order: less than half the time, and no row is made.

    SQLite gives each column as one list, in JSON.
    """
    if _served(session):
        return read(session, query, schema)
    found = query.subquery()
    session.flush()
    lists = (
        session.connection().execute(select(*(func.json_group_array(each) for each in found.columns))).one()
    )
    return _taken([orjson.loads(each) for each in lists], schema, _kept(schema))


def _taken(columns: list[list[Any]], schema: Schema, kept: Schema) -> pl.DataFrame:
    """Columns as a frame; moments that are kept as text become moments."""
    found = pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=kept)
    moments = [name for name in schema if kept[name] != schema[name]]
    return found.with_columns(pl.col(moments).str.to_datetime(KEPT, time_unit="us", time_zone="UTC"))


def _kept(schema: Schema) -> Schema:
    """The schema as SQLite has it: moments are text in UTC."""
    return {name: pl.String() if isinstance(kind, pl.Datetime) else kind for name, kind in schema.items()}


def add(session: Session, kind: type[Base], rows: pl.DataFrame) -> None:
    """Add rows of numbers, text and moments; a column that is not given is numbered, or empty."""
    table = _table(kind)
    for part in rows.iter_slices(PART):
        if _served(session):
            _copy(session, table, part)
        else:
            _insert(session, table, part)


def change(session: Session, kind: type[Base], rows: pl.DataFrame) -> None:
    """Give rows that are there other values in these columns; among them is the whole key."""
    table = _table(kind)
    values = [name for name in rows.columns if not table.c[name].primary_key]
    for part in rows.iter_slices(PART):
        if _served(session):
            given = _lists(table, part)
            new: dict[str, ColumnElement[Any]] = {name: given.c[name] for name in values}
            session.execute(update(table).where(_same(table, given)).values(new))
        else:
            one: dict[str, ColumnElement[Any]] = {name: bindparam(f"new_{name}") for name in values}
            session.execute(update(table).where(_same(table)).values(one), _bound(part))


def drop(session: Session, kind: type[Base], keys: pl.DataFrame) -> None:
    """Drop the rows with these keys."""
    table = _table(kind)
    for part in keys.iter_slices(PART):
        if _served(session):
            session.execute(delete(table).where(_same(table, _lists(table, part))))
        else:
            _delete(session, table, part)


def clear(session: Session, kind: type[Base], keys: pl.DataFrame) -> None:
    """Drop every row; these are the keys of all, by which a server drops them in parts."""
    if _served(session):
        drop(session, kind, keys)
    else:
        session.execute(delete(_table(kind)))


def storable(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows as either database keeps them: text without the one character that is none."""
    return rows.with_columns(pl.col(pl.String).str.replace_all(NUL, INSTEAD, literal=True))


def _table(kind: type[Base]) -> Table:
    table = kind.__table__
    assert isinstance(table, Table)
    return table


def _served(session: Session) -> bool:
    """Whether it is on a server, for which each statement is a way there and back."""
    return session.get_bind().dialect.name == "postgresql"


def _same(table: Table, given: FromClause | None = None) -> ColumnElement[bool]:
    """The row with the key that is given: in columns of these names, or bound."""
    keys = list(table.primary_key)
    return and_(
        *(key == (bindparam(f"new_{key.name}") if given is None else given.c[key.name]) for key in keys)
    )


def _bound(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """By names of their own: those of the columns are taken where a statement sets them."""
    return rows.rename(lambda name: f"new_{name}").to_dicts()


def _insert(session: Session, table: Table, rows: pl.DataFrame) -> None:
    """By the driver, as SQLite keeps them: what SQLAlchemy does for each value of each row takes most of the time."""
    if any(
        isinstance(column.default, ColumnDefault)
        for column in table.columns
        if column.name not in rows.columns
    ):
        session.execute(insert(table), rows.to_dicts())
        return
    alike = [
        each.name for each in rows.iter_columns() if each.n_unique() == 1 and each.name != rows.columns[0]
    ]
    rows = rows.select(*alike, pl.exclude(alike))
    said, values = _driven(rows.select(alike).head(1)), _driven(rows.drop(alike))
    once = said[0] if said else ()
    for many in (max(BOUND // rows.width, 1), 1):
        whole = len(values) - len(values) % many
        parts = [(*once, *chain.from_iterable(values[at : at + many])) for at in range(0, whole, many)]
        if parts:
            session.connection().exec_driver_sql(
                _values(session, table, rows.columns, len(once), many), parts
            )
        values = values[whole:]


def _values(session: Session, table: Table, columns: list[str], once: int, many: int) -> str:
    """The statement that inserts so many rows; what is in the first columns is bound once, for all of them."""
    name = session.connection().dialect.identifier_preparer
    own = len(columns) - once
    rows = [[*range(once), *range(once + at * own, once + (at + 1) * own)] for at in range(many)]
    places = ", ".join(f"({', '.join(f'?{each + 1}' for each in row)})" for row in rows)
    named = ", ".join(name.format_column(table.c[each]) for each in columns)
    return f"INSERT INTO {name.format_table(table)} ({named}) VALUES {places}"


def _delete(session: Session, table: Table, keys: pl.DataFrame) -> None:
    """By one statement: the keys are a list, each of one column or a list of several."""
    name = session.connection().dialect.identifier_preparer
    columns = [each.name for each in table.primary_key]
    places = ", ".join(f"value ->> {at}" for at in range(len(columns))) if len(columns) > 1 else "value"
    named = ", ".join(name.format_column(table.c[each]) for each in columns)
    rows = keys.select(columns).rows() if len(columns) > 1 else keys[columns[0]].to_list()
    session.connection().exec_driver_sql(
        f"DELETE FROM {name.format_table(table)} WHERE ({named}) IN (SELECT {places} FROM json_each(?))",
        (json.dumps(rows),),
    )


def _driven(rows: pl.DataFrame) -> list[tuple[Any, ...]]:
    """Values as SQLite keeps them: moments as text in UTC, and text without the one character that is none."""
    moments = pl.col(pl.Datetime).dt.convert_time_zone("UTC").dt.strftime(KEPT)
    return storable(rows).with_columns(moments).rows()


def _lists(table: Table, rows: pl.DataFrame) -> FromClause:
    """These rows as a table of the statement, sent as one list a column."""
    from sqlalchemy.dialects.postgresql import ARRAY  # with all its drivers

    types = {name: table.c[name].type for name in rows.columns}
    lists = [literal(rows[name].to_list(), ARRAY(each)) for name, each in types.items()]
    columns = [column(name, each) for name, each in types.items()]
    return func.unnest(*lists).table_valued(*columns).render_derived(name="given")


def _copy(session: Session, table: Table, rows: pl.DataFrame) -> None:
    """By COPY; what is quoted in it is text, and what is empty and not quoted is no value."""
    connection = session.connection()
    name = connection.dialect.identifier_preparer
    columns = ", ".join(name.format_column(table.c[each]) for each in rows.columns)
    text = storable(rows).write_csv(include_header=False, quote_style="non_numeric", datetime_format=MOMENT)
    connection.exec_driver_sql(
        f"COPY {name.format_table(table)} ({columns}) FROM STDIN (FORMAT csv, ENCODING 'UTF8')",
        execution_options={COPIED: text.encode()},
    )
