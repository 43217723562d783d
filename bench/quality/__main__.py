"""How well rings are found: every scene loaded, detected and measured as a user would, and the report.

usage: python -m bench.quality [--accounts N] [--scenes NAME …] [--seeds S …] [--jobs N] [--report]

Defaults only, one configuration for all scenes. Each measurement is kept in WORK/quality.jsonl as it is made, so
that an interrupted run goes on where it was; `--report` draws the report of what is there. A change of the code
of Linkage starts anew. Needs the peers: `make quality` installs them.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from bench import results, worlds
from bench.quality import parts, plot, report
from bench.results import Results
from bench.worlds import World
from linkage.simulate import SCENES

HERE = Path(__file__).parents[1]

SEEDS = {"honest": 10}
"""Worlds of a scene, where it is another number than `USUAL`."""

USUAL = 3


@dataclass(frozen=True)
class Plan:
    """One world, and what is still to be run on it."""

    scene: str
    seed: int
    accounts: int
    missing: tuple[str, ...]


def planned(asked: argparse.Namespace, kept: Results) -> list[Plan]:
    """Worlds of which something is missing, those with the most to do first."""
    have = {row.key for row in kept.rows()}
    plans = []
    for scene in asked.scenes:
        for seed in asked.seeds or range(1, SEEDS.get(scene, USUAL) + 1):
            wanted = [parts.OURS] if asked.alone else parts.parts(scene, seed)
            missing = [part for part in wanted if (scene, seed, asked.accounts, part) not in have]
            plans += [Plan(scene, seed, asked.accounts, tuple(missing))] if missing else []
    return sorted(plans, key=lambda plan: -len(plan.missing))


def tell(plan: Plan, what: str, seconds: float) -> None:
    """A line on stderr."""
    print(f"{time.strftime('%H:%M:%S')} {plan.scene} {plan.seed}: {what}, {seconds:.0f} s", file=sys.stderr)


@dataclass(frozen=True)
class Bench:
    """Where worlds are made, how long a part may take, and where what was measured is kept."""

    work: Path
    limit: float
    kept: Results

    def carry_out(self, plan: Plan) -> bool:
        """Make a world and run what is missing on it; False when anything failed."""
        try:
            with worlds.loaded(self.work, plan.scene, plan.seed, plan.accounts) as (world, times):
                tell(plan, "simulated and loaded", times["simulate"] + times["ingest"])
                done = [self.measure(plan, part, world, times) for part in plan.missing]
                return all(done)
        except worlds.Failed as error:
            tell(plan, f"failed: {error}", 0)
            return False

    def measure(self, plan: Plan, part: str, world: World, loading: dict[str, float]) -> bool:
        """Run one part and keep what it found; one that fails is told of, and the next is run all the same."""
        try:
            row = parts.measure(part, world, self.limit)
        except worlds.Failed as error:
            tell(plan, f"{part} failed: {error}", 0)
            return False
        self.kept.keep(replace(row, times={**loading, **row.times}))
        tell(plan, part, row.times.get("seconds", self.limit))
        return True


def arguments() -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--scenes", nargs="+", default=list(SCENES), choices=list(SCENES), metavar="NAME")
    parser.add_argument(
        "--seeds", type=int, nargs="+", help="for every scene; by default 1 to 3, honest 1 to 10"
    )
    parser.add_argument("--alone", action="store_true", help="no peers, nothing taken away")
    parser.add_argument("--jobs", type=int, default=2, help="worlds side by side")
    parser.add_argument("--limit", type=float, default=1_200, help="most seconds of one peer on one world")
    parser.add_argument("--work", type=Path, default=Path(".work/quality"))
    parser.add_argument("--out", type=Path, default=HERE / "quality.md")
    parser.add_argument("--plot", type=Path, default=HERE.parent / "docs" / "calibration.svg")
    parser.add_argument("--report", action="store_true", help="draw what is there, run nothing")
    return parser.parse_args()


def write(rows: Sequence[results.Row], asked: argparse.Namespace) -> None:
    """The report and the plot."""
    asked.out.write_text(report.draw(rows, asked.accounts), encoding="utf-8")
    asked.plot.write_text(plot.draw([row for row in rows if row.part == parts.OURS]), encoding="utf-8")
    print(f"written: {asked.out}, {asked.plot}", file=sys.stderr)


def main() -> int:
    """Run what is missing and draw the report; 1 when something failed."""
    asked = arguments()
    file = asked.work / "quality.jsonl"
    kept = Results(file, results.latest(file) if asked.report else results.code())
    fine = True
    if not asked.report:
        plans = planned(asked, kept)
        print(f"{len(plans)} worlds to go, {sum(len(plan.missing) for plan in plans)} runs", file=sys.stderr)
        with ThreadPoolExecutor(asked.jobs) as pool:
            fine = all(list(pool.map(Bench(asked.work, asked.limit, kept).carry_out, plans)))
    write([row for row in kept.rows() if row.accounts == asked.accounts], asked)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
