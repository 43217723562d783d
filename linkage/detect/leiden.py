"""Leiden up a ladder of resolutions: every community is tried at the resolution of its own size.

One resolution fits no graph that holds rings of 3 and of 20,000: modularity swallows the small (Fortunato and
Barthélemy 2007). So the whole graph is partitioned at resolution 1 (Traag et al. 2019), pieces that do not
stand alone are merged again, the edges between the rest are removed, and what is left is tried at the next rung.
A piece stands alone when its conductance, the share of its weight that leads elsewhere, is low: a ring whose
accounts share cards and devices at random stays whole however fine the rung, and a chain of households falls
apart at its weak links.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

import networkit
import numpy as np

from linkage.connected import Edges, label, numbering, within
from linkage.detect.graph import Bipartite

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FIRST = 4.0
"""Least resolution, relative to its own, at which a piece is tried: below it hardly anything is split (0011)."""

STEP = 4.0
"""Resolution of each rung over that of the one before; a piece is tried while its own is within one step (0011)."""

ROUNDS = 32
"""Most sweeps of local moves a level; bounds time. networkit's ParallelLeiden has no such bound, and was seen not to
end (0011)."""

SMALL = 4
"""Edges of a piece, at most, with which it is not tried: too few to hold two rings."""


class Partition(Protocol):
    """How a graph is partitioned at one resolution."""

    def __call__(self, nodes: int, edges: Edges, resolution: float, seed: int) -> np.ndarray:
        """One label a node, int64; `resolution` is that of modularity, 1 the usual. The same seed, the same labels."""
        ...


def detect(graph: Bipartite, seed: int, conductance: float, partition: Partition | None = None) -> np.ndarray:
    """Label nodes by the pieces that stand alone, made by `partition`; by networkit's Leiden where none is given.

    `conductance` is the largest share of a piece's weight that may lead elsewhere, for the piece to stand alone.
    """
    partition = partition or networkits
    edges = Edges(graph.rows, graph.cols, graph.weights)
    total = 2 * graph.weights.sum()
    labels = label(graph.nodes, edges.rows, edges.cols)
    resolution = 1.0
    while edges.rows.size:
        rank = size_of(edges, labels) * resolution / total
        due = (rank >= FIRST) & (rank < FIRST * STEP)
        if due.any():
            now = edges.where(due)
            rung = resolution * 2 * now.weights.sum() / total
            labels = split(now, labels, partial(partition, resolution=rung, seed=seed), conductance)
        edges = edges.where(rank < FIRST * STEP)
        edges = edges.where(pending(edges, labels))
        resolution *= STEP
    return labels


def size_of(edges: Edges, labels: np.ndarray) -> np.ndarray:
    """Weight of the piece each edge lies in, counted at both ends; 0 for an edge between pieces."""
    own = labels[edges.rows]
    weight = 2 * np.bincount(own, edges.weights, minlength=labels.max() + 1)
    return np.where(own == labels[edges.cols], weight[own], 0.0)


def pending(edges: Edges, labels: np.ndarray) -> np.ndarray:
    """Which edges lie inside pieces of more than `SMALL` edges."""
    own = labels[edges.rows]
    inside = own == labels[edges.cols]
    large: np.ndarray = inside & (np.bincount(own[inside], minlength=labels.max() + 1)[own] > SMALL)
    return large


def split(
    edges: Edges, labels: np.ndarray, partition: Callable[[int, Edges], np.ndarray], conductance: float
) -> np.ndarray:
    """Partition the edges' nodes, merge what does not stand alone, relabel."""
    numbers = numbering(labels.size, edges.rows, edges.cols)
    own = Edges(numbers[edges.rows], numbers[edges.cols], edges.weights)
    nodes = np.flatnonzero(np.diff(numbers, prepend=-1))
    pieces = merge(within(nodes.size, own.rows, own.cols, partition(nodes.size, own)), own, conductance)
    relabelled = labels.copy()
    relabelled[nodes] = labels.max() + 1 + pieces
    return renumbered(relabelled)


def networkits(nodes: int, edges: Edges, resolution: float, seed: int) -> np.ndarray:
    """Labels by networkit's Leiden; it is repeatable with one thread and a seed."""
    networkit.setNumberOfThreads(1)
    networkit.setSeed(seed, False)
    graph = networkit.GraphFromCsr(matrix(nodes, edges), directed=False, weighted=True)
    run = networkit.community.PLM(graph, refine=True, gamma=resolution, par="none", maxIter=ROUNDS)
    run.run()
    return np.asarray(run.getPartition().getVector(), dtype=np.int64)


def matrix(nodes: int, edges: Edges) -> "csr_array":
    """Weights of edges, each once, from its account to its value; networkit reads it in a third of the time of a list
    of edges, and has the same neighbours in the same order (0087)."""
    from scipy.sparse import csr_array  # as in `linkage.connected`

    found = csr_array((edges.weights, (edges.rows, edges.cols)), shape=(nodes, nodes))
    found.sort_indices()
    return found


def merge(pieces: np.ndarray, edges: Edges, conductance: float) -> np.ndarray:
    """Merge each piece of higher conductance with the piece it shares most weight with, until all stand alone.

    One label a node, from 0 without gaps.
    """
    while True:
        pieces = renumbered(pieces)
        shared = between(pieces, edges)
        first = shared.strongest()
        weak = first[shared.conductance()[shared.one[first]] > conductance]
        if not weak.size:
            return pieces
        pieces = label(shared.weights.size, shared.one[weak], shared.other[weak])[pieces]


@dataclass(frozen=True)
class Shared:
    """The weight that pieces share, each pair of them twice, once from either side; arrays of one entry a side."""

    one: np.ndarray
    """The piece, int64."""
    other: np.ndarray
    """The piece it shares the weight with."""
    weight: np.ndarray
    """Weight of the edges between the two; float64."""
    weights: np.ndarray
    """Weight of all edges of each piece, counted at both ends; shape (pieces,)."""

    def conductance(self) -> np.ndarray:
        """Share of its weight that each piece shares with others; shape (pieces,)."""
        leading = np.bincount(self.one, self.weight, self.weights.size)
        share: np.ndarray = leading / self.weights
        return share

    def strongest(self) -> np.ndarray:
        """For each piece that shares any weight, ascending, where the most of it stands; of equals the least piece."""
        order = np.lexsort((self.other, -self.weight, self.one))
        first: np.ndarray = order[np.unique(self.one[order], return_index=True)[1]]
        return first


def between(pieces: np.ndarray, edges: Edges) -> Shared:
    """What pieces, labelled from 0 without gaps, share."""
    count = pieces.max() + 1
    left, right = pieces[edges.rows], pieces[edges.cols]
    weights = np.bincount(left, edges.weights, count) + np.bincount(right, edges.weights, count)
    crossing = left != right
    low, high = np.minimum(left, right)[crossing], np.maximum(left, right)[crossing]
    pairs, at = np.unique(low * count + high, return_inverse=True)
    weight = np.bincount(at, edges.weights[crossing])
    one, other = pairs // count, pairs % count
    return Shared(
        np.concatenate([one, other]), np.concatenate([other, one]), np.concatenate([weight, weight]), weights
    )


def renumbered(labels: np.ndarray) -> np.ndarray:
    """The same labels, from 0 without gaps."""
    numbers: np.ndarray = numbering(labels.max(initial=-1) + 1, labels)[labels]
    return numbers
