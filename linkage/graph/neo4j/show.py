"""Rings beside the facts, by publication, so that explorers of the graph show them.

`(:Account {ring_id, ring_tier, ring_score, ring_publication})-[:MEMBER_OF {tier, confidence}]->(:Ring {ring_id,
publication, score, size, summary})`. Those of one publication replace those of any other: new ones first, then
the old ones go, so that an account shows the one or the other.
"""

from typing import Any, Final

import polars as pl

from linkage.graph.neo4j.driver import Transaction, ask
from linkage.graph.neo4j.write_lease import Lease

ROWS: Final = 5_000
"""Rows a transaction writes or removes."""
_RINGS: Final = (
    "UNWIND $rows AS row MERGE (g:Ring {ring_id: row[0], publication: $publication}) "
    "SET g.score = row[1], g.size = row[2], g.summary = row[3] RETURN count(g)"
)
_MEMBERS: Final = (
    "UNWIND $rows AS row MATCH (a:Account {key: row[0]}) "
    "MATCH (g:Ring {ring_id: row[1], publication: $publication}) "
    "MERGE (a)-[r:MEMBER_OF]->(g) SET r.tier = row[2], r.confidence = row[3], a.ring_id = row[1], "
    "a.ring_tier = row[2], a.ring_score = g.score, a.ring_publication = $publication RETURN count(r)"
)
_LEFT: Final = (
    "MATCH (a:Account) WHERE a.ring_publication <> $publication WITH a LIMIT $most "
    "REMOVE a.ring_id, a.ring_tier, a.ring_score, a.ring_publication RETURN count(a)"
)
_UNTIED: Final = (
    "MATCH (g:Ring)<-[r:MEMBER_OF]-() WHERE g.publication <> $publication WITH r LIMIT $most "
    "DELETE r RETURN count(*)"
)
_OLD: Final = (
    "MATCH (g:Ring) WHERE g.publication <> $publication WITH g LIMIT $most DETACH DELETE g RETURN count(*)"
)


def show(lease: Lease, publication: str, rings: pl.DataFrame, members: pl.DataFrame) -> None:
    """Write rings and members, then remove those of every other publication."""
    told = members.select("account", "ring_id", "tier", "confidence")
    for statement, frame in ((_RINGS, rings.select("ring_id", "score", "size", "summary")), (_MEMBERS, told)):
        for piece in frame.iter_slices(ROWS):
            _run(lease, statement, publication=publication, rows=piece.rows())
    for statement in (_LEFT, _UNTIED, _OLD):
        while _run(lease, statement, publication=publication, most=ROWS) == ROWS:
            pass


def _run(lease: Lease, statement: str, **given: Any) -> int:
    def work(transaction: Transaction) -> int:
        return int(ask(transaction, statement, **given)[0][0])

    return lease.run(work)
