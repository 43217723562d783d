"""What is run on each world, by name: Linkage as a user would, peers beside it, Linkage without a part."""

import sys
from collections.abc import Callable, Mapping, Sequence

from bench import peers
from bench.beside import GRAPHS
from bench.quality.ablation import WHOLE, WITHOUT
from bench.results import OVER, Row
from bench.worlds import Said, World, linkage, run

OURS = "linkage"

JUDGED = ("connected components", "igraph Leiden", "leidenalg RB", "leidenalg CPM at 0.2")
"""Peers whose communities are judged by our score too; modularity by the others is the same but slower, and
networkit's is the ablation of communities."""

PEER = {
    f"{name}, {graph}": (name, graph)
    for graph in GRAPHS
    for name in (JUDGED if graph == "judged" else peers.PEERS)
}
"""Peers by the name of their part."""

ABLATION = {f"without {name}" if name != WHOLE else name: name for name in WITHOUT}
"""Runs without a part, by the name of their own; the first is composed of the same stages, whole."""

COMPARED = ("campaigns", "mixed", "evasive", "poison", "agencies")
"""Scenes on which peers run."""

TAKEN_APART = ("campaigns", "mixed", "evasive", "poison")
"""Scenes on which parts are taken away."""

FIRST = 1
"""The seed of the worlds on which peers run and parts are taken away."""

Part = Callable[[World, float], Row]


def parts(scene: str, seed: int) -> list[str]:
    """Names of what runs on a world."""
    names = [OURS]
    if seed == FIRST:
        names += list(PEER) if scene in COMPARED else []
        names += list(ABLATION) if scene in TAKEN_APART else []
    return names


def measure(part: str, world: World, limit: float) -> Row:
    """Run one part; one that takes longer than the limit of seconds has nothing but that to show."""
    if part == OURS:
        return ours(world)
    where = ["--home", str(world.home), "--truth", str(world.truth)]
    try:
        said = run([sys.executable, "-m", *command(part), *where], limit)
    except TimeoutError:
        return row(world, part, {}, {OVER: limit})
    return row(world, part, said.document["found"], {**said.document["times"], "rss": said.rss})


def command(part: str) -> Sequence[str]:
    """The module that runs a part, and its arguments."""
    if part in PEER:
        return ("bench.beside", *PEER[part])
    return ("bench.quality.ablation", ABLATION[part])


def ours(world: World) -> Row:
    """Detect and evaluate with defaults only."""
    run: Said = linkage(world.home, "detect")
    found = linkage(world.home, "evaluate", str(world.truth)).document
    stages = {name: float(seconds) for name, seconds in run.document["times"].items()}
    return row(world, OURS, found, {**stages, "seconds": run.seconds, "rss": run.rss})


def row(world: World, part: str, found: Mapping[str, object], times: Mapping[str, float]) -> Row:
    """A row of the results."""
    return Row(world.scene, world.seed, world.accounts, part, found, times)
