"""Detect: groups linked accounts. Every detector takes the same bipartite graph and returns labels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from linkage.detect import components, leiden, louvain, networkx
from linkage.detect.graph import Bipartite, build, least
from linkage.detect.leiden import Partition
from linkage.errors import UnknownDetector, WrongUse
from linkage.model import DETECTORS as NAMES

Detector = Callable[[Bipartite, int, float], np.ndarray]
"""From a graph, a seed and the largest conductance at which a piece stands alone to one label a node, accounts
first; the same input gives the same labels. Detectors of one resolution make nothing of the conductance."""

DETECTORS: Mapping[str, Detector] = dict(
    zip(NAMES, (leiden.detect, louvain.detect, networkx.detect, components.detect), strict=True)
)

ELSEWHERE = ("gds",)
"""Detectors that climb the ladder of `leiden` with partitions that a server makes."""


LARGE = 0.05
"""Maximum share of all accounts in one community: the weakest values hold larger ones together (0020)."""

STRICTNESS = ((0.1, 1.0), (0.25, 1.0), (0.25, 1.25), (0.25, 1.5625), (0.25, 1.953125))
"""How communities are separated, at first and each time a too large one is tried again: the largest conductance at
which a piece stands alone, and the factor of the least bits of a link (0020, 0034). One operator's
pieces share weight, so the first conductance is low; a giant is split by the usual conductance first, and only then
by stronger links."""


@dataclass(frozen=True)
class Grain:
    """How fine communities are."""

    conductance: float = STRICTNESS[0][0]
    """The largest at which a piece stands alone at first."""
    asked: float | None = None
    """Least bits of a link; None for what suits the number of accounts (`graph.least`)."""
    large: bool = True
    """Whether a too large community is tried again, by stronger links; if not, it is left out."""


USUAL = Grain()


def detect(
    links: pl.DataFrame,
    detector: str = "leiden",
    seed: int = 1,
    total: int | None = None,
    partition: Partition | None = None,
    grain: Grain = USUAL,
) -> pl.DataFrame:
    """Take `tables.LINKS` to `tables.COMMUNITIES`: each is connected, and named by its smallest account.

    With the number of all accounts given, a community of more than `LARGE` of them is tried again on the
    stronger links of its accounts; a ring that large has such links as well. `partition` is what the
    server of a detector `ELSEWHERE` makes partitions by. `grain` says how fine communities are, and whether large
    ones are wanted at all.
    """
    label = chosen(detector, partition)
    most = links["account"].n_unique() if total is None else LARGE * total
    asked, ladder = grain.asked or least(links), ((grain.conductance, STRICTNESS[0][1]), *STRICTNESS[1:])
    large, kept, again = pl.len().over("community") > most, [], links
    for conductance, stricter in ladder:
        found = communities(again, asked * stricter, label, (seed, conductance))
        kept.append(found.filter(~large))
        if not grain.large:
            return kept[0]
        again = links.join(found.filter(large), on="account", how="semi", maintain_order="left")
        if again.is_empty():
            break
    return pl.concat([*kept, found.filter(large)]).sort("account")


def chosen(detector: str, partition: Partition | None) -> Detector:
    """The detector of that name."""
    if detector in ELSEWHERE and partition is None:
        raise WrongUse(f"the detector {detector} runs in a Neo4j: set LINKAGE_GRAPH_URL=bolt://host:7687")
    if detector in ELSEWHERE:
        return partial(leiden.detect, partition=partition)
    if detector not in DETECTORS:
        names = ", ".join((*DETECTORS, *ELSEWHERE))
        raise UnknownDetector(f"there is no detector {detector!r}: choose {names}")
    return DETECTORS[detector]


def communities(links: pl.DataFrame, asked: float, label: Detector, means: tuple[int, float]) -> pl.DataFrame:
    """Communities by the links of `asked` bits or more: `tables.COMMUNITIES`; `means` are seed and conductance."""
    graph = build(links, asked)
    labels = label(graph, *means) if graph.accounts.size else np.empty(0, np.int64)
    return named(graph.accounts, components.connected(graph, labels)[: graph.accounts.size])


def named(accounts: np.ndarray, labels: np.ndarray) -> pl.DataFrame:
    """Name each label by its smallest account; labels of a single account are left out."""
    frame = pl.DataFrame(
        {"account": accounts, "label": labels}, schema={"account": pl.Int64, "label": pl.Int64}
    )
    frame = frame.with_columns(community=pl.col("account").min().over("label"), size=pl.len().over("label"))
    return frame.filter(pl.col("size") > 1).select("account", "community").sort("account")
