"""Community detection by others, each from the same bipartite graph to one label a node.

igraph and leidenalg are imported here alone, and when they run: users never install them (see
`requirements-peers.lock`).
"""

import resource
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import networkit
import networkx
import numpy as np
import polars as pl

from linkage import detect
from linkage.connected import label
from linkage.detect import components
from linkage.detect.graph import Bipartite, build, least
from linkage.settings import Settings

SEED = 1

OURS = "Linkage, communities alone"
"""Our own, by `linkage.detect`, that others stand beside."""


@dataclass(frozen=True)
class Peer:
    """One algorithm: how the graph is made its own, and how that is cut into labels, one a node."""

    make: Callable[[Bipartite], Any]
    run: Callable[[Any], np.ndarray]


def as_networkx(graph: Bipartite) -> networkx.Graph:
    """For networkx and python-louvain."""
    made = networkx.Graph()
    made.add_nodes_from(range(graph.nodes))
    ends = (graph.rows.tolist(), graph.cols.tolist(), graph.weights.tolist())
    made.add_weighted_edges_from(zip(*ends, strict=True))
    return made


def as_igraph(graph: Bipartite) -> Any:
    """For igraph and leidenalg."""
    import igraph

    made = igraph.Graph(n=graph.nodes, edges=np.stack([graph.rows, graph.cols], axis=1))
    made.es["weight"] = graph.weights
    return made


def as_networkit(graph: Bipartite) -> Any:
    """For networkit."""
    edges = (graph.weights, (graph.rows, graph.cols))
    return networkit.GraphFromCoo(edges, n=graph.nodes, weighted=True)


def by_components(graph: Bipartite) -> np.ndarray:
    """Everything that hangs together at all."""
    return label(graph.nodes, graph.rows, graph.cols)


def numbered(found: Iterable[Collection[int]], nodes: int) -> np.ndarray:
    """Sets of nodes as a label a node."""
    labels = np.empty(nodes, dtype=np.int64)
    for number, each in enumerate(found):
        labels[list(each)] = number
    return labels


def by_networkx(graph: networkx.Graph) -> np.ndarray:
    """`louvain_communities`, resolution 1."""
    return numbered(networkx.community.louvain_communities(graph, weight="weight", seed=SEED), len(graph))


def by_propagation(graph: networkx.Graph) -> np.ndarray:
    """`asyn_lpa_communities`: each node takes the label that weighs most among its neighbours, until none changes."""
    return numbered(networkx.community.asyn_lpa_communities(graph, weight="weight", seed=SEED), len(graph))


def by_python_louvain(graph: networkx.Graph) -> np.ndarray:
    """`best_partition`, resolution 1."""
    import community

    found = community.best_partition(graph, weight="weight", random_state=SEED)
    return np.array([found[node] for node in range(len(graph))], dtype=np.int64)


def by_networkit(graph: Any) -> np.ndarray:
    """Louvain with refinement, resolution 1, on one thread."""
    networkit.setNumberOfThreads(1)
    networkit.setSeed(SEED, False)
    run = networkit.community.PLM(graph, refine=True, par="none")
    run.run()
    return np.asarray(run.getPartition().getVector(), dtype=np.int64)


def by_igraph(graph: Any) -> np.ndarray:
    """`community_leiden` of modularity, until nothing changes."""
    import random

    import igraph

    igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311
    found = graph.community_leiden(objective_function="modularity", weights="weight", n_iterations=-1)
    return np.array(found.membership, dtype=np.int64)


def by_leidenalg(graph: Any) -> np.ndarray:
    """Reichardt and Bornholdt's model with a configuration null, resolution 1; two iterations, as is usual."""
    import leidenalg

    kind = leidenalg.RBConfigurationVertexPartition
    found = leidenalg.find_partition(graph, kind, weights="weight", seed=SEED)
    return np.array(found.membership, dtype=np.int64)


def by_cpm(resolution: float) -> Callable[[Any], np.ndarray]:
    """The constant Potts model; weights are taken relative to their mean, or the resolution means nothing.

    Its default resolution, 1, cuts a graph without triangles into pairs. Of 0.002, 0.01, 0.05, 0.2 and 1 the two
    that found most are compared.
    """

    def run(graph: Any) -> np.ndarray:
        import leidenalg

        weights = np.array(graph.es["weight"])
        kind, own = leidenalg.CPMVertexPartition, (weights / weights.mean()).tolist()
        found = leidenalg.find_partition(graph, kind, weights=own, seed=SEED, resolution_parameter=resolution)
        return np.array(found.membership, dtype=np.int64)

    return run


def itself(graph: Bipartite) -> Bipartite:
    """The arrays as they are."""
    return graph


PEERS: Mapping[str, Peer] = {
    "connected components": Peer(itself, by_components),
    "networkx Louvain": Peer(as_networkx, by_networkx),
    "python-louvain": Peer(as_networkx, by_python_louvain),
    "networkx label propagation": Peer(as_networkx, by_propagation),
    "networkit PLM": Peer(as_networkit, by_networkit),
    "igraph Leiden": Peer(as_igraph, by_igraph),
    "leidenalg RB": Peer(as_igraph, by_leidenalg),
    "leidenalg CPM at 0.05": Peer(as_igraph, by_cpm(0.05)),
    "leidenalg CPM at 0.2": Peer(as_igraph, by_cpm(0.2)),
}
"""Everyone compared."""


def measure(name: str, graph: Bipartite) -> tuple[np.ndarray, dict[str, float]]:
    """Labels by one peer, and what they took."""
    peer = PEERS[name]
    began = time.perf_counter()
    own = peer.make(graph)
    between = time.perf_counter()
    labels = peer.run(own)
    ended = time.perf_counter()
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return labels, {"seconds": ended - between, "making": between - began, "rss": rss}


def found_by(name: str) -> Callable[[pl.DataFrame, Settings, int], pl.DataFrame]:
    """Communities by a peer on the graph that ours are found in, as `linkage.detect.detect` answers them."""

    def find(links: pl.DataFrame, _: Settings, __: int) -> pl.DataFrame:
        graph = build(links, least(links))
        labels = measure(name, graph)[0] if graph.accounts.size else np.empty(0, np.int64)
        return detect.named(graph.accounts, components.connected(graph, labels)[: graph.accounts.size])

    return find
