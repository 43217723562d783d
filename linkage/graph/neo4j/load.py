"""Frames of the store's tables into the graph, some thousands of rows a transaction.

Nodes are merged by their key; relationships are created, in transactions of a lease that are done once. Rows come
sorted, and statements are one a kind, so that a type of relationship is a name in the statement and no property.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from linkage.errors import StoreUnavailable
from linkage.graph import merge
from linkage.graph.neo4j import schema
from linkage.graph.neo4j.driver import Transaction, ask
from linkage.graph.neo4j.write_lease import Lease
from linkage.graph.packed import pack

ROWS: Final = 10_000
"""Rows a transaction writes."""
Source = Callable[[str], Iterator[pl.DataFrame]]
"""Frames of a table of the store, by its name; kinds of values are codes."""

_EACH: Final = "UNWIND $rows AS row "
_ENDS: Final = "MATCH (a:Account {key: row[0]}) MATCH (v:Value {key: row[1]}) "
_ACCOUNTS: Final = (
    _EACH + "MERGE (a:Account {key: row[0]}) ON CREATE SET a.batches = [] "
    "SET a.account_id = coalesce(a.account_id, row[1]) RETURN count(a)"
)
_SEEN: Final = (
    _EACH + "MERGE (a:Account {key: row[0]}) ON CREATE SET a.batches = [] "
    "SET a.batches = CASE WHEN $batch IN a.batches THEN a.batches ELSE a.batches + $batch END RETURN count(a)"
)
_IMPLIED: Final = (
    _EACH + "MATCH (v:Value {key: row[0]}) MATCH (w:Value {key: row[1]}) "
    f"CREATE (v)-[r:{schema.IMPLIES} {{batch: $batch}}]->(w) RETURN count(r)"
)
_LABELS: Final = (
    _EACH + "MATCH (a:Account {key: row[0]}) MERGE (l:Label {name: row[1]}) "
    f"CREATE (a)-[r:{schema.LABELS} {{batch: $batch, at: row[2]}}]->(l) RETURN count(r)"
)
_EXITS: Final = (
    _EACH + "MATCH (a:Account {key: row[0]}) "
    f"CREATE (a)-[r:{schema.EXITS} {{batch: $batch, country: row[1]}}]->(a) RETURN count(r)"
)


@dataclass(frozen=True)
class Step:
    """One statement and the rows it is for."""

    statement: str
    rows: list[tuple[Any, ...]]
    kind: str = ""


def insert(lease: Lease, source: Source, number: int, kinds: Mapping[int, str]) -> None:
    """Every table, under that number; kinds by code."""
    waiting: list[Step] = []
    size = 0
    for step in _steps(source, kinds):
        waiting.append(step)
        size += len(step.rows)
        if size >= ROWS:
            _put(lease, waiting, number)
            waiting, size = [], 0
    if waiting:
        _put(lease, waiting, number)


def _put(lease: Lease, steps: list[Step], number: int) -> None:
    """One transaction; whatever finds fewer ends than it has rows says that the graph was changed by others."""

    def work(transaction: Transaction) -> None:
        for step in steps:
            [[done]] = ask(transaction, step.statement, rows=step.rows, batch=number, kind=step.kind)
            if done != len(step.rows):
                raise StoreUnavailable(
                    "Something else removes accounts or values from the graph: load again."
                )

    lease.once(work)


def _steps(source: Source, kinds: Mapping[int, str]) -> Iterator[Step]:
    """Statements in the order they are done: nodes before what ties them."""
    yield from _plain(_ACCOUNTS, source("accounts"), "account", "account_id")
    yield from _plain(_SEEN, source("seen"), "account")
    yield from _by_kind(_value, source("values"), kinds, ("value", "mask"))
    columns = ("account", "value", "first_seen", "last_seen", "count")
    yield from _by_kind(_fact, source("facts"), kinds, columns)
    yield from _plain(_IMPLIED, source("implied"), "value", "implied")
    yield from _plain(_measure(), map(_packed, source("measures")), *merge.RULES["measures"].schema)
    columns = ("account", "other", "first_seen", "last_seen", "amount")
    yield from _by_kind(_relation, source("relations"), None, columns)
    yield from _plain(_LABELS, source("labels"), "account", "label", "at")
    yield from _plain(_EXITS, source("exits"), "account", "country")


def _plain(statement: str, frames: Iterator[pl.DataFrame], *columns: str) -> Iterator[Step]:
    for frame in frames:
        yield from _sliced(statement, frame.select(columns))


def _sliced(statement: str, frame: pl.DataFrame, kind: str = "") -> Iterator[Step]:
    for piece in frame.iter_slices(ROWS):
        yield Step(statement, piece.rows(), kind)


def _by_kind(
    statement: Callable[[str], str],
    frames: Iterator[pl.DataFrame],
    kinds: Mapping[int, str] | None,
    columns: tuple[str, ...],
) -> Iterator[Step]:
    """A statement a kind; codes are told by `kinds`, names stand for themselves."""
    for frame in frames:
        for kind in frame["kind"].unique().sort():
            name = kind if kinds is None else kinds[kind]
            yield from _sliced(statement(name), frame.filter(pl.col("kind") == kind).select(columns), name)


def _value(kind: str) -> str:
    """A value and its labels; its mask is absent where there is none."""
    return (
        f"{_EACH} MERGE (v:Value {{key: row[0]}}) ON CREATE SET v:`{schema.label(kind)}`, "
        f"v.kind = $kind, v.mask = CASE row[1] WHEN '' THEN null ELSE row[1] END RETURN count(v)"
    )


def _fact(kind: str) -> str:
    held = "batch: $batch, first_seen: row[2], last_seen: row[3], count: row[4]"
    return f"{_EACH}{_ENDS}CREATE (a)-[r:`{schema.holds(kind)}` {{{held}}}]->(v) RETURN count(r)"


def _relation(kind: str) -> str:
    held = "batch: $batch, kind: $kind, first_seen: row[2], last_seen: row[3], amount: row[4]"
    ends = "MATCH (a:Account {key: row[0]}) MATCH (b:Account {key: row[1]}) "
    return f"{_EACH}{ends}CREATE (a)-[r:`{schema.relates(kind)}` {{{held}}}]->(b) RETURN count(r)"


def _measure() -> str:
    names = list(merge.RULES["measures"].schema)[1:]
    held = ", ".join(f"{name}: row[{place}]" for place, name in enumerate(names, start=1))
    return (
        f"{_EACH} MATCH (a:Account {{key: row[0]}}) "
        f"CREATE (a)-[r:{schema.MEASURES}]->(:Measure {{batch: $batch, {held}}}) RETURN count(r)"
    )


def _packed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pack(frame[each]) for each in merge.RULES["measures"].union)
