"""Is the power curve of `linkage trust` true? What it says of planted rings beside what is found of the world's own.

usage: python -m bench.trusted [--accounts N] [--seeds S …] [--scenes SCENE …] [--shared DIR] [--out FILE]

Each world is made, loaded, detected and asked as a user would, with the defaults. The curve never sees the truth. Of
each size it tells the share of accounts of planted rings that are enforceable, all styles together, and of the
harder half of the styles; beside it stands that share of the world's own rings of that size. How the harder half is
put together was chosen on seed 1 of the generators, so other seeds are reported.
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

import polars as pl

from bench.tables import NONE, table
from bench.worlds import linkage
from linkage.model import ENFORCEABLE
from linkage.trust.designs import BANDS

HERE = Path(__file__).parent

FOREIGN: Mapping[str, Sequence[str]] = {
    "bazaar": ("small", "everyday"),
    "parlour": ("trial", "bonus", "stolen", "everyday"),
    "foundry": ("credits", "resale", "everyday"),
}
"""Generators of other hands, and their scenes with rings of fewer than a hundred accounts."""

OWN = ("small", "mixed", "evasive", "slow")
"""Scenes of our own simulator, beside them."""

VARIED = (15, 16, 17, 18)
"""Seeds of `varied.py`; 12 to 14 were looked at."""

FEWEST = 5
"""Rings of a size from which its share is more than chance."""

ALLOWED = 0.1
"""How far the curve may lie above the truth."""


@dataclass(frozen=True)
class Made:
    """A world on disk: its name, its feeds and its truth."""

    name: str
    feeds: Path
    truth: Path


def simulated(scene: str, accounts: int, work: Path) -> Made:
    """A world of our own."""
    size = ("--accounts", str(accounts), "--seed", "5", "--scene", scene)
    shutil.rmtree(work / "world", ignore_errors=True)
    linkage(work / "unused", "simulate", str(work / "world"), *size)
    return Made(f"ours: {scene}", work / "world" / "input", work / "world" / "truth.parquet")


def written(name: str, arguments: Sequence[str], work: Path) -> Made:
    """A world that a script writes."""
    shutil.rmtree(work / "world", ignore_errors=True)
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return Made(name, work / "world" / "input", work / "world" / "truth.parquet")


def worlds(asked: argparse.Namespace, work: Path) -> Iterator[Made]:
    """The worlds asked for that have rings."""
    for name, scenes in FOREIGN.items():
        for scene in scenes:
            for seed in asked.seeds if wanted(scene, asked) else ():
                script = HERE / "worlds" / f"{name}.py"
                size = ("--accounts", str(asked.accounts), "--seed", str(seed), "--scene", scene)
                yield written(f"{name} {scene} {seed}", [str(script), str(work / "world"), *size], work)
    varied = asked.shared / "worlds" / "varied.py"
    for seed in VARIED if varied.is_file() and wanted("varied", asked) else ():
        arguments = [str(varied), str(work / "world"), "--accounts", str(asked.accounts), "--seed", str(seed)]
        yield written(f"varied {seed}", arguments, work)
    for scene in OWN:
        if wanted(scene, asked):
            yield simulated(scene, asked.accounts, work)


def wanted(scene: str, asked: argparse.Namespace) -> bool:
    """Whether a scene is asked for; by default each is."""
    return not asked.scenes or scene in asked.scenes


def measured(made: Made, home: Path) -> dict[str, list[float | None]]:
    """By size: the curve, that of the harder half of the styles, the truth, and how many rings that rests on."""
    shutil.rmtree(home, ignore_errors=True)
    linkage(home, "ingest", str(made.feeds))
    linkage(home, "detect")
    linkage(home, "export", "members", "-o", str(home / "members.parquet"))
    curve = {each["band"]: each for each in linkage(home, "trust", "--quick").document["power"]["sizes"]}
    truth = found(pl.read_parquet(home / "members.parquet"), pl.read_parquet(made.truth))
    return {band: [*told(curve.get(band)), *truth[band]] for band in BANDS}


def told(size: Mapping[str, Any] | None) -> list[float | None]:
    """What the curve says of a size, all styles and the harder half."""
    return [size["share"], size["careful"]] if size else [None, None]


def found(members: pl.DataFrame, truth: pl.DataFrame) -> dict[str, list[float | None]]:
    """By size the share of accounts of true rings that are enforceable, and how many rings there are."""
    hit = members.filter(pl.col("tier").is_in(ENFORCEABLE)).select("account_id", hit=pl.lit(1))
    known = truth.drop_nulls("ring").join(hit, on="account_id", how="left")
    rings = known.group_by("ring").agg(size=pl.len(), hit=pl.col("hit").count())
    return {band: share(rings.filter(pl.col("size").is_between(*ends))) for band, ends in BANDS.items()}


def share(rings: pl.DataFrame) -> list[float | None]:
    """The share of the accounts of these rings that are enforceable, and the rings."""
    hit, size = (int(rings[name].sum()) for name in ("hit", "size"))
    return [hit / size if size else None, float(rings.height)]


def row(name: str, by_band: Mapping[str, list[float | None]]) -> list[str]:
    """Cells of a world: harder half, all styles and truth of each size."""
    cells = [
        f"{number(hard)} · {number(whole)} · {number(true)} ({int(n or 0)})"
        for whole, hard, true, n in by_band.values()
    ]
    return [name, *cells]


def number(value: float | None) -> str:
    """A share, or nothing."""
    return NONE if value is None else f"{value:.2f}"


def above(worlds: Mapping[str, Mapping[str, list[float | None]]], column: int) -> str:
    """In how many bands with rings enough a curve lies above the truth by more than is allowed, and where most."""
    gaps = [
        (curve - true, f"{name}, {band}")
        for name, bands in worlds.items()
        for band, (whole, hard, true, n) in bands.items()
        if (curve := (whole, hard)[column]) is not None and true is not None and (n or 0) >= FEWEST
    ]
    over = [gap for gap, _ in gaps if gap > ALLOWED]
    most = max(gaps, default=(0.0, NONE))
    return f"{len(over)} of {len(gaps)} above the truth by more than {ALLOWED:g}, most {most[0]:+.2f} ({most[1]})"


def main() -> None:
    """Measure every world and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[2])
    parser.add_argument("--scenes", nargs="*", default=[])
    parser.add_argument("--shared", type=Path, default=HERE.parents[1] / "shared")
    parser.add_argument("--out", type=Path, default=HERE / "trusted.md")
    asked = parser.parse_args()
    seen: dict[str, dict[str, list[float | None]]] = {}
    with tempfile.TemporaryDirectory() as name:
        for made in worlds(asked, Path(name)):
            seen[made.name] = measured(made, Path(name) / "home")
            print(" | ".join(row(made.name, seen[made.name])), file=sys.stderr, flush=True)
            asked.out.write_text(report(asked.accounts, seen), encoding="utf-8")


def report(accounts: int, seen: Mapping[str, Mapping[str, list[float | None]]]) -> str:
    """The table, and what it comes to."""
    head = (
        "# The power curve against the truth\n"
        f"`python -m bench.trusted`, {accounts:,} accounts a world, defaults only. Of each size the share of accounts "
        "of planted rings that are enforceable, for the harder half of the styles · for all styles · and of the "
        "world's own rings (how many there are).\n\n"
    )
    tail = f"\nOf sizes with {FEWEST} rings or more, the harder half: {above(seen, 1)}; all styles: {above(seen, 0)}.\n"
    return head + table(("world", *BANDS), [row(*each) for each in seen.items()]) + tail


if __name__ == "__main__":
    main()
