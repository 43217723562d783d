"""Connected components: the simplest detector, and the check that a community is connected."""

import numpy as np

from linkage.connected import label, within
from linkage.detect.graph import Bipartite


def detect(graph: Bipartite, seed: int, conductance: float) -> np.ndarray:  # noqa: ARG001
    """Label nodes by connected component; the seed does not matter."""
    return label(graph.nodes, graph.rows, graph.cols)


def connected(graph: Bipartite, labels: np.ndarray) -> np.ndarray:
    """Cut every label into pieces that are connected within it."""
    return within(graph.nodes, graph.rows, graph.cols, labels)
