"""Connected components: the bluntest detector, and the check that a community hangs together."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from linkage.detect.graph import Bipartite


def detect(graph: Bipartite, seed: int) -> np.ndarray:  # noqa: ARG001
    """Label nodes by connected component; the seed does not matter."""
    return label(graph.nodes, graph.rows, graph.cols)


def connected(graph: Bipartite, labels: np.ndarray) -> np.ndarray:
    """Cut every label into pieces that are connected within it."""
    inside = labels[graph.rows] == labels[graph.cols]
    return label(graph.nodes, graph.rows[inside], graph.cols[inside])


def label(nodes: int, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """Component of each of `nodes` nodes under the edges (rows, cols); int64."""
    matrix = coo_array((np.ones(rows.size, np.int8), (rows, cols)), shape=(nodes, nodes))
    labels: np.ndarray = connected_components(matrix, directed=False)[1].astype(np.int64)
    return labels
