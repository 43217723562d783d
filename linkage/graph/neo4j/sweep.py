"""Rows taken away: those of numbers that are no batch's any more, and an account with whatever it alone held."""

from typing import Final

from linkage.graph import ranges
from linkage.graph.neo4j import remember, schema
from linkage.graph.neo4j.driver import Transaction, ask
from linkage.graph.neo4j.write_lease import Lease

NODES: Final = 4_096
"""Accounts or values a transaction looks through, on average."""
_ACCOUNT: Final = "MATCH (a:Account) WHERE $low <= a.key <= $high "
_VALUE: Final = "MATCH (v:Value) WHERE $low <= v.key <= $high "
_OF_ACCOUNTS: Final = (
    _ACCOUNT + f"MATCH (a)-[:{schema.MEASURES}]->(m:Measure) WHERE m.batch IN $gone DETACH DELETE m",
    _ACCOUNT + "MATCH (a)-[r]->() WHERE r.batch IN $gone DELETE r",
    _ACCOUNT + "AND any(each IN a.batches WHERE each IN $gone) "
    "SET a.batches = [each IN a.batches WHERE NOT each IN $gone]",
    _ACCOUNT + "AND size(a.batches) = 0 DETACH DELETE a",
)
_OF_VALUES: Final = (_VALUE + f"MATCH (v)-[r:{schema.IMPLIES}]->() WHERE r.batch IN $gone DELETE r",)
_LOOSE: Final = (_VALUE + "AND NOT (v)--() DELETE v",)


def tidy(lease: Lease) -> None:
    """Remove what killed loads left, and whatever was withdrawn or folded and is still there."""
    gone = lease.run(remember.dead)
    if not gone:
        return
    counts = "RETURN COUNT { MATCH (:Account) }, COUNT { MATCH (:Value) }"
    [[accounts, values]] = lease.run(lambda transaction: ask(transaction, counts))
    for statements, nodes in ((_OF_ACCOUNTS, accounts), (_OF_VALUES, values), (_LOOSE, values)):
        for low, high in ranges.split(1 << (nodes // NODES).bit_length()):
            _each(lease, statements, low, high, gone)
    lease.run(lambda transaction: remember.forget(transaction, gone))


def _each(lease: Lease, statements: tuple[str, ...], low: int, high: int, gone: list[int]) -> None:
    def work(transaction: Transaction) -> None:
        for statement in statements:
            ask(transaction, statement, low=low, high=high, gone=gone)

    lease.run(work)


def there(transaction: Transaction, account: int) -> bool:
    """Whether an account is in the graph, in any batch."""
    return bool(ask(transaction, "MATCH (a:Account {key: $key}) RETURN a.key", key=account))


def erase(transaction: Transaction, account: int) -> bool:
    """Forget an account, of every batch and epoch; False when it was not there."""
    if not there(transaction, account):
        return False
    mine = "MATCH (a:Account {key: $key})"
    [[held]] = ask(transaction, f"{mine}-->(v:Value) RETURN collect(DISTINCT v.key)", key=account)
    ask(transaction, f"{mine}-[:{schema.MEASURES}]->(m:Measure) DETACH DELETE m", key=account)
    ask(transaction, f"{mine} DETACH DELETE a", key=account)
    each = "UNWIND $keys AS key MATCH (v:Value {key: key}) "
    unheld = each + f"WHERE NOT (v)<--(:Account) MATCH (v)-[r:{schema.IMPLIES}]->(w:Value) DELETE r "
    [[follows]] = ask(transaction, unheld + "RETURN collect(DISTINCT w.key)", keys=held)
    loose = sorted({*held, *follows})
    remember.changed(transaction)
    ask(transaction, each + "WHERE NOT (v)<--() DETACH DELETE v", keys=loose)
    return True
