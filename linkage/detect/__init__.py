"""Detect: who hangs together? Every detector takes the same bipartite graph and gives labels back."""

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from linkage.detect import components, leiden, louvain, networkx
from linkage.detect.graph import Bipartite, build
from linkage.errors import UnknownDetector

Detector = Callable[[Bipartite, int], np.ndarray]
"""From a graph and a seed to one label a node, accounts first; the same input gives the same labels."""

DETECTORS: Mapping[str, Detector] = {
    "leiden": leiden.detect,
    "louvain": louvain.detect,
    "networkx": networkx.detect,
    "components": components.detect,
}


def detect(links: pl.DataFrame, detector: str = "leiden", seed: int = 1) -> pl.DataFrame:
    """Take `tables.LINKS` to `tables.COMMUNITIES`: each is connected, and named by its smallest account."""
    if detector not in DETECTORS:
        raise UnknownDetector(f"there is no detector {detector!r}: choose {', '.join(DETECTORS)}")
    graph = build(links)
    labels = DETECTORS[detector](graph, seed) if graph.accounts.size else np.empty(0, np.int64)
    return named(graph.accounts, components.connected(graph, labels)[: graph.accounts.size])


def named(accounts: np.ndarray, labels: np.ndarray) -> pl.DataFrame:
    """Name each label by its smallest account; labels of a single account are left out."""
    frame = pl.DataFrame(
        {"account": accounts, "label": labels}, schema={"account": pl.Int64, "label": pl.Int64}
    )
    frame = frame.with_columns(community=pl.col("account").min().over("label"), size=pl.len().over("label"))
    return frame.filter(pl.col("size") > 1).select("account", "community").sort("account")
