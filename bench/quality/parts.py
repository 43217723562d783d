"""What is run on each set of data, by name: Linkage as a user would, peers beside it, Linkage without some feeds."""

import sys
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

import polars as pl

from bench import peers
from bench.beside import GRAPHS
from bench.quality import sized
from bench.quality.sets import FEBRL, OURS, REAL, REPORTED, VARIED, Source
from bench.results import OVER, Row
from bench.worlds import World, linkage, run
from linkage.model import ENFORCEABLE

WHOLE = "linkage"

FEEDS = ("usage", "billing", "devices", "network", "relations")
"""Feeds that are left out, each and each two, and all of them: then `accounts`, or `facts`, are left."""

LEFT_OUT: Mapping[str, Sequence[str]] = {
    f"no {' and no '.join(feeds)}": feeds for count in (1, 2) for feeds in combinations(FEEDS, count)
} | {"only accounts": FEEDS}
"""Feeds left out, by the name of the run."""

FEW: Mapping[str, Sequence[str]] = {
    "rarity": ("networkx Louvain", "networkit PLM", "networkx label propagation"),
    "judged": ("connected components", "igraph Leiden", "networkx label propagation"),
}
"""Graphs on which not every peer runs, for others find nearly the same there."""

PEER: Mapping[str, tuple[str, str]] = {
    f"{name}, {graph}": (name, graph) for graph in GRAPHS for name in FEW.get(graph, tuple(peers.PEERS))
} | {f"{peers.OURS}, weighed": (peers.OURS, "weighed")}
"""Peers by the name of their part: who, and on which graph."""

COMMUNITIES = f"{peers.OURS}, weighed"
"""Our own communities before anything is judged."""

COMPARED: Mapping[str, str] = {
    OURS: "campaigns",
    "bazaar": "everyday",
    "parlour": "everyday",
    "foundry": "everyday",
    VARIED: "mix",
    REAL: "hop",
    FEBRL: "3",
}
"""The scene of each hand on which peers run, and feeds are left out where there are several."""

PAIR = 2
"""Fewest records of a community in febrl; elsewhere a ring has three accounts at least."""


def parts(source: Source) -> list[str]:
    """Names of what runs on a set of data."""
    names = [WHOLE]
    if source.hand == FEBRL:
        names.append(COMMUNITIES)
    if COMPARED.get(source.hand) == source.scene and source.seed == REPORTED[source.hand][0]:
        names += [each for each in PEER if fits(source, each) and each not in names]
        names += list(LEFT_OUT) if source.hand not in (REAL, FEBRL) else []
    return names


def fits(source: Source, part: str) -> bool:
    """Whether a peer has something to say there: in febrl nobody is to be judged."""
    return source.hand != FEBRL or PEER[part][1] != "judged"


def measure(part: str, world: World, limit: float) -> Row:
    """Run one part; one that takes longer than the limit of seconds has nothing but that to show."""
    if part in PEER:
        return beside(part, world, limit)
    if part in LEFT_OUT:
        return without(part, world)
    return row(world, part, *detected(world.home, world.truth))


def beside(part: str, world: World, limit: float) -> Row:
    """A peer in a process of its own."""
    least = ["--least", str(PAIR)] if world.scene.startswith(FEBRL) else []
    where = ["--home", str(world.home), "--truth", str(world.truth), *least]
    try:
        said = run([sys.executable, "-m", "bench.beside", *PEER[part], *where], limit)
    except TimeoutError:
        return row(world, part, {}, {OVER: limit})
    return row(world, part, said.document["found"], {**said.document["times"], "rss": said.rss})


def without(part: str, world: World) -> Row:
    """Load all feeds but some into a home of their own, and detect."""
    folder = world.folder / part.replace(" ", "-")
    (folder / "input").mkdir(parents=True)
    for path in sorted((world.folder / "world" / "input").iterdir()):
        if path.name.split(".")[0] not in LEFT_OUT[part]:
            (folder / "input" / path.name).symlink_to(path.resolve())
    linkage(folder / "home", "ingest", str(folder / "input"))
    return row(world, part, *detected(folder / "home", world.truth))


def detected(home: Path, truth: Path) -> tuple[dict[str, object], dict[str, float]]:
    """What a run with defaults only finds in a home that is loaded, and what it takes."""
    said = linkage(home, "detect")
    out = home / "members.parquet"
    linkage(home, "export", "members", "-o", str(out))
    members = pl.read_parquet(out)
    counts: dict[str, object] = {**said.document["counts"], "largest": largest(members)}
    times = {name: float(seconds) for name, seconds in said.document["times"].items()}
    found = sized.judged(truth, members) if truth.is_file() else {}
    return {**found, "counts": counts}, {**times, "seconds": said.seconds, "rss": said.rss}


def largest(members: pl.DataFrame) -> int:
    """Enforceable members of the largest ring."""
    said = members.filter(pl.col("tier").is_in(ENFORCEABLE))
    return int(said["ring_id"].value_counts()["count"].max() or 0) if len(said) else 0  # type: ignore[arg-type]


def row(world: World, part: str, found: Mapping[str, object], times: Mapping[str, float]) -> Row:
    """A row of the results."""
    return Row(world.scene, world.seed, world.accounts, part, found, times)
