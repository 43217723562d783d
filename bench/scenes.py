"""What is found in simulated worlds: every scene loaded, detected and measured as a user would.

usage: python -m bench.scenes [--accounts N] [--seeds S …] [--scenes NAME …]

Defaults only, one configuration for all scenes. Prints a table in Markdown, a row a world.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.real import linkage
from linkage.simulate import SCENES

HEADS = (
    "scene",
    "seed",
    "B³ P",
    "B³ R",
    "B³ F1",
    "honest flagged per 100,000",
    "strangers",
    "clients",
    "detect s",
)


def measure(scene: str, seed: int, accounts: int) -> tuple[str, ...]:
    """One world from feeds to figures; a row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        world, home = Path(folder) / "world", Path(folder) / "home"
        size = ("--accounts", str(accounts), "--seed", str(seed), "--scene", scene)
        linkage(home, "simulate", str(world), *size)
        linkage(home, "ingest", str(world / "input"))
        run = linkage(home, "detect")
        found = linkage(home, "evaluate", str(world / "truth.parquet"))
    return (scene, str(seed), *figures(found), f"{sum(run['times'].values()):.1f}")


def figures(found: dict[str, Any]) -> Iterator[str]:
    """The measures of `linkage evaluate` that the table shows; a dash where the world has none of it."""
    for name in ("precision", "recall", "f1"):
        value = found[f"b3_{name}"]
        yield "–" if value is None else f"{value:.4f}"
    yield f"{found['honest_flagged_per_100k']:.1f}"
    for role in ("strangers", "clients"):
        each = found[role]
        yield f"{each['flagged']} of {each['accounts']}" if each["accounts"] else "–"


def row(cells: tuple[str, ...]) -> None:
    """Print a row of the table."""
    print("|", " | ".join(cells), "|", flush=True)


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--scenes", nargs="+", default=list(SCENES))
    asked = parser.parse_args()
    row(HEADS)
    row(("---",) * len(HEADS))
    for scene in asked.scenes:
        for seed in asked.seeds:
            row(measure(scene, seed, asked.accounts))


if __name__ == "__main__":
    main()
