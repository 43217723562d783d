"""One peer on one world that is loaded.

usage: python -m bench.beside NAME GRAPH --home DIR [--truth FILE]

GRAPH is `plain`, every account and every value it holds alike, values of more than 50 holders and derived ones
left out; `weighed`, the links that `linkage.weigh` keeps with their bits, which our own communities are found
in; or `judged`, the same, and then our own score and gate for the peer's communities. Prints JSON: the measures
of `linkage evaluate` (where nothing is judged, communities of three or more accounts are taken for rings and
all their members for enforceable), and the seconds of the community stage alone, the graph already in the
peer's own structure, and of making that structure.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import orjson
import polars as pl

from bench import peers, stages
from bench.stages import Changed, Traits
from linkage.detect.graph import Bipartite, build, least
from linkage.model import MIN_RING
from linkage.pipeline import Facts
from linkage.settings import Settings
from linkage.weigh import weigh

CROWD = 50
"""Most holders of a value in the plain graph."""

GRAPHS = ("plain", "weighed", "judged")


def plain(shared: pl.DataFrame, traits: Traits) -> Bipartite:
    """Accounts and the values they share, all alike: what is drawn before anything is weighed."""
    derived = sorted(kind for kind, trait in traits.items() if trait.derived)
    raw = shared.filter(~pl.col("kind").cast(pl.String).is_in(derived))
    links = raw.filter(pl.len().over("value") <= CROWD)
    accounts, rows = np.unique(links["account"].to_numpy(), return_inverse=True)
    values, cols = np.unique(links["value"].to_numpy(), return_inverse=True)
    ends = rows.astype(np.int64), cols.astype(np.int64) + accounts.size
    return Bipartite(accounts, values, *ends, np.ones(len(links)))


def members(graph: Bipartite, labels: np.ndarray, accounts: pl.DataFrame) -> pl.DataFrame:
    """Labels as `linkage export members` would write them: each label of three accounts or more is a ring."""
    held = pl.DataFrame({"account": graph.accounts, "ring": labels[: graph.accounts.size]})
    rings = held.filter(pl.len().over("ring") >= MIN_RING).join(accounts, on="account")
    return rings.select(
        "account_id", ring_id=pl.col("ring").cast(pl.String), tier=pl.lit("core"), confidence=pl.lit(1.0)
    )


def judged(name: str, facts: Facts, settings: Settings) -> tuple[pl.DataFrame, dict[str, float]]:
    """Members of the rings that our score and gate make of a peer's communities; what all stages took."""
    began = time.perf_counter()
    scored = stages.run(facts, stages.traits_of(settings), settings, Changed(find=peers.found_by(name)))
    return stages.members(scored, facts.accounts), {"seconds": time.perf_counter() - began}


def alone(name: str, graph: Bipartite, facts: Facts) -> tuple[pl.DataFrame, dict[str, float]]:
    """Members of a peer's communities as they are; what the peer took, and the size of the graph."""
    labels, times = peers.measure(name, graph)
    size = {"nodes": float(graph.nodes), "edges": float(graph.rows.size)}
    return members(graph, labels, facts.accounts), {**times, **size}


def compare(name: str, graph: str, settings: Settings) -> tuple[pl.DataFrame, dict[str, float]]:
    """Members by one peer on the graph of that name; what was taken."""
    facts, traits = stages.facts_of(settings), stages.traits_of(settings)
    if graph == "judged":
        return judged(name, facts, settings)
    if graph == "plain":
        return alone(name, plain(facts.shared, traits), facts)
    links = weigh(facts.shared, traits, facts.about.total).links
    return alone(name, build(links, least(links)), facts)


def main() -> None:
    """Read the arguments and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("name", choices=peers.PEERS)
    parser.add_argument("graph", choices=GRAPHS)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--truth", type=Path)
    asked = parser.parse_args()
    said, times = compare(asked.name, asked.graph, Settings(home=asked.home))
    found = stages.judge(asked.truth, said) if asked.truth else {}
    print(orjson.dumps({"found": found, "times": times}).decode())


if __name__ == "__main__":
    main()
