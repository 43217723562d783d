"""One simulated world detected from each store by the built-in detector, and by GDS in Neo4j."""

import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench import worlds
from bench.places import PLACES, Place, file, place
from bench.servers import agreement
from bench.worlds import World, linkage
from linkage.graph import move

SCENE, SEED = "campaigns", 7
DETECTORS: Mapping[str, tuple[str, ...]] = {
    "sqlite": ("leiden",),
    "postgres": ("leiden",),
    "neo4j": ("leiden", "gds"),
}
"""What is run from each store."""


@dataclass(frozen=True)
class Run:
    """What runs from one store by one detector came to; times and memory are those of the middle one."""

    store: str
    detector: str
    times: Mapping[str, float]
    """Seconds by stage, as the run tells them."""
    seconds: float
    """Of the whole process."""
    rss: float
    """Its peak of resident memory, megabytes."""
    b3: float
    """B³ F1 against the truth."""
    rings: int
    digests: list[str]
    """Of what every run found; one where they found the same."""


def measure(work: Path, accounts: int, rounds: int) -> dict[str, Any]:
    """Each store in turn, its server up only meanwhile: filled from the file that the world was loaded into."""
    runs, copied, products, agreed = [], {}, {}, {}
    with worlds.loaded(work, SCENE, SEED, accounts) as (world, loading):
        source = file(world.home / "graph.sqlite")
        for name in PLACES:
            folder = world.folder / name
            with place(name, folder) as server:
                there = source if name == "sqlite" else server
                if there is not source:
                    copied[name] = copy(source, there)
                products[name] = there.product()
                runs += [run(world, there, detector, rounds) for detector in DETECTORS[name]]
                if name == "neo4j":
                    began = time.perf_counter()
                    agreed = agreement.measure(world, source, there)
                    tell("agreement", time.perf_counter() - began)
    return {
        "products": products,
        "ingest": loading["ingest"],
        "copied": copied,
        "runs": [asdict(each) for each in runs],
        "agreement": agreed,
        "rounds": rounds,
    }


def copy(source: Place, target: Place) -> float:
    """Seconds until all that is in one store is in another."""
    began = time.perf_counter()
    with closing(source.open()) as old, closing(target.open()) as new:
        wanted = move.plan(old, old.watermark())
        move.copy(old, new, wanted)
        move.finish(new, wanted)
    seconds = time.perf_counter() - began
    tell(f"copied to {target.name}", seconds)
    return seconds


def run(world: World, there: Place, detector: str, rounds: int) -> Run:
    """Runs in a home of their own, as a user would; then what the last published is judged."""
    told, home = there.environment(), world.folder / f"{there.name}-{detector}"
    said = []
    for _ in range(rounds):
        said.append(linkage(home, "detect", "--detector", detector, beside=told))
        tell(f"{there.name} {detector}", said[-1].seconds)
    judged = linkage(home, "evaluate", str(world.truth), beside=told).document
    middle = sorted(said, key=lambda each: each.seconds)[len(said) // 2]
    return Run(
        store=there.name,
        detector=detector,
        times=middle.document["times"],
        seconds=middle.seconds,
        rss=middle.rss,
        b3=judged["b3_f1"],
        rings=said[-1].document["counts"]["rings"],
        digests=sorted({each.document["digest"] for each in said}),
    )


def tell(what: str, seconds: float) -> None:
    """A line on stderr."""
    print(f"bench.servers: {what}, {seconds:.1f} s", file=sys.stderr)
