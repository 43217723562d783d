"""How far two detectors agree on the same weighted graph, before score and gate."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from bench import stages
from bench.places import Place
from bench.worlds import World
from linkage import pipeline
from linkage.connected import Edges
from linkage.detect import detect
from linkage.detect.graph import Bipartite, build, least
from linkage.detect.leiden import Partition, networkits
from linkage.graph.store import Partitions
from linkage.settings import Settings

Labels = Callable[[Partition], np.ndarray]
"""From what cuts a graph to one label a node, or an account."""
OURS, GDS = "leiden", "gds"
SEED = 1


@dataclass(frozen=True)
class Weighed:
    """What communities are looked for in."""

    links: pl.DataFrame
    """`tables.LINKS`."""
    total: int
    """Of all accounts, those without a link too."""
    graph: Bipartite
    """The same as arrays, as the first look at it has them."""
    ringed: np.ndarray
    """Which of the graph's accounts are in a true ring."""


def rand(left: np.ndarray, right: np.ndarray) -> float:
    """The adjusted Rand index of two labellings of the same things: 1 where they are the same, 0 as by chance.

    (Σ C(nᵢⱼ, 2) − e) / ((Σ C(aᵢ, 2) + Σ C(bⱼ, 2)) / 2 − e) with e = Σ C(aᵢ, 2) · Σ C(bⱼ, 2) / C(n, 2), where
    nᵢⱼ things have the labels i and j, aᵢ the one and bⱼ the other (Hubert and Arabie 1985, equation 5).
    """
    rows, cols = (np.unique(each, return_inverse=True)[1].astype(np.int64) for each in (left, right))
    cells = np.unique(rows * (cols.max(initial=0) + 1) + cols, return_counts=True)[1]
    both, ours, theirs = pairs(cells), pairs(np.bincount(rows)), pairs(np.bincount(cols))
    every = pairs(np.array([rows.size]))
    expected = ours * theirs / every if every else 0.0
    most = (ours + theirs) / 2
    return 1.0 if most == expected else float((both - expected) / (most - expected))


def pairs(counts: np.ndarray) -> float:
    """How many pairs there are within groups of these sizes."""
    sizes = counts.astype(np.float64)
    return float((sizes * (sizes - 1) / 2).sum())


def modularity(graph: Bipartite, labels: np.ndarray) -> float:
    """Share of the weight that lies within labels, over what is expected of nodes of these weights (Newman 2004)."""
    named = np.unique(labels, return_inverse=True)[1]
    left, right = named[graph.rows], named[graph.cols]
    total = graph.weights.sum()
    ends = np.bincount(left, graph.weights, named.size) + np.bincount(right, graph.weights, named.size)
    return float(graph.weights[left == right].sum() / total - ((ends / (2 * total)) ** 2).sum())


def weigh(world: World, there: Place) -> Weighed:
    """What a run of that world weighs, and which accounts of it are in a true ring."""
    settings = Settings(home=world.home, graph_url=there.url)
    kinds, clock = stages.traits_of(settings), pipeline.Clock(lambda _: None)
    with closing(there.open()) as store:
        detector = pipeline.detector_of(settings, store)
        facts, _, weighed, _ = pipeline.read_and_link(store, store.watermark(), kinds, clock, detector)
    graph = build(weighed.links, least(weighed.links))
    true = pl.read_parquet(world.truth).filter(pl.col("ring").is_not_null())
    named = facts.accounts.join(true.select("account_id"), on="account_id", how="semi")
    ringed = np.isin(graph.accounts, named["account"].to_numpy())
    return Weighed(weighed.links, facts.about.total, graph, ringed)


def once(weighed: Weighed, partition: Partition) -> np.ndarray:
    """Labels of nodes by one partition at resolution 1."""
    graph = weighed.graph
    return partition(graph.nodes, Edges(graph.rows, graph.cols, graph.weights), 1.0, SEED)


def climbed(weighed: Weighed, partition: Partition) -> np.ndarray:
    """Labels of accounts by the communities that a run hands on to its score; who is in none is alone."""
    found = detect(weighed.links, GDS, SEED, weighed.total, partition)
    accounts = pl.DataFrame({"account": weighed.graph.accounts})
    held = accounts.join(found, on="account", how="left", maintain_order="left")
    return held["community"].fill_null(held["account"]).to_numpy()


def shuffled(partition: Partition) -> Partition:
    """The same on nodes and edges in another order: it says as much, and what cuts a graph starts elsewhere."""

    def cut(nodes: int, edges: Edges, resolution: float, seed: int) -> np.ndarray:
        dice = np.random.default_rng(seed)
        place, order = dice.permutation(nodes), dice.permutation(edges.rows.size)
        moved = Edges(place[edges.rows[order]], place[edges.cols[order]], edges.weights[order])
        return partition(nodes, moved, resolution, seed)[place]

    return cut


def compared(weighed: Weighed, left: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """Adjusted Rand of two labellings, over all nodes where they have them, accounts, and those of true rings."""
    size = weighed.graph.accounts.size
    nodes = {"nodes": rand(left, right)} if left.size > size else {}
    ours, theirs = left[:size], right[:size]
    ringed = rand(ours[weighed.ringed], theirs[weighed.ringed])
    return {**nodes, "accounts": rand(ours, theirs), "ringed": ringed}


def measure(world: World, file: Place, server: Place) -> dict[str, object]:
    """Both detectors on what a run of the file weighs, and each beside itself on nodes in another order."""
    weighed = weigh(world, file)
    graph = weighed.graph
    sizes = {"accounts": graph.accounts.size, "nodes": graph.nodes, "edges": graph.rows.size}
    with closing(server.open()) as store:
        if not isinstance(store, Partitions):
            raise TypeError("this store's server finds no communities")
        found = {
            "one partition": beside(weighed, partial(once, weighed), store.partition),
            "communities": beside(weighed, partial(climbed, weighed), store.partition),
        }
    return {"graph": {**sizes, "ringed": int(weighed.ringed.sum())}, "found": found}


def beside(weighed: Weighed, label: Labels, theirs: Partition) -> dict[str, dict[str, float]]:
    """Labels by both, and by each of them on nodes in another order."""
    one, other = label(networkits), label(theirs)
    return {
        "between": compared(weighed, one, other),
        OURS: {**told(weighed.graph, one), **compared(weighed, one, label(shuffled(networkits)))},
        GDS: {**told(weighed.graph, other), **compared(weighed, other, label(shuffled(theirs)))},
    }


def told(graph: Bipartite, labels: np.ndarray) -> dict[str, float]:
    """How many labels there are, and how well they fit the graph where every node has one."""
    fits = {"modularity": modularity(graph, labels)} if labels.size == graph.nodes else {}
    return {"labels": float(np.unique(labels).size), **fits}
