"""Louvain by python-louvain, as a reference: pure Python, modularity, resolution 1 (Blondel et al. 2008)."""

import networkx
import numpy as np

from linkage.detect.graph import Bipartite
from linkage.extras import extra


def detect(graph: Bipartite, seed: int, conductance: float) -> np.ndarray:  # noqa: ARG001
    """Label nodes by the partition of best modularity."""
    with extra("louvain"):
        import community as python_louvain

    found = python_louvain.best_partition(as_networkx(graph), random_state=seed)
    return np.array([found[node] for node in range(graph.nodes)], dtype=np.int64)


def as_networkx(graph: Bipartite) -> networkx.Graph:
    """Make it a networkx graph whose nodes stand in order."""
    made = networkx.Graph()
    made.add_nodes_from(range(graph.nodes))
    made.add_weighted_edges_from(
        zip(graph.rows.tolist(), graph.cols.tolist(), graph.weights.tolist(), strict=True)
    )
    return made
