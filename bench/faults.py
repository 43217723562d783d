"""What the service and its commands bear: crash points, crowds, and the memory of files of every kind.

usage: python -m bench.faults [--points N] [--seconds S]

Writes bench/faults.md; takes some five minutes. Needs a C compiler for the crash points, and Linux.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from bench import breaking, crowd
from bench.breaking import Breaker, Tried
from bench.homes import IDS, SERVICE, home, server
from bench.tables import table
from linkage import simulate
from linkage.publication import writer

HERE = Path(__file__).parent
CONNECTIONS = (64, 256, 1_000)
ROWS = 200_000
BATCH = 10_000
PEAK = """
import atexit, os, pathlib
status = pathlib.Path("/proc/self/status")
peak = lambda: next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
atexit.register(lambda: pathlib.Path(os.environ["PEAK"]).write_text(peak()))
from linkage.cli import main
main()
"""
"""The command line, which writes down the most memory it had: what the system counts for a child holds its parent's."""


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--points", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0)
    asked = parser.parse_args()
    busy = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told = [crowds(folder, asked.seconds), memory(folder), crashes(folder, asked.points)]
    when = f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, load {busy:.1f} when it began"
    loaded = ": a loaded machine, on which times are longer than they need be" if busy > 1 else ""
    head = f"# Faults, crowds and files\n`python -m bench.faults`. {when}{loaded}."
    (HERE / "faults.md").write_text("\n\n".join([head, *told]) + "\n", encoding="utf-8")


def crashes(folder: Path, points: int) -> str:
    """Each command broken at its writes."""
    breaker = Breaker.built(folder)
    if breaker is None:
        return "## Crash points\nLeft out: there is no C compiler."
    found = [each for how in breaking.HOWS for each in broken(breaker, folder, points, how)]
    rows = [
        (each.command, each.how, f"{each.writes:,}", str(each.points), str(each.survived)) for each in found
    ]
    lost = [f"- {each.command}, {each.how}, {said}" for each in found for said in each.lost]
    return "\n".join(
        [
            "## Crash points",
            "Writes, syncs, cuts and renames of files in the home are counted, those of both copies of SQLite among "
            "them; the process is killed at a call, or the call fails once as on a full disk. Survived: no trace, the "
            "same command again ends with 0, and the result is that of a run that nothing broke.",
            "",
            table(("command", "the call", "calls", "tried", "survived"), rows),
            *lost,
        ]
    )


def broken(breaker: Breaker, folder: Path, points: int, how: str) -> list[Tried]:
    """Load, run, and publish an older run again, each broken."""
    feeds, bases = folder / "feeds", [folder / how / name for name in ("empty", "loaded", "ran")]
    if not feeds.exists():
        simulate.write(feeds, 1_000, 3, "small")
    (folder / how).mkdir()
    ingest, detect = ("ingest", str(feeds / "input")), ("detect",)
    found = [breaking.tried(breaker, bases[0], ingest, points, how, detect)]
    for base, runs in ((bases[1], 0), (bases[2], 2)):
        breaker.run(base, ingest)
        for _ in range(runs):
            breaker.run(base, detect)
    found.append(breaking.tried(breaker, bases[1], detect, points, how))
    found.append(breaking.tried(breaker, bases[2], ("publish", newest(breaker, bases[2])), points, how))
    return found


def newest(breaker: Breaker, base: Path) -> str:
    """The newest run of a home, which is gone back from."""
    run = str(writer.current(base / "publications"))
    breaker.run(base, ("rollback",))
    return run


def crowds(folder: Path, seconds: float) -> str:
    """Look-ups over many connections, beside others who ask for less or for more."""
    key, ids = home(folder / "served", 200_000)
    rows = []
    with server(SERVICE, folder / "served") as (port, pid):
        for name, connections, beside in kinds(key, ids):
            found = crowd.crowd(port, key, ids[:IDS], connections, seconds, *beside)
            times = [f"{found.at(percent):,.1f}" for percent in (50, 99)]
            rows.append((name, f"{found.rate:,.0f}", *times, f"{found.shed:,}", str(found.failed)))
        peak = resident(pid)
    heads = ("connections", "accepted/s", "p50 ms", "p99 ms", "503", "failed")
    said = (
        "One process; the clients are one process of Python beside it, so they share the machine. Slow: "
        f"{crowd.SLOW} connections of a byte each tenth of a second. Hostile: {crowd.HOSTILE} of heads without end."
    )
    return f"## Crowds\n{said} The service took {peak:,} MB at most.\n\n{table(heads, rows)}"


def kinds(key: str, ids: Sequence[str]) -> list[tuple[str, int, tuple[crowd.Beside, ...]]]:
    """What is tried: a name, connections, and who is beside."""
    many = crowd.batches(key, ids[:BATCH])
    return [
        ("1", 1, ()),
        (f"1, beside batches of {BATCH:,}", 1, (many,)),
        *((f"{each:,}", each, ()) for each in CONNECTIONS),
        *((f"{each:,}, beside a slow client", each, (crowd.slow,)) for each in CONNECTIONS),
        *((f"{each:,}, beside a hostile client", each, (crowd.hostile,)) for each in CONNECTIONS),
    ]


def resident(pid: int) -> int:
    """Most memory a process had, in MB (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


def memory(folder: Path) -> str:
    """The most memory that loading a file of each kind takes."""
    rows = []
    for path in files(folder):
        before = folder / f"home-{path.name}"
        peak = folder / "peak"
        call = [sys.executable, "-c", PEAK, "ingest", str(path), "--home", str(before)]
        given = {**os.environ, "LINKAGE_PEPPER": breaking.PEPPER, "PEAK": str(peak)}
        done = subprocess.run(call, env=given, capture_output=True)
        size, most = path.stat().st_size / 1e6, int(peak.read_text().split()[1]) // 1024
        rows.append((path.name, f"{size:,.1f}", f"{most:,}", str(done.returncode)))
    return "## Memory by kind of file\n" + table(("file", "MB", "most MB of memory", "exit"), rows)


def files(folder: Path) -> list[Path]:
    """The same rows as files of each kind, one that is small and unfolds to much, and one with a single long cell."""
    ids = pl.int_range(ROWS, eager=True).cast(pl.String)
    frame = pl.DataFrame({"account_id": "acct-" + ids, "device_id": "device-" + ids.reverse()})
    at = [folder / name for name in ("devices.csv", "devices.csv.gz", "devices.jsonl", "devices.parquet")]
    frame.write_csv(at[0])
    at[1].write_bytes(subprocess.run(["gzip", "-c", str(at[0])], check=True, capture_output=True).stdout)
    frame.write_ndjson(at[2])
    frame.write_parquet(at[3])
    large = pl.DataFrame({"account_id": "acct-" + ids, "device_id": ["x" * 10_000] * ROWS})
    large.write_parquet(folder / "devices-unfolds.parquet", row_group_size=ROWS)
    cell = pl.DataFrame({"account_id": ["1", "2"], "device_id": ["x" * 80_000_000, "device-2"]})
    cell.write_parquet(folder / "devices-cell.parquet")
    return [*at, folder / "devices-unfolds.parquet", folder / "devices-cell.parquet"]


if __name__ == "__main__":
    main()
