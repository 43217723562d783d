"""Connected components, for every stage that needs them."""

from dataclasses import dataclass

import numpy as np
import polars as pl


@dataclass(frozen=True)
class Edges:
    """Edges of a graph whose nodes are numbered from 0: edge i joins rows[i] and cols[i], weights[i] > 0."""

    rows: np.ndarray
    cols: np.ndarray
    weights: np.ndarray

    def where(self, mask: np.ndarray) -> "Edges":
        """Those edges alone."""
        return Edges(self.rows[mask], self.cols[mask], self.weights[mask])


def within(nodes: int, rows: np.ndarray, cols: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Split every label of `nodes` nodes into parts that are connected by edges within it; int64."""
    inside = labels[rows] == labels[cols]
    return label(nodes, rows[inside], cols[inside])


def label(nodes: int, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """Component of each of `nodes` nodes under the edges (rows, cols); int64."""
    from scipy.sparse import coo_array  # a fifth of a second, which who only opens a home need not wait
    from scipy.sparse.csgraph import connected_components

    matrix = coo_array((np.ones(rows.size, np.int8), (rows, cols)), shape=(nodes, nodes))
    labels: np.ndarray = connected_components(matrix, directed=False)[1].astype(np.int64)
    return labels


def numbering(size: int, *used: np.ndarray) -> np.ndarray:
    """For each of `size` labels its number among those that are used, which have numbers from 0 without gaps."""
    there = np.zeros(size, np.bool_)
    for labels in used:
        there[labels] = True
    numbers: np.ndarray = np.cumsum(there) - 1
    return numbers


def numbered(one: pl.Series, other: pl.Series) -> np.ndarray:
    """A number for each distinct pair of whole numbers, from 0 in their order without gaps; int64, one entry a row.

    Ranks of whole numbers take half the time of ranks of pairs (0075).
    """
    first, second = (ranked(each) for each in (one, other))
    return ranked(pl.Series(first * (second.max(initial=-1) + 1) + second))


def ranked(items: pl.Series) -> np.ndarray:
    """The rank of each item among the distinct ones, from 0; int64."""
    return items.rank("dense").to_numpy().astype(np.int64) - 1
