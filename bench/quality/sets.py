"""Data of every hand: which worlds there are, which seeds were looked at while choosing, how each is made."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bench.quality import febrl
from bench.worlds import World, linkage
from linkage.simulate import SCENES

GENERATORS = Path(__file__).parents[1] / "worlds"

FOREIGN: Mapping[str, Sequence[str]] = {
    "bazaar": ("campaign", "farm", "small", "everyday", "cohorts"),
    "parlour": ("trial", "bonus", "stolen", "everyday", "cohorts"),
    "foundry": ("credits", "mining", "resale", "everyday", "cohorts"),
}
"""Generators of other hands under `bench/worlds/`, and their scenes."""

OURS, VARIED, REAL, FEBRL = "ours", "varied", "real", "febrl"

SETS: Mapping[str, Sequence[str]] = {
    OURS: tuple(SCENES),
    **FOREIGN,
    VARIED: ("mix",),
    REAL: ("hop", "p2p"),
    FEBRL: tuple(febrl.SETS),
}
"""Scenes, or sets, by the hand that made them."""

FIXED = (REAL, FEBRL)
"""Hands whose sets are as they are: of one size, without seeds."""

LOOKED: Mapping[str, Sequence[int]] = {
    "bazaar": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
    "parlour": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16),
    "foundry": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16),
    VARIED: (12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26),
}
"""Seeds that were looked at while thresholds and stories were chosen, or reported before: never reported again."""

REPORTED: Mapping[str, Sequence[int]] = {
    OURS: (5,),
    "bazaar": (17,),
    "parlour": (17,),
    "foundry": (17,),
    VARIED: (27, 28, 29, 30),
    REAL: (0,),
    FEBRL: (0,),
}
"""Seeds that are measured and reported. Any seed of our own simulator counts as looked at."""


@dataclass(frozen=True)
class Source:
    """One set of data, before it is made."""

    hand: str
    scene: str
    seed: int
    accounts: int
    """How many are asked for; 0 of a set that is as it is."""

    @property
    def name(self) -> str:
        """Hand and scene, as rows and tables name it."""
        return f"{self.hand} {self.scene}"


def sources(
    hands: Sequence[str], scenes: Sequence[str], seeds: Sequence[int], accounts: int, shared: Path
) -> list[Source]:
    """What is to be measured: of these hands, scenes and seeds, or of all where none are named.

    What is read from `shared` is left out where it is not there.
    """
    made = []
    for hand in hands or SETS:
        for scene in [each for each in SETS[hand] if not scenes or each in scenes]:
            for seed in REPORTED[hand] if hand in FIXED or not seeds else seeds:
                made.append(Source(hand, scene, seed, 0 if hand in FIXED else accounts))
    return [each for each in made if at_hand(each, shared)]


def at_hand(source: Source, shared: Path) -> bool:
    """Whether the set can be made here."""
    if source.hand == VARIED:
        return (shared / "worlds" / "varied.py").is_file()
    return source.hand != REAL or (shared / "data" / source.scene).is_dir()


def make(source: Source, folder: Path, shared: Path) -> World:
    """Write feeds to `folder`/world/input, and the truth beside them where there is one."""
    world = World(source.name, source.seed, source.accounts, folder)
    out = folder / "world"
    if source.hand == OURS:
        linkage(world.home, "simulate", str(out), *size(source))
    elif source.hand == REAL:
        linked(shared / "data" / source.scene, out)
    elif source.hand == FEBRL:
        febrl.write(source.scene, out)
    else:
        written(script(source, shared), out, size(source))
    return world


def size(source: Source) -> list[str]:
    """Arguments that a generator takes: how many accounts, which seed, which scene."""
    chosen = [] if source.hand == VARIED else ["--scene", source.scene]
    return ["--accounts", str(source.accounts), "--seed", str(source.seed), *chosen]


def script(source: Source, shared: Path) -> Path:
    """The generator of a hand that is not ours."""
    if source.hand == VARIED:
        return shared / "worlds" / "varied.py"
    return GENERATORS / f"{source.hand}.py"


def written(path: Path, out: Path, arguments: Sequence[str]) -> None:
    """Run a generator; `varied.py` deals in the order of a set, which is another in each process without a seed."""
    command = [sys.executable, str(path), str(out), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONHASHSEED": "0"})


def linked(folder: Path, out: Path) -> None:
    """A real set: its feeds by links, its truth without the accounts that nobody could judge."""
    (out / "input").mkdir(parents=True)
    for path in sorted(folder.glob("*.*")):
        if not path.name.startswith(("README", "truth", "labels")):
            (out / "input" / path.name).symlink_to(path.resolve())
    truth = folder / "truth.parquet"
    if truth.is_file():
        pl.read_parquet(truth).filter(pl.col("role") != "unknown").write_parquet(out / "truth.parquet")
