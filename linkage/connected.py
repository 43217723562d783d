"""Connected components, for every stage that asks what hangs together."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def label(nodes: int, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """Component of each of `nodes` nodes under the edges (rows, cols); int64."""
    matrix = coo_array((np.ones(rows.size, np.int8), (rows, cols)), shape=(nodes, nodes))
    labels: np.ndarray = connected_components(matrix, directed=False)[1].astype(np.int64)
    return labels
