"""How fast a run is: by stage, beside other community detection on the same graph, and as platforms grow.

usage: python -m bench.speed [--sizes N …] [--full] [--report]

Simulated worlds (campaigns) one after the other, as a user would. Each measurement is kept in WORK/speed.jsonl as
it is made, and what is there is not measured again. `--full` adds three million accounts, and peers at a million,
where they take hours. Run it on an idle machine. Writes bench/speed.md.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bench import results, worlds
from bench.results import OVER, Results, Row
from bench.tables import NONE, mark, table
from bench.worlds import World, linkage, run

HERE = Path(__file__).parent
SCENE, SEED = "campaigns", 7
OURS = "linkage"

SIZES, LARGE = (100_000, 300_000, 1_000_000), 3_000_000
SMALL, MILLION = 100_000, 1_000_000

PEERS = {"python-louvain": 20.0, "networkx Louvain": 8.0}
"""How many times faster than each our community stage is to be."""

STAGES = ("read", "weigh", "detect", "score", "explain")
"""Stages in the order they run; others that a run tells of come after them."""

NO_STAGE = ("simulate", "ingest", "ingest rss", "seconds", "rss", "cores")
"""What else is among the times of a row."""

ROUNDS = 3
"""Runs of a world of 300,000 accounts or fewer; the one in the middle counts."""

SECONDS, MEMORY, GROWTH = 60.0, 3_000.0, 1.1
"""Most seconds and megabytes of a million accounts, and the largest exponent of growth."""


def measure(asked: argparse.Namespace, kept: Results, accounts: int) -> None:
    """Run on a world of that size what is missing there."""
    have = {row.part for row in kept.rows() if row.accounts == accounts}
    beside = accounts == min(asked.sizes) or (asked.full and accounts == MILLION)
    missing = [part for part in (OURS, *(PEERS if beside else ())) if part not in have]
    if not missing:
        return
    with worlds.loaded(asked.work, SCENE, SEED, accounts) as (world, loading):
        tell(accounts, "simulated and loaded", loading["simulate"] + loading["ingest"])
        for part in missing:
            times = detected(world) if part == OURS else compared(world, part, asked.limit)
            kept.keep(Row(SCENE, SEED, accounts, part, {}, {**loading, **times}))
            tell(accounts, part, times.get("seconds", asked.limit))


def detected(world: World) -> dict[str, float]:
    """What a run took by stage, in all as a process, and in memory: the middle one of some rounds."""
    rounds = []
    for _ in range(ROUNDS if world.accounts <= 300_000 else 1):
        said = linkage(world.home, "detect")
        stages = {name: float(seconds) for name, seconds in said.document["times"].items()}
        rounds.append(
            {**stages, "seconds": said.seconds, "rss": said.rss, "cores": float(os.cpu_count() or 0)}
        )
    return sorted(rounds, key=lambda each: each["seconds"])[len(rounds) // 2]


def compared(world: World, peer: str, limit: float) -> dict[str, float]:
    """What a peer took on the graph our own communities are found in."""
    command = [sys.executable, "-m", "bench.beside", peer, "weighed", "--home", str(world.home)]
    try:
        said = run(command, limit)
    except TimeoutError:
        return {OVER: limit}
    return {name: float(value) for name, value in said.document["times"].items()}


def tell(accounts: int, what: str, seconds: float) -> None:
    """A line on stderr."""
    print(f"{accounts:,} accounts: {what}, {seconds:.1f} s", file=sys.stderr)


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float | None:
    """The x of seconds = c·n^x, by least squares on logarithms; None of a single size."""
    if len(sizes) < 2:
        return None
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def stages(rows: Sequence[Row]) -> list[str]:
    """Names of the stages any of these runs tells of, in order."""
    named = {name for row in rows for name in row.times if name not in NO_STAGE}
    return [name for name in STAGES if name in named] + sorted(named - set(STAGES))


def staged(row: Row) -> float:
    """Seconds of all stages of a run, without the start of the process: what grows."""
    return sum(row.times[name] for name in stages([row]))


def draw(rows: Sequence[Row], code: str) -> str:
    """The report in Markdown; `code` is that which is here now."""
    ours = {row.accounts: row for row in rows if row.part == OURS}
    peers = {(row.accounts, row.part): row for row in rows if row.part in PEERS}
    if not ours:
        return "# How fast\nNothing was measured yet.\n"
    first = next(iter(ours.values()))
    older = "" if first.code == code else f" **Of an older version**: the code is now {code}."
    head = (
        f"# How fast\n`make bench` (`python -m bench.speed`), scene `{SCENE}`, seed {SEED}, "
        f"{first.times['cores']:.0f} cores, code {first.code}.{older} Seconds by stage are the run's own; *in all* is "
        f"the whole process, with its start and the writing of the publication. Memory is resident, at its peak."
    )
    return "\n\n".join([head, growth(ours), beside(ours, peers)])


def growth(ours: Mapping[int, Row]) -> str:
    """A row a size, then how it grows."""
    names = stages(list(ours.values()))
    heads = ("accounts", "ingest", *names, "in all", "MB", "MB of ingest")
    lines = table(heads, [of_size(row, names) for _, row in sorted(ours.items())])
    sizes = sorted(ours)
    fits = {
        "all stages": exponent(sizes, [staged(ours[size]) for size in sizes]),
        "ingest": exponent(sizes, [ours[size].times["ingest"] for size in sizes]),
    }
    said = [
        f"{name} n^{fit:.2f}{mark(fit, most=GROWTH) if name == 'all stages' else ''}"
        for name, fit in fits.items()
        if fit is not None
    ]
    return f"## By stage and size\n{lines}" + (f"\nGrowth: {', '.join(said)}.\n" if said else "")


def of_size(row: Row, names: Sequence[str]) -> list[str]:
    """Seconds and memory of one size, beside what was asked of a million."""
    times, asked = row.times, row.accounts == MILLION
    return [
        f"{row.accounts:,}",
        f"{times['ingest']:.1f}",
        *(f"{times[name]:.1f}" if name in times else NONE for name in names),
        f"{times['seconds']:.1f}{mark(times['seconds'], most=SECONDS if asked else None)}",
        f"{times['rss']:,.0f}{mark(times['rss'], most=MEMORY if asked else None)}",
        f"{times['ingest rss']:,.0f}",
    ]


def beside(ours: Mapping[int, Row], peers: Mapping[tuple[int, str], Row]) -> str:
    """Our community stage and our whole run beside each peer's communities alone."""
    heads = ("accounts", "peer", "its seconds", "our communities", "times", "our whole run", "times")
    lines = []
    for (size, peer), row in sorted(peers.items()):
        if size in ours:
            lines.append([f"{size:,}", peer, *times(row, ours[size], PEERS[peer])])
    note = (
        "On the graph our own communities are found in. Of the peer the seconds of its algorithm alone count, "
        "its graph already made; of ours making the graph counts too, and of our whole run the whole process."
    )
    return f"## Beside peers\n{note}\n\n{table(heads, lines)}"


def times(peer: Row, ours: Row, least: float) -> list[str]:
    """A peer's seconds, ours, and how many times they go into its; of a peer that ran out of time at least so
    many, which is marked only where it is enough."""
    over = OVER in peer.times
    seconds, sign = peer.times[OVER if over else "seconds"], "> " if over else ""
    own, whole = ours.times["detect"], ours.times["seconds"]
    alone = 1.0 if peer.part == "python-louvain" and ours.accounts == SMALL else None
    return [
        f"{sign}{seconds:.1f}",
        f"{own:.2f}",
        f"{sign}{faster(seconds / own, least, over)}",
        f"{whole:.1f}",
        f"{sign}{faster(seconds / whole, alone, over)}",
    ]


def faster(ratio: float, least: float | None, over: bool) -> str:
    """How many times as fast, and whether that is what was asked, if that can be told."""
    unknown = over and least is not None and ratio < least
    return f"{ratio:.1f}{'' if unknown else mark(ratio, least=least)}"


def main() -> None:
    """Measure what is missing, smallest first, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--limit", type=float, default=1_800, help="most seconds of a peer")
    parser.add_argument("--work", type=Path, default=Path(".work/speed"))
    parser.add_argument("--out", type=Path, default=HERE / "speed.md")
    parser.add_argument("--report", action="store_true", help="draw what is there, run nothing")
    asked = parser.parse_args()
    file = asked.work / "speed.jsonl"
    kept = Results(file, results.latest(file) if asked.report else results.code())
    for size in [] if asked.report else sorted({*asked.sizes, *((LARGE,) if asked.full else ())}):
        measure(asked, kept, size)
    asked.out.write_text(draw(kept.rows(), results.code()), encoding="utf-8")
    tell(len(kept.rows()), f"measurements in {asked.out}", 0)


if __name__ == "__main__":
    main()
