"""A ledger copied into another: every table in one transaction, its audit chain gone through at the end."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import orjson
from sqlalchemy import Engine, Table, delete, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from linkage.errors import LedgerUnavailable, Refused, WrongUse
from linkage.ledger import guards
from linkage.ledger.audit import log
from linkage.ledger.check import TABLES
from linkage.ledger.db.breaker import MIGRATING
from linkage.ledger.db.session import Ledger, Within, connect, said
from linkage.ledger.upgrade import COMMAND, head, revision, upgrade

PART: Final = 5_000
"""Rows copied at a time."""
Told = Callable[[str, int, int | None], None]
"""The table, rows of it that are copied, and how many there are."""


def open_empty(url: str) -> Ledger:
    """The ledger to move to, its tables made where there are none at all; raises WrongUse for an old one."""
    engine = connect(url, MIGRATING)
    try:
        _make(engine)
    except DBAPIError as error:
        engine.dispose()
        raise LedgerUnavailable(f"the ledger to move to did not answer: {said(error)}") from None
    except BaseException:
        engine.dispose()
        raise
    return Ledger(engine)


def _make(engine: Engine) -> None:
    at = revision(engine)
    if at == head():
        return
    if at is not None or set(inspect(engine).get_table_names()) & set(TABLES.tables):
        raise WrongUse(f"the ledger to move to has tables of another version: run `{COMMAND}` on it first")
    upgrade(engine)


def digest(ledger: Ledger) -> str:
    """Of every row of every table, whatever their order and whichever database they lie in."""
    with ledger.read() as session:
        return _digest(session)


def empty(ledger: Ledger) -> bool:
    """Whether no table has a row."""
    with ledger.read() as session:
        return not any(_count(session, table) for table in TABLES.sorted_tables)


@dataclass(frozen=True)
class Copy:
    """How a ledger is to be copied."""

    heads: log.Heads
    """Of the audit, as they were kept elsewhere."""
    digest: str
    """What the source held when it was looked at."""
    clear: bool = False
    """Drop what an earlier copy left; without it the target must be empty."""
    told: Told = lambda *_: None


def copy(source: Ledger, target: Ledger, wanted: Copy) -> dict[str, int]:
    """Copy all tables, whole or not at all; rows by table.

    Before it is committed every row is read back, and the audit chain is gone through, past the heads.
    """
    with source.read() as given, target.write() as taken:
        if wanted.clear:
            for table in reversed(TABLES.sorted_tables):
                taken.execute(delete(table))
        with guards.lifted(taken.connection()):
            counts = {
                str(table.name): _copy(given, taken, table, wanted.told) for table in TABLES.sorted_tables
            }
        _number(taken)
        if _digest(taken) != wanted.digest:
            raise Refused("the copy differs from the old ledger: nothing was moved, try again")
        _whole(given, taken, wanted.heads)
    return counts


def _copy(given: Session, taken: Session, table: Table, told: Told) -> int:
    if _count(taken, table):
        raise Refused(f"the ledger to move to is not empty: there are rows in {table.name}")
    total, copied = _count(given, table), 0
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=PART)
    for part in given.execute(query).partitions(PART):
        taken.execute(insert(table), [dict(row._mapping) for row in part])
        copied += len(part)
        told(table.name, copied, total)
    return copied


def _count(session: Session, table: Table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _number(session: Session) -> None:
    """Have PostgreSQL go on numbering after the rows that were copied; SQLite does so by itself."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in TABLES.sorted_tables:
        for column in table.primary_key.columns:
            given = {"table": table.name, "column": column.name}
            name = session.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), given)
            last = session.scalar(select(func.max(column))) if name else None
            if last is not None:
                session.execute(text("SELECT setval(:name, :last)"), {"name": name, "last": last})


def _whole(given: Session, taken: Session, heads: log.Heads) -> None:
    """Is the chain in the new ledger whole, and does it end as the old one does?"""
    old, new = (log.verify(Within(each), heads) for each in (given, taken))
    if old.broken_at is not None:
        raise Refused(
            f"the audit is broken at entry {old.broken_at}: see `linkage audit verify` before you move it"
        )
    if new != old:
        raise Refused("the audit chain in the new ledger differs from that of the old one: nothing was moved")


def _digest(session: Session) -> str:
    """Sums of the digests of rows: no database's order of text bears on it."""
    sums = {str(table.name): _sum(session, table) for table in TABLES.sorted_tables}
    return blake2b(orjson.dumps(sums, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def _sum(session: Session, table: Table) -> str:
    total, count = 0, 0
    query = select(table).execution_options(yield_per=PART)
    for row in session.execute(query):
        text = orjson.dumps(list(row), default=_plain, option=orjson.OPT_SORT_KEYS)
        total += int.from_bytes(blake2b(text, digest_size=16).digest())
        count += 1
    return f"{count} {total % 2**128}"


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError
