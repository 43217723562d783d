"""Louvain by networkx, as a reference (Blondel et al. 2008)."""

import networkx
import numpy as np

from linkage.detect.graph import Bipartite
from linkage.detect.louvain import as_networkx


def detect(graph: Bipartite, seed: int, conductance: float) -> np.ndarray:  # noqa: ARG001
    """Label nodes by the partition of best modularity."""
    labels = np.empty(graph.nodes, dtype=np.int64)
    found = networkx.community.louvain_communities(as_networkx(graph), weight="weight", seed=seed)
    for label, nodes in enumerate(found):
        labels[list(nodes)] = label
    return labels
