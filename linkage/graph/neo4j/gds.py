"""Communities by Neo4j's Graph Data Science: Leiden of a graph that is projected for it and dropped again.

Edges go in as parameters, not as relationships: what is weighed is this run's alone, and never written. GDS takes
any whole number for a node (https://neo4j.com/docs/graph-data-science/current/management-ops/graph-creation/
graph-project-cypher-projection/), repeats itself with one thread and a seed, and divides the resolution by the
total weight itself, as modularity does.
"""

from secrets import token_hex
from typing import Final

import numpy as np
from neo4j.exceptions import ClientError

from linkage.connected import Edges
from linkage.errors import StoreUnavailable
from linkage.graph.neo4j.driver import Server, Transaction, ask

LONGEST: Final = 600.0
"""Seconds a partition may take on the server."""
STALE: Final = 3_600
"""Seconds after which a projection of ours was left behind by a process that ended."""
NAME: Final = "linkage-"
NOTHING_JOINED: Final = "LeidenResult.dendrogramManager()"
"""Of the message of GDS 2.13, which makes an error of it when no two nodes belong together."""

_PROJECT: Final = (
    "UNWIND range(0, size($rows) - 1) AS i WITH gds.graph.project($name, $rows[i], $cols[i], "
    "{relationshipProperties: {weight: $weights[i]}}, {undirectedRelationshipTypes: ['*']}) AS made "
    "RETURN made.nodeCount"
)
_LEIDEN: Final = (
    "CALL gds.leiden.stream($name, {relationshipWeightProperty: 'weight', gamma: $resolution, "
    "randomSeed: $seed, concurrency: 1, logProgress: false}) YIELD nodeId, communityId "
    "RETURN collect(nodeId), collect(communityId)"
)
_DROP: Final = "CALL gds.graph.drop($name, false) YIELD graphName RETURN graphName"
_LEFT: Final = (
    "CALL gds.graph.list() YIELD graphName, creationTime WHERE graphName STARTS WITH $prefix "
    "AND creationTime < datetime() - duration({seconds: $stale}) RETURN graphName"
)


class Alone(Exception):
    """No two nodes belong together."""


def partition(server: Server, nodes: int, edges: Edges, resolution: float, seed: int) -> np.ndarray:
    """Labels of nodes 0 to `nodes`−1, int64; a node without an edge is alone."""
    labels = np.arange(nodes, dtype=np.int64) + nodes
    if not edges.rows.size:
        return labels
    name = NAME + token_hex(8)
    try:
        server.read(lambda tx: project(tx, name, edges), LONGEST)
    except StoreUnavailable:
        if there(server):
            raise
        raise StoreUnavailable(
            "The Neo4j has no Graph Data Science: install it, or set another detector."
        ) from None
    try:
        found, own = server.read(lambda tx: leiden(tx, name, resolution, seed), LONGEST)
    except Alone:
        return labels
    finally:
        server.read(lambda tx: ask(tx, _DROP, name=name))
    labels[np.array(found, np.int64)] = np.array(own, np.int64)
    return labels


def project(transaction: Transaction, name: str, edges: Edges) -> None:
    """Hold the edges in the server under a name, and let go of what others left there."""
    for (old,) in ask(transaction, _LEFT, prefix=NAME, stale=STALE):
        ask(transaction, _DROP, name=old)
    ask(transaction, _DROP, name=name)
    given = {"rows": edges.rows.tolist(), "cols": edges.cols.tolist(), "weights": edges.weights.tolist()}
    ask(transaction, _PROJECT, name=name, **given)


def leiden(transaction: Transaction, name: str, resolution: float, seed: int) -> list[list[int]]:
    """Nodes and their labels."""
    try:
        return list(ask(transaction, _LEIDEN, name=name, resolution=resolution, seed=seed)[0])
    except ClientError as error:
        if NOTHING_JOINED in (error.message or ""):
            raise Alone from error
        raise


def there(server: Server) -> bool:
    """Whether the server has GDS."""
    query = "SHOW FUNCTIONS YIELD name WHERE name = 'gds.version' RETURN count(*)"
    return bool(server.read(lambda tx: ask(tx, query))[0][0])
