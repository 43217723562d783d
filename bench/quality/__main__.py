"""How well rings are found on data of every hand: loaded, detected and measured as a user would, and the report.

usage: python -m bench.quality [--accounts N] [--hands NAME …] [--scenes NAME …] [--seeds S …] [--alone] [--report]

Defaults only, one configuration for all data. Each measurement is kept in WORK/quality.jsonl as it is made, so that
an interrupted run goes on where it was; `--report` draws the report of what is there. A change of the code of
Linkage starts anew. What is read from SHARED is left out where it is not there. Needs the peers: `make quality`
installs them.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import results, worlds
from bench.quality import parts, plot, report, sets
from bench.quality.sets import Source
from bench.results import Results, Row
from bench.worlds import World, linkage

HERE = Path(__file__).parents[1]

SHARED = HERE.parents[1] / "shared"


@dataclass(frozen=True)
class Plan:
    """One set of data, and what is still to be run on it."""

    source: Source
    missing: tuple[str, ...]


def planned(found: Sequence[Source], kept: Results, alone: bool) -> list[Plan]:
    """Sets of data of which something is missing, those with the most to do first."""
    have, plans = {row.key for row in kept.rows()}, []
    for source in found:
        wanted = [parts.WHOLE] if alone else parts.parts(source)
        key = (source.name, source.seed, source.accounts)
        missing = [part for part in wanted if (*key, part) not in have]
        plans += [Plan(source, tuple(missing))] if missing else []
    return sorted(plans, key=lambda plan: -len(plan.missing))


def tell(plan: Plan, what: str, seconds: float) -> None:
    """A line on stderr."""
    now = time.strftime("%H:%M:%S")
    print(
        f"{now} {plan.source.name} {plan.source.seed}: {what}, {seconds:.0f} s", file=sys.stderr, flush=True
    )


@contextmanager
def loaded(source: Source, work: Path, shared: Path) -> Iterator[World]:
    """Make a set of data and load it, under a folder that is gone afterwards."""
    work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=work, prefix=source.name.replace(" ", "-")) as name:
        world = sets.make(source, Path(name).resolve(), shared)
        linkage(world.home, "ingest", str(world.folder / "world" / "input"))
        yield world


@dataclass(frozen=True)
class Bench:
    """Where data is made and read, how long a part may take, and where what was measured is kept."""

    work: Path
    shared: Path
    limit: float
    kept: Results

    def carry_out(self, plan: Plan) -> bool:
        """Make a set of data and run what is missing on it; False when anything failed."""
        began = time.perf_counter()
        try:
            with loaded(plan.source, self.work, self.shared) as world:
                tell(plan, "made and loaded", time.perf_counter() - began)
                done = [self.measure(plan, part, world) for part in plan.missing]
                return all(done)
        except (worlds.Failed, OSError, ImportError, subprocess.CalledProcessError) as error:
            tell(plan, f"failed: {error}", 0)
            return False

    def measure(self, plan: Plan, part: str, world: World) -> bool:
        """Run one part and keep what it found; one that fails is told of, and the next is run all the same."""
        try:
            row = parts.measure(part, world, self.limit)
        except worlds.Failed as error:
            tell(plan, f"{part} failed: {error}", 0)
            return False
        self.kept.keep(row)
        tell(plan, part, row.times.get("seconds", self.limit))
        return True


def arguments() -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--hands", nargs="+", default=[], choices=list(sets.SETS), metavar="NAME")
    parser.add_argument("--scenes", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--seeds", type=int, nargs="+", default=[], help="others than those reported")
    parser.add_argument("--alone", action="store_true", help="no peers, no feed left out")
    parser.add_argument("--jobs", type=int, default=2, help="sets of data side by side")
    parser.add_argument("--limit", type=float, default=300, help="most seconds of one peer on one set")
    parser.add_argument("--work", type=Path, default=Path(".work/quality"))
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--out", type=Path, default=HERE / "quality.md")
    parser.add_argument("--plot", type=Path, default=HERE.parent / "docs" / "calibration.svg")
    parser.add_argument("--report", action="store_true", help="draw what is there, run nothing")
    return parser.parse_args()


def write(rows: Sequence[Row], asked: argparse.Namespace) -> None:
    """The report and the plot, of what was asked at that size and of the sets of a size of their own."""
    mine = [row for row in rows if row.accounts in (asked.accounts, 0)]
    asked.out.write_text(report.draw(mine, asked.accounts, results.code()), encoding="utf-8")
    asked.plot.write_text(plot.draw(report.told_of(mine)), encoding="utf-8")
    print(f"written: {asked.out}, {asked.plot}", file=sys.stderr)


def main() -> int:
    """Run what is missing and draw the report; 1 when something failed."""
    asked = arguments()
    file = asked.work / "quality.jsonl"
    kept = Results(file, results.latest(file) if asked.report else results.code())
    fine = True
    if not asked.report:
        found = sets.sources(asked.hands, asked.scenes, asked.seeds, asked.accounts, asked.shared)
        plans = planned(found, kept, asked.alone)
        runs = sum(len(plan.missing) for plan in plans)
        print(f"{len(plans)} sets of data to go, {runs} runs", file=sys.stderr)
        with ThreadPoolExecutor(asked.jobs) as pool:
            bench = Bench(asked.work, asked.shared, asked.limit, kept)
            fine = all(list(pool.map(bench.carry_out, plans)))
    write(kept.rows(), asked)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
