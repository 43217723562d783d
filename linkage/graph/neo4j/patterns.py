"""Where the columns of each table of `merge.RULES` are in the property graph, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from linkage import tables
from linkage.graph.neo4j import schema
from linkage.graph.neo4j.remember import Known

TYPES: Final = "$types"
"""Stands for the relationship types of a table in its pattern."""
ACCOUNT: Final = "MATCH (a:Account) WHERE $low <= a.key <= $high "
VALUE: Final = "MATCH (v:Value) WHERE $low <= v.key <= $high "
MINE: Final = "WHERE r.batch IN $numbers "


@dataclass(frozen=True)
class Pattern:
    """One table: what is matched within a range of keys, and its columns there."""

    cut: str
    """Of what the keys are: accounts or values."""
    match: str
    columns: Mapping[str, str]
    batch: str = "r.batch"
    """The number a row is kept under; empty where rows are of no batch."""
    types: Callable[[Known], str] = field(default=lambda _: "")
    """Its relationship types, where they go by kind."""


def _held(known: Known) -> str:
    return schema.any_of(map(schema.holds, known.kinds))


def _related(known: Known) -> str:
    return schema.any_of(map(schema.relates, known.relations))


_TIMES: Final = {"first_seen": "r.first_seen", "last_seen": "r.last_seen"}
_SPOKEN: Final = "AND any(each IN a.batches WHERE each IN $numbers) "

PATTERNS: Final = {
    "accounts": Pattern(
        "accounts",
        f"{ACCOUNT} AND a.account_id IS NOT NULL {_SPOKEN}",
        {"account": "a.key", "account_id": "a.account_id"},
        batch="",
    ),
    "values": Pattern("values", VALUE, {"value": "v.key", "kind": "v.kind", "mask": "v.mask"}, batch=""),
    "facts": Pattern(
        "values",
        f"{VALUE} MATCH (v)<-[r:{TYPES}]-(a:Account) {MINE}",
        {"account": "a.key", "value": "v.key", "kind": "v.kind", **_TIMES, "count": "r.count"},
        types=_held,
    ),
    "implied": Pattern(
        "values",
        f"{VALUE} MATCH (v)-[r:{schema.IMPLIES}]->(w:Value) {MINE}",
        {"value": "v.key", "implied": "w.key", "kind": "w.kind"},
    ),
    "seen": Pattern(
        "accounts",
        f"{ACCOUNT} UNWIND a.batches AS batch WITH a, batch WHERE batch IN $numbers",
        {"account": "a.key"},
        batch="batch",
    ),
    "measures": Pattern(
        "accounts",
        f"{ACCOUNT} MATCH (a)-[:{schema.MEASURES}]->(r:Measure) {MINE}",
        {"account": "a.key", **{name: f"r.{name}" for name in list(tables.MEASURES)[1:]}},
    ),
    "relations": Pattern(
        "accounts",
        f"{ACCOUNT} MATCH (a)-[r:{TYPES}]->(b:Account) {MINE}",
        {"account": "a.key", "other": "b.key", "kind": "r.kind", **_TIMES, "amount": "r.amount"},
        types=_related,
    ),
    "labels": Pattern(
        "accounts",
        f"{ACCOUNT} MATCH (a)-[r:{schema.LABELS}]->(l:Label) {MINE}",
        {"account": "a.key", "label": "l.name", "at": "r.at"},
    ),
    "exits": Pattern(
        "accounts",
        f"{ACCOUNT} MATCH (a)-[r:{schema.EXITS}]->(a) {MINE}",
        {"account": "a.key", "country": "r.country"},
    ),
}
