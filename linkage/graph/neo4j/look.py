"""Look-ups by key, within one transaction that has a time-out on the server: what walks are made of."""

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from linkage import tables
from linkage.graph.neo4j import schema
from linkage.graph.neo4j.driver import Rows, Server, Transaction, ask
from linkage.graph.neo4j.remember import Known, known
from linkage.graph.store import Subgraph

WALK: Final = 5.0
"""Seconds a walk may take on the server."""
KEYS: Final = 10_000
"""Keys asked for at a time."""
_EACH: Final = "UNWIND $keys AS key "
_VALUES: Final = _EACH + "MATCH (v:Value {key: key}) RETURN v.key, v.kind, v.mask ORDER BY v.key"


def values(server: Server, keys: Iterable[int]) -> pl.DataFrame:
    """`tables.VALUES` of those keys, sorted by value; unknown ones are left out."""
    wanted = sorted(set(keys))
    found = []
    for start in range(0, len(wanted), KEYS):
        piece = wanted[start : start + KEYS]
        found += server.read(lambda transaction, piece=piece: ask(transaction, _VALUES, keys=piece))  # type: ignore[misc]
    return pl.DataFrame(found, tables.VALUES, orient="row")


class Looks:
    """`walk.Looks` within one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._known: Known = known(transaction)
        self._numbers = list(self._known.visible(2**63 - 1))
        self._types = schema.any_of(map(schema.holds, self._known.kinds))

    def known(self, keys: Iterable[int]) -> list[int]:
        """Those of the accounts that the active epoch speaks of, sorted."""
        query = _EACH + (
            "MATCH (a:Account {key: key}) WHERE any(each IN a.batches WHERE each IN $numbers) "
            "RETURN a.key ORDER BY a.key"
        )
        return [row[0] for row in self._ask(query, keys=sorted(set(keys)))]

    def holdings(self, accounts: list[int], most: int) -> list[tuple[int, int]]:
        """(account, value), sorted within each account, at most so many each."""
        found = self._ask(self._ends("(n:Account {key: key})-[r:%s]->(o:Value)"), keys=accounts, most=most)
        return [(key, other) for key, others in found for other in others]

    def holders(self, keys: list[int], most: int) -> list[tuple[int, int]]:
        """(account, value), sorted within each value, at most so many each."""
        found = self._ask(self._ends("(n:Value {key: key})<-[r:%s]-(o:Account)"), keys=keys, most=most)
        return [(other, key) for key, others in found for other in others]

    def implying(self, keys: list[int], most: int) -> list[tuple[int, int]]:
        """(value, what follows from it), at most so many each."""
        rows = f"MATCH (n)<-[r:{schema.IMPLIES}]-(o:Value) WHERE r.batch IN $numbers "
        least = f"COLLECT {{ {rows} WITH DISTINCT o.key AS other ORDER BY other LIMIT $most RETURN other }}"
        found = self._ask(f"{_EACH} MATCH (n:Value {{key: key}}) RETURN key, {least}", keys=keys, most=most)
        return sorted((other, key) for key, others in found for other in others)

    def masked(self, kinds: Sequence[str], mask: str, most: int) -> list[tuple[int, str]]:
        """(value, kind) of those kinds that are shown by this mask, sorted; reads all values."""
        query = (
            "MATCH (v:Value) WHERE v.mask = $mask AND v.kind IN $kinds "
            "RETURN v.key, v.kind ORDER BY v.key LIMIT $most"
        )
        return [(key, kind) for key, kind in self._ask(query, mask=mask, kinds=list(kinds), most=most)]

    def subgraph(self, chosen: list[int], pairs: list[tuple[int, int]], truncated: bool) -> Subgraph:
        """The facts between those accounts and values, and what their keys stand for."""
        query = (
            f"UNWIND $pairs AS pair MATCH (v:Value {{key: pair[0]}})<-[r:{self._types}]-"
            "(a:Account {key: pair[1]}) WHERE r.batch IN $numbers WITH a.key AS account, v.key AS value, "
            "v.kind AS kind, min(r.first_seen) AS first, max(r.last_seen) AS last, max(r.count) AS count "
            "RETURN account, value, kind, first, last, count ORDER BY value, account"
        )
        facts = self._ask(query, pairs=pairs)
        ids = _EACH + "MATCH (a:Account {key: key}) WHERE a.account_id IS NOT NULL RETURN a.key, a.account_id"
        described = self._ask(_VALUES, keys=sorted({row[1] for row in facts}))
        return Subgraph(
            pl.DataFrame(self._ask(ids, keys=chosen), tables.ACCOUNTS, orient="row"),
            pl.DataFrame(described, tables.VALUES, orient="row"),
            pl.DataFrame(facts, tables.FACTS, orient="row"),
            truncated,
        )

    def _ends(self, pattern: str) -> str:
        """The other ends of what each key's node is tied by: sorted, each once, at most so many."""
        rows = f"MATCH {pattern % self._types} WHERE r.batch IN $numbers "
        least = f"COLLECT {{ {rows} WITH DISTINCT o.key AS other ORDER BY other LIMIT $most RETURN other }}"
        return f"{_EACH} RETURN key, {least}"

    def _ask(self, query: str, **given: object) -> Rows:
        return ask(self._transaction, query, numbers=self._numbers, **given)
