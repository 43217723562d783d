"""Look-ups under load, beside an empty FastAPI route on the same server settings in the same run.

usage: python -m bench.lookups [--accounts N] [--seconds S] [--rounds R]

Needs wrk: `apt-get install wrk` on Debian. Each server is one process; wrk, one thread and 32 connections,
turns to one and then the other, and the medians of the rounds are compared. Then half as many look-ups a second are
asked for, over more connections that each wait at random between two. Prints a table in Markdown.
"""

import argparse
import http.client
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import orjson

from bench.homes import IDS, SERVICE, home, server, spent
from bench.tables import table

HERE = Path(__file__).parent
LOOKUP, NOTHING = "look-up", "empty route"
"""What is asked, by name."""
BATCHES = 50
HALF = 256
"""Connections at half load: so many that each waits some tens of milliseconds, which wrk counts by whole ones."""

EMPTY = "import uvicorn, bench.empty as e; uvicorn.run(e.create_app(), **e.options({port}))"


@dataclass(frozen=True)
class Load:
    """What wrk measured in one round."""

    rate: float
    p50: float
    p99: float
    p999: float
    refused: int
    cpu: float
    """Microseconds of the server's processor a request: holds on a machine that others keep busy too."""

    def figures(self) -> tuple[str, ...]:
        """As a row of a table has them."""
        times = (f"{each:.2f}" for each in (self.p50, self.p99, self.p999))
        return (f"{self.rate:,.0f}", *times, str(self.refused), f"{self.cpu:.0f}")


@dataclass(frozen=True)
class Pace:
    """How wrk asks: over how many connections, and what each waits between two requests, in the mean."""

    connections: int = 32
    pause: int = 0
    """Milliseconds; none is as fast as answers come."""


FULL = Pace()
"""As much as the server takes."""


def halved(full: Load, tried: tuple[Pace, Load] | None = None) -> Pace:
    """About half as many requests a second as at full load; nearer by what another pace came to."""
    cycle = HALF / (full.rate / 2) * 1000
    over = 0.0 if tried is None else HALF / tried[1].rate * 1000 - tried[0].pause
    return Pace(HALF, max(1, round(cycle - over)))


def wrk(where: tuple[int, int], key: str, paths: Path, seconds: int, pace: Pace = FULL) -> Load:
    """One round of load on the server with that port and process id."""
    port, pid = where
    before = spent(pid)
    command = ["wrk", "-t1", f"-c{pace.connections}", f"-d{seconds}s", "-s", str(HERE / "lookups.lua")]
    command += [f"http://127.0.0.1:{port}", "--", key, str(paths), str(pace.pause)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(next(line for line in said.splitlines() if line.startswith("RESULT "))[7:])
    rate = found["requests"] / found["seconds"]
    refused = found["refused"] + found["failed"]
    cpu = (spent(pid) - before) / found["requests"] * 1e6
    return Load(rate, found["p50_ms"], found["p99_ms"], found["p999_ms"], refused, cpu)


def batches(port: int, key: str, ids: list[str], times: int) -> list[float]:
    """Milliseconds of look-ups of all ids at once."""
    body = orjson.dumps({"account_ids": ids})
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", port)
    found = []
    for _ in range(times):
        began = time.perf_counter()
        connection.request("POST", "/v1/accounts/lookup", body, headers)
        text = connection.getresponse().read()
        found.append((time.perf_counter() - began) * 1000)
        if len(orjson.loads(text)["items"]) != len(ids):
            raise RuntimeError("a batch was answered in part")
    return sorted(found)


def median(loads: list[Load]) -> Load:
    """The round in the middle, by requests a second."""
    return sorted(loads, key=lambda load: load.rate)[len(loads) // 2]


@dataclass(frozen=True)
class Found:
    """What was measured."""

    full: dict[str, Load]
    """By name of the server, both at full load."""
    half: Load
    """Look-ups at half load."""
    together: list[float]
    """Milliseconds of batches, the quickest first."""
    cpu: float
    """Milliseconds of the server's processor a batch."""

    @property
    def share(self) -> float:
        """Look-ups a second as a share of the empty route."""
        return self.full[LOOKUP].rate / self.full[NOTHING].rate


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    need_wrk()
    with tempfile.TemporaryDirectory() as name:
        found = measure(Path(name), asked.accounts, asked.seconds, asked.rounds)
    print(f"{asked.accounts:,} accounts, {IDS:,} rotating ids, wrk -t1 -c32, one process\n")
    print(report(found))
    times = f"median {statistics.median(found.together):.1f} ms, slowest {found.together[-1]:.1f} ms"
    print(f"batch of {IDS:,} ids: {times}, {found.cpu:.1f} ms of processor")


def need_wrk() -> None:
    """End where wrk is not installed."""
    if shutil.which("wrk") is None:
        sys.exit("this needs wrk: apt-get install wrk")


def measure(folder: Path, accounts: int, seconds: int, rounds: int) -> Found:
    """Both servers in turn, then half the load, then batches."""
    key, ids = home(folder / "home", accounts)
    paths = {LOOKUP: folder / "lookups", NOTHING: folder / "empty"}
    paths[LOOKUP].write_text("".join(f"/v1/accounts/{each}\n" for each in ids))
    paths[NOTHING].write_text("/empty\n" * len(ids))
    found: dict[str, list[Load]] = {name: [] for name in paths}
    with server(SERVICE, folder / "home") as lookups, server(EMPTY, folder / "home") as empty:
        for _ in range(rounds):
            found[NOTHING].append(wrk(empty, key, paths[NOTHING], seconds))
            found[LOOKUP].append(wrk(lookups, key, paths[LOOKUP], seconds))
        full = {name: median(loads) for name, loads in found.items()}
        pace = halved(full[LOOKUP])
        pace = halved(full[LOOKUP], (pace, wrk(lookups, key, paths[LOOKUP], seconds, pace)))
        half = median([wrk(lookups, key, paths[LOOKUP], seconds, pace) for _ in range(rounds)])
        before = spent(lookups[1])
        together = batches(lookups[0], key, ids, BATCHES)
        cpu = (spent(lookups[1]) - before) / BATCHES * 1000
    return Found(full, half, together, cpu)


def report(found: Found) -> str:
    """The table, and the share in words."""
    loads = {LOOKUP: found.full[LOOKUP], NOTHING: found.full[NOTHING], f"{LOOKUP}, half load": found.half}
    heads = ("", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "not 200", "server's CPU µs")
    lines = table(heads, [(name, *each.figures()) for name, each in loads.items()])
    dear = found.full[NOTHING].cpu / found.full[LOOKUP].cpu
    said = f"a look-up is {found.share:.2f} of the empty route by requests a second, {dear:.2f} by processor time"
    return f"{lines}\n{said}"


if __name__ == "__main__":
    main()
