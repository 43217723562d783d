"""The graph on a file, PostgreSQL and Neo4j: how fast each is, what is found from it, and look-ups without it.

usage: python -m bench.servers [--accounts N] [--out FILE] [--parts NAME …] [--report]

The parts, one after the other: `stores` (facts a second loaded and read, two hops), `detect` (a simulated world
from each store by `leiden` and from Neo4j by `gds`, and how far the two agree), `lookups` (with Neo4j up, stopped
and killed). The servers are started for them and end with them. Each measurement is kept in WORK/servers.jsonl as
it is made, and the newest of each counts. `--report` draws what is there and measures nothing. Needs wrk, Java and
PostgreSQL, and a machine that does nothing else. Writes bench/servers.md.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import results, store
from bench.api import code
from bench.lookups import need_wrk
from bench.places import CACHE, HEAP, PLACES
from bench.results import Results, Row
from bench.servers import detected, outage, report
from tools.servers.postgres import SETTINGS

HERE = Path(__file__).parents[1]


def stored(asked: argparse.Namespace) -> dict[str, Any]:
    """Facts a second and two hops on each store."""
    found = store.measure(PLACES, asked.accounts)
    products = {name: figures.product for name, figures in found.items()}
    return {"products": products, "stores": {name: asdict(figures) for name, figures in found.items()}}


def found(asked: argparse.Namespace) -> dict[str, Any]:
    """A world detected from each store."""
    return detected.measure(asked.work, asked.accounts, asked.runs)


def looked_up(asked: argparse.Namespace) -> dict[str, Any]:
    """Look-ups with the graph up and away."""
    return outage.measure(asked.accounts, asked.seconds, asked.rounds)


PARTS: Mapping[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "stores": stored,
    "detect": found,
    "lookups": looked_up,
}


def measure(name: str, asked: argparse.Namespace) -> Row:
    """One part; its steps are told on stderr."""
    about = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine(), "load": os.getloadavg()[0]}
    print(f"bench.servers: {name}", file=sys.stderr)
    with redirect_stdout(sys.stderr):
        return Row("servers", 0, asked.accounts, name, {**about, **PARTS[name](asked)}, {}, code())


def machine() -> str:
    """Processor, cores and memory (Linux), and the Python."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    named = model or platform.machine()
    return f"{named}, {os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}"


def read(arguments: list[str]) -> argparse.Namespace:
    """What is asked."""
    parser = argparse.ArgumentParser(
        prog="bench.servers", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--runs", type=int, default=3, help="of each detector on each store")
    parser.add_argument("--rounds", type=int, default=5, help="of look-ups")
    parser.add_argument("--seconds", type=int, default=5, help="of look-ups at a time")
    parser.add_argument("--report", action="store_true", help="draw what is there, measure nothing")
    parser.add_argument("--work", type=Path, default=Path(".work/servers"))
    parser.add_argument("--out", type=Path, default=HERE / "servers.md")
    return parser.parse_args(arguments)


def settings() -> str:
    """What the servers were given, as far as it bears on a figure."""
    synced = [each for each in SETTINGS if each.startswith("fsync")]
    return f"Neo4j with {HEAP[:-1]} GB of heap and {CACHE[:-1]} GB of page cache, PostgreSQL with {', '.join(synced)}"


def main(arguments: list[str]) -> None:
    """Measure, and write the report."""
    asked = read(arguments)
    parts = [] if asked.report else asked.parts
    if "lookups" in parts:
        need_wrk()  # here, and not after all the rest
    path = asked.work / "servers.jsonl"
    kept = Results(path, results.latest(path) if asked.report else code())
    for name in parts:
        kept.keep(measure(name, asked))
    rows = [row for row in kept.rows() if row.accounts == asked.accounts]
    command = f"python -m bench.servers --accounts {asked.accounts}"
    asked.out.write_text(report.draw(rows, command, settings()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
