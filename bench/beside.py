"""One peer on one world that is loaded.

usage: python -m bench.beside NAME GRAPH --home DIR [--truth FILE] [--least N]

GRAPH is `plain`, every account and every value it holds alike, values of more than 50 holders and derived ones
left out; `rarity`, the same where each value weighs 1 / (holders - 1); `weighed`, the links that `linkage.weigh`
keeps with their bits, which our own communities are found in; or `judged`, the same, and then our own score and
gate for the peer's communities. Prints JSON: the measures of `linkage evaluate` (where nothing is judged, communities
of N or more accounts, three if nothing is said, are taken for rings and all their members for enforceable), and the
seconds of the community stage alone, the graph already in the peer's own structure, and of making that structure.
Our own communities, by name, are found in `weighed`.
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import orjson
import polars as pl

from bench import peers, stages
from bench.quality import sized
from bench.stages import Traits
from linkage.detect.graph import Bipartite, build, least
from linkage.model import MIN_RING
from linkage.pipeline import Facts
from linkage.settings import Settings
from linkage.weigh import weigh

CROWD = 50
"""Most holders of a value in the plain graph."""

GRAPHS = ("plain", "rarity", "weighed", "judged")


def plain(shared: pl.DataFrame, traits: Traits) -> Bipartite:
    """Accounts and the values they share, all alike: what is drawn before anything is weighed."""
    derived = sorted(kind for kind, trait in traits.items() if trait.derived)
    raw = shared.filter(~pl.col("kind").cast(pl.String).is_in(derived))
    links = raw.filter(pl.len().over("value") <= CROWD)
    accounts, rows = np.unique(links["account"].to_numpy(), return_inverse=True)
    values, cols = np.unique(links["value"].to_numpy(), return_inverse=True)
    ends = rows.astype(np.int64), cols.astype(np.int64) + accounts.size
    return Bipartite(accounts, values, *ends, np.ones(len(links)))


def by_rarity(graph: Bipartite) -> Bipartite:
    """The same graph where each value weighs 1 / (holders - 1); one that a single account holds ties nobody."""
    holders = np.bincount(graph.cols)[graph.cols]
    return replace(graph, weights=1 / np.maximum(holders - 1, 1))


def members(communities: pl.DataFrame, accounts: pl.DataFrame, fewest: int = MIN_RING) -> pl.DataFrame:
    """Communities (account, community) as `linkage export members` would write them: those with so many accounts."""
    rings = communities.filter(pl.len().over("community") >= fewest).join(accounts, on="account")
    return rings.select(
        "account_id", ring_id=pl.col("community").cast(pl.String), tier=pl.lit("core"), confidence=pl.lit(1.0)
    )


def judged(name: str, facts: Facts, settings: Settings) -> tuple[pl.DataFrame, dict[str, float]]:
    """Members of the rings that our score and gate make of a peer's communities; what all stages took."""
    began = time.perf_counter()
    scored = stages.run(facts, stages.traits_of(settings), settings, peers.found_by(name))
    return stages.members(scored, facts.accounts), {"seconds": time.perf_counter() - began}


def ours(links: pl.DataFrame, settings: Settings, total: int) -> tuple[pl.DataFrame, dict[str, float]]:
    """Communities of an ordinary run, and what they took."""
    began = time.perf_counter()
    found = stages.ladder(links, settings, total)
    return found, {"seconds": time.perf_counter() - began}


def alone(name: str, graph: Bipartite) -> tuple[pl.DataFrame, dict[str, float]]:
    """A peer's communities as they are; what the peer took, and the size of the graph."""
    labels, times = peers.measure(name, graph)
    size = {"nodes": float(graph.nodes), "edges": float(graph.rows.size)}
    found = pl.DataFrame({"account": graph.accounts, "community": labels[: graph.accounts.size]})
    return found, {**times, **size}


def compare(
    name: str, graph: str, settings: Settings, fewest: int = MIN_RING
) -> tuple[pl.DataFrame, dict[str, float]]:
    """Members by one peer on the graph of that name; what was taken."""
    facts, traits = stages.facts_of(settings), stages.traits_of(settings)
    if graph == "judged":
        return judged(name, facts, settings)
    if graph in ("plain", "rarity"):
        drawn = plain(facts.shared, traits)
        found, times = alone(name, drawn if graph == "plain" else by_rarity(drawn))
    else:
        links = weigh(facts.shared, stages.learned(facts, traits), facts.about.total).links
        found, times = on_links(name, links, settings, facts.about.total)
    return members(found, facts.accounts, fewest), times


def on_links(
    name: str, links: pl.DataFrame, settings: Settings, total: int
) -> tuple[pl.DataFrame, dict[str, float]]:
    """Communities by one peer, or by us, on what is weighed."""
    if name == peers.OURS:
        return ours(links, settings, total)
    return alone(name, build(links, least(links)))


def main() -> None:
    """Read the arguments and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("name", choices=(*peers.PEERS, peers.OURS))
    parser.add_argument("graph", choices=GRAPHS)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--least", type=int, default=MIN_RING)
    asked = parser.parse_args()
    said, times = compare(asked.name, asked.graph, Settings(home=asked.home), asked.least)
    found = sized.judged(asked.truth, said) if asked.truth else {}
    print(orjson.dumps({"found": found, "times": times}).decode())


if __name__ == "__main__":
    main()
