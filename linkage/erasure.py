"""Accounts that were erased leave the graph: at once, after every load, and before every run.

The ledger's row is what counts. Taking an account out of the graph is one transaction and harmless to do again,
so whoever was killed, or came to a graph that is away, left nothing that the next sweep does not finish.
"""

from collections.abc import Iterable

from linkage.graph.store import Store


def sweep(store: Store, accounts: Iterable[int]) -> int:
    """Take these accounts out of the graph, with whatever they alone held; how many were there."""
    return sum(store.erase(account) for account in accounts)
