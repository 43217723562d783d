"""Detection on data that our simulator did not make: worlds of other hands, and real sets where they are at hand.

usage: python -m bench.carried [--accounts N] [--seeds S …] [--shared DIR] [--out FILE]

Each world is made, loaded, detected and measured as a user would, with the defaults. The generators under
`bench/worlds/` were written by people who saw the feeds' contract and a page of public facts, neither our simulator
nor the detector. What the honest stories know was widened by looking at their seed 1, so other seeds are reported.
`varied.py` and the real sets are read from DIR, where it is there.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.tables import NONE, table
from bench.worlds import linkage

HERE = Path(__file__).parent

FOREIGN: Mapping[str, Sequence[str]] = {
    "bazaar": ("campaign", "farm", "small", "everyday", "cohorts"),
    "parlour": ("trial", "bonus", "stolen", "everyday", "cohorts"),
    "foundry": ("credits", "mining", "resale", "everyday", "cohorts"),
}
"""Generators of other hands, and their scenes."""

OWN = (
    "campaigns",
    "small",
    "slow",
    "mixed",
    "evasive",
    "agencies",
    "universities",
    "households",
    "hackathon",
)
"""Scenes of our own simulator, beside them."""

VARIED = (15, 16, 17, 18)
"""Seeds of `varied.py`; 12 to 14 were looked at."""

HEADS = (
    "world",
    "B³ P",
    "B³ R",
    "B³ F1",
    "rings of 3 to 9 found",
    "of 10 and more",
    "honest flagged",
    "honest per 100,000",
    "seconds",
)


@dataclass(frozen=True)
class Made:
    """A world on disk: its name, its feeds and its truth."""

    name: str
    feeds: Path
    truth: Path | None


def worlds(asked: argparse.Namespace, work: Path) -> Iterator[Made]:
    """Every world, made when it is asked for."""
    for scene in OWN:
        yield simulated(scene, asked.accounts, work)
    for name, scenes in FOREIGN.items():
        for scene in scenes:
            for seed in asked.seeds:
                script = HERE / "worlds" / f"{name}.py"
                size = ("--accounts", str(asked.accounts), "--seed", str(seed), "--scene", scene)
                yield written(f"{name} {scene} {seed}", [str(script), str(work / "world"), *size], work)
    varied = asked.shared / "worlds" / "varied.py"
    for seed in VARIED if varied.is_file() else ():
        arguments = [str(varied), str(work / "world"), "--accounts", str(asked.accounts), "--seed", str(seed)]
        yield written(f"varied {seed}", arguments, work)
    for name in ("hop", "p2p"):
        folder = asked.shared / "data" / name
        if folder.is_dir():
            truth = folder / "truth.parquet"
            yield Made(name, folder, truth if truth.is_file() else None)


def simulated(scene: str, accounts: int, work: Path) -> Made:
    """A world of our own."""
    folder = fresh(work)
    linkage(
        work / "unused", "simulate", str(folder), "--accounts", str(accounts), "--seed", "5", "--scene", scene
    )
    return Made(f"ours: {scene}", folder / "input", folder / "truth.parquet")


def written(name: str, arguments: Sequence[str], work: Path) -> Made:
    """A world that a script writes."""
    folder = fresh(work)
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return Made(name, folder / "input", folder / "truth.parquet")


def fresh(work: Path) -> Path:
    """An empty folder for the next world."""
    shutil.rmtree(work / "world", ignore_errors=True)
    return work / "world"


def measured(made: Made, home: Path) -> list[str]:
    """Load, detect, evaluate: one row of the table."""
    shutil.rmtree(home, ignore_errors=True)
    linkage(home, "ingest", str(made.feeds))
    run = linkage(home, "detect")
    if made.truth is None:
        counts = run.document["counts"]
        told = f"{counts['rings']} rings, {counts['enforceable']} enforceable of {counts['accounts']:,}"
        return [made.name, *[NONE] * 5, told, NONE, f"{run.seconds:.1f}"]
    found = linkage(home, "evaluate", str(made.truth)).document
    return [made.name, *figures(found), f"{run.seconds:.1f}"]


def figures(found: Mapping[str, Any]) -> list[str]:
    """The measures of `linkage evaluate`, all sorts of honest accounts together."""
    sorts = [found[name] for name in ("honest", "strangers", "clients") if found.get(name)]
    flagged, accounts = (sum(each[name] for each in sorts) for name in ("flagged", "accounts"))
    small, *large = found["by_size"].values()
    parts = [number(found[name]) for name in ("b3_precision", "b3_recall", "b3_f1")]
    if not found["rings"]:
        parts = [NONE] * 3
    rate = f"{100_000 * flagged / accounts:.1f}" if accounts else NONE
    return [*parts, share([small]), share(large), f"{flagged:,}", rate]


def number(value: float | None) -> str:
    """A measure, or nothing."""
    return NONE if value is None else f"{value:.3f}"


def share(classes: Sequence[Mapping[str, int]]) -> str:
    """Rings found of those there are."""
    rings = sum(each["rings"] for each in classes)
    return f"{sum(each['found'] for each in classes)} of {rings}" if rings else NONE


def main() -> None:
    """Measure every world and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--accounts", type=int, default=30_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[2])
    parser.add_argument("--shared", type=Path, default=HERE.parents[1] / "shared")
    parser.add_argument("--out", type=Path, default=HERE / "carried.md")
    asked = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for made in worlds(asked, Path(name)):
            rows.append(measured(made, Path(name) / "home"))
            print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    head = f"# Data of other hands\n`python -m bench.carried`, {asked.accounts:,} accounts a world, defaults only.\n\n"
    asked.out.write_text(head + table(HEADS, rows), encoding="utf-8")


if __name__ == "__main__":
    main()
