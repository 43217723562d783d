"""Where accounts and values of a ring stand in a picture of it: drawn once, at publication, the same for all.

A force-directed drawing (Fruchterman and Reingold, 1991) of every ring at once, in linear time: what shares a link
draws together, and each node is pushed away by some nodes of its ring in each round instead of by all of them
(negative sampling as in LargeVis, Tang and others, 2016). It starts from the two slowest modes of diffusion over the
links (Koren, 2003), so that far ends lie apart. Which nodes push is arithmetic on places, so a ring whose members and
links stay as they were is drawn as it was, whatever the other rings are.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.hashing import GOLDEN, splitmix64
from linkage.tables import Schema

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

POSITIONS: Schema = {
    "ring": pl.Int32(),
    "account": pl.Int64(),
    "value": pl.Int64(),
    "x": pl.Float32(),
    "y": pl.Float32(),
}
"""One row a node of a ring, by ring, accounts before values; of `account` and `value` the other is null. In units of
about the distance of two neighbours; the middle of a ring is at 0, 0."""

SMOOTHING, ROUNDS, PUSHES, APART = 80, 60, 4, 6
"""Rounds of diffusion, of forces, nodes that push each node in a round, and rounds that part what overlaps."""
ROOM = 0.55
"""Least distance of two nodes; nearer ones are parted."""
CHARGE = 6_000
"""Nodes beyond which a larger ring pushes its nodes no harder."""
STRIDE = 7_919
"""A prime: the k-th node to push in a round lies this many places on, times round and k."""


@dataclass(frozen=True)
class Nodes:
    """Nodes of all rings, ring after ring, and the links between them as places of nodes."""

    ring: Ints
    """Number of the ring of each node, from 0 without a gap."""
    starts: Ints
    sizes: Ints
    ones: Ints
    others: Ints

    def means(self, of: Floats) -> Floats:
        """The mean of each ring, at each of its nodes."""
        sums = np.bincount(self.ring, weights=of, minlength=len(self.sizes))
        result: Floats = (sums / self.sizes)[self.ring]
        return result

    def gathered(self, weights: Floats, at: Ints) -> Floats:
        """Sums of what comes to each node."""
        result: Floats = np.bincount(at, weights=weights, minlength=len(self.ring)).astype(np.float64)
        return result


def positions(members: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Positions of `members` (ring, account) and of the values that two or more of one ring share by `links`
    (account, value); columns of `POSITIONS`."""
    held = links.select("account", "value").join(members.select("ring", "account"), on="account")
    shared = held.filter(pl.len().over("ring", "value") > 1)
    named = pl.concat(
        [
            members.select("ring", "account", value=pl.lit(None, pl.Int64)),
            shared.select("ring", account=pl.lit(None, pl.Int64), value="value").unique(),
        ]
    ).sort("ring", "account", "value", nulls_last=True)
    if named.is_empty():
        return pl.DataFrame(schema=POSITIONS)
    x, y = drawn(numbered(named, shared))
    placed = named.with_columns(x=pl.Series(x), y=pl.Series(y))
    return placed.select(pl.col(name).cast(kind) for name, kind in POSITIONS.items())


def numbered(named: pl.DataFrame, shared: pl.DataFrame) -> Nodes:
    """The nodes and links as numbers."""
    places = named.with_row_index("place")
    ones = places.filter(pl.col("account").is_not_null()).select("ring", "account", one="place")
    others = places.filter(pl.col("value").is_not_null()).select("ring", "value", other="place")
    ends = shared.join(ones, on=["ring", "account"]).join(others, on=["ring", "value"]).sort("one", "other")
    ring = named["ring"].rle_id().cast(pl.Int64).to_numpy()
    sizes = np.bincount(ring).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    return Nodes(ring, starts, sizes, *(ends[name].cast(pl.Int64).to_numpy() for name in ("one", "other")))


def drawn(nodes: Nodes) -> tuple[Floats, Floats]:
    """Where each node stands."""
    x, y = diffused(nodes)
    spread = np.sqrt(nodes.sizes.astype(np.float64))[nodes.ring]
    x, y = x * spread * 0.5, y * spread * 0.5
    for turn in range(ROUNDS):
        heat = spread * 0.12 * (1 - turn / ROUNDS) ** 1.5 + 0.02
        x, y = stepped(nodes, (x, y), heat, turn)
    for _ in range(APART):
        x, y = parted(nodes, x, y)
    return x - nodes.means(x), y - nodes.means(y)


def diffused(nodes: Nodes) -> tuple[Floats, Floats]:
    """The two slowest modes of diffusion, each of mean 0 and variance 1 in a ring."""
    local = np.arange(len(nodes.ring)) - nodes.starts[nodes.ring]
    x, y = _noise(local, 1), _noise(local, 2)
    degree = nodes.gathered(np.ones(len(nodes.ones)), nodes.ones)
    degree += nodes.gathered(np.ones(len(nodes.others)), nodes.others)
    for _ in range(SMOOTHING):
        x = _standard(nodes, _averaged(nodes, x, degree))
        y = _averaged(nodes, y, degree)
        y = _standard(nodes, y - nodes.means(y))
        y = _standard(nodes, y - x * nodes.means(x * y))
    return x + 0.05 * _noise(local, 3), y + 0.05 * _noise(local, 4)


def stepped(nodes: Nodes, at: tuple[Floats, Floats], heat: Floats, turn: int) -> tuple[Floats, Floats]:
    """One round of forces: links draw, sampled nodes push, a weak pull to the middle; no step beyond `heat`."""
    x, y = at
    size, start = nodes.sizes[nodes.ring], nodes.starts[nodes.ring]
    local = np.arange(len(x)) - start
    dx, dy = x[nodes.others] - x[nodes.ones], y[nodes.others] - y[nodes.ones]
    pull = np.sqrt(dx * dx + dy * dy) * 0.5
    fx = nodes.gathered(dx * pull, nodes.ones) - nodes.gathered(dx * pull, nodes.others) - x * 0.05
    fy = nodes.gathered(dy * pull, nodes.ones) - nodes.gathered(dy * pull, nodes.others) - y * 0.05
    for push in range(PUSHES):
        by = start + (local + 1 + STRIDE * (turn * PUSHES + push + 1)) % size
        dx, dy = x - x[by], y - y[by]
        force = np.minimum(size, CHARGE) / PUSHES / (dx * dx + dy * dy + 0.01)
        fx, fy = fx + dx * force, fy + dy * force
    length = np.sqrt(fx * fx + fy * fy) + 1e-9
    step = np.minimum(length, heat) / length
    return x + fx * step, y + fy * step


def parted(nodes: Nodes, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Nodes of one ring that stand nearer than `ROOM` are moved apart, each by half of what lacks."""
    from scipy.spatial import cKDTree  # a third of a second, which who only reads positions need not wait

    apart = (np.ptp(x) + np.ptp(y) + 1) * nodes.ring
    pairs = cKDTree(np.column_stack([x, y, apart])).query_pairs(ROOM, output_type="ndarray")
    if not len(pairs):
        return x, y
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    one, other = pairs[:, 0], pairs[:, 1]
    dx, dy = x[other] - x[one], y[other] - y[one]
    angle = _noise(one - nodes.starts[nodes.ring[one]], 5) * np.pi
    same = dx * dx + dy * dy < 1e-6
    dx, dy = np.where(same, np.cos(angle) * 1e-3, dx), np.where(same, np.sin(angle) * 1e-3, dy)
    far = np.sqrt(dx * dx + dy * dy)
    lack = (ROOM - far).clip(0) / far * 0.5
    x = x + nodes.gathered(dx * lack, other) - nodes.gathered(dx * lack, one)
    y = y + nodes.gathered(dy * lack, other) - nodes.gathered(dy * lack, one)
    return x, y


def _averaged(nodes: Nodes, of: Floats, degree: Floats) -> Floats:
    """Half of each node's own number and half of the mean of its neighbours'."""
    near = nodes.gathered(of[nodes.others], nodes.ones) + nodes.gathered(of[nodes.ones], nodes.others)
    return np.where(degree > 0, 0.5 * of + 0.5 * near / np.maximum(degree, 1), of)


def _standard(nodes: Nodes, of: Floats) -> Floats:
    """Mean 0 and variance 1 in each ring."""
    of = of - nodes.means(of)
    return of / np.sqrt(nodes.means(of * of) + 1e-12)


def _noise(local: Ints, salt: int) -> Floats:
    """Numbers in [-1, 1) that depend on places in a ring alone."""
    mixed = splitmix64((local.astype(np.uint64) + np.uint64(salt << 32) + np.uint64(1)) * np.uint64(GOLDEN))
    result: Floats = (mixed >> np.uint64(11)).astype(np.float64) / 2.0**52 - 1.0
    return result
