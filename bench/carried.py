"""Detection on data that our simulator did not make, quickly: one seed of each world, one row each, no peers.

usage: python -m bench.carried [--accounts N] [--seeds S …] [--shared DIR] [--out FILE]

`make quality` measures the same and much more, see `bench/quality`; the sets and the runs are its own. The generators
under `bench/worlds/` were written by people who saw the feeds' contract and a page of public facts, neither our
simulator nor the detector. What the honest stories know was widened by looking at their seeds 1 to 16; others are
reported. `varied.py` and the real sets are read from DIR, where it is there.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.quality import measures as m
from bench.quality import parts, sets
from bench.quality.__main__ import SHARED, loaded
from bench.quality.sets import FOREIGN, OURS, REAL, VARIED, Source
from bench.results import Row
from bench.tables import NONE, number, of, table

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
    "everyday",
    "cohorts",
    "subscriptions",
    "charge-backs",
)
"""Scenes of our own simulator, beside the others; in the last four the habits of a platform are drawn by the seed."""

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


def chosen(asked: argparse.Namespace) -> Iterator[Source]:
    """Every set in turn."""
    size, shared = asked.accounts, asked.shared
    yield from sets.sources([OURS], OWN, [5], size, shared)
    yield from sets.sources([*FOREIGN], [], asked.seeds, size, shared)
    yield from sets.sources([VARIED, REAL], [], [], size, shared)


def cells(source: Source, row: Row) -> list[str]:
    """One row of the table."""
    name = f"{source.name} {source.seed}" if source.seed else source.name
    seconds = number(row.times["seconds"], 1)
    if not m.judged(row):
        counts = row.found["counts"]
        told = f"{counts['rings']} rings, {counts['enforceable']} enforceable of {counts['accounts']:,}"
        return [name, *[NONE] * 5, told, NONE, seconds]
    honest = m.honest(row)
    return [
        name,
        *(number(m.figure(row, each)) for each in ("b3_precision", "b3_recall", "b3_f1")),
        of(m.rings(row, "small")),
        of(m.rings(row, "large")),
        f"{honest[0]:,}",
        number(m.rate(honest), 1),
        seconds,
    ]


def report(title: str, command: str, sources: Iterable[Source], asked: argparse.Namespace) -> str:
    """Measure every source, a row each, told as it is there; the whole table under its title."""
    rows = []
    for source in sources:
        with loaded(source, asked.work, asked.shared) as world:
            row = parts.measure(parts.WHOLE, world, 0)
        rows.append(cells(source, row))
        print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    made = f"`python -m bench.{command}`, {asked.accounts:,} accounts a world, defaults only."
    return f"# {title}\n{made}\n\n{table(HEADS, rows)}"


def main() -> None:
    """Measure every set and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[18])
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--work", type=Path, default=Path(".work/carried"))
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "carried.md")
    asked = parser.parse_args()
    asked.out.write_text(report("Data of other hands", "carried", chosen(asked), asked), encoding="utf-8")


if __name__ == "__main__":
    main()
