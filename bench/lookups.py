"""Look-ups under load, beside an empty FastAPI route on the same server settings in the same run.

usage: python -m bench.lookups [--accounts N] [--seconds S] [--rounds R]

Needs wrk: `apt-get install wrk` on Debian. Each server is one process; wrk, one thread and 32 connections,
turns to one and then the other, and the medians of the rounds are compared. Prints a table in Markdown.
"""

import argparse
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import orjson
import polars as pl

from api.served import keys
from linkage import tables
from linkage.ledger import open_ledger
from linkage.ledger.keys import create_key
from linkage.rings import publish, serving
from linkage.rings.layout import Findings
from linkage.settings import Settings

HERE = Path(__file__).parent
IDS = 10_000
BATCHES = 50
RING = 50
"""Accounts in each ring; one account in forty is in one."""

LOOKUPS = "from api.app import serve; from linkage.settings import Settings; serve(Settings(), port={port})"
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


def home(folder: Path, accounts: int) -> tuple[str, list[str]]:
    """A published home of that many accounts: a key, and the ids to look up."""
    settings = Settings(home=folder)
    ids = [f"acct-{each:08d}" for each in range(accounts)]
    ledger = open_ledger(settings.ledger)
    now = datetime.now(UTC)
    run = publish.write(findings(ids), settings.publications, f"{now:%Y%m%dT%H%M%SZ}-000001", None).run
    serving.publish(ledger, settings.publications, run, now)
    picked = np.random.default_rng(1).choice(accounts, min(IDS, accounts), replace=False)
    return create_key(ledger, "bench", ["enforce"], now), [ids[each] for each in picked]


def findings(ids: list[str]) -> Findings:
    """Accounts of which one in forty is in a ring of fifty, on one shared value each."""
    account = keys(ids)
    ringed = account[: len(ids) // 40 // RING * RING]
    community = ringed.reshape(-1, RING).min(axis=1)
    members = pl.DataFrame({"community": community.repeat(RING), "account": ringed}).with_columns(
        tier=pl.lit("core"),
        confidence=pl.lit(0.97),
        bits=pl.lit(31.4),
        groups=pl.lit(3, pl.UInt8),
        certificate=pl.lit(2, pl.UInt8),
        reasons=pl.lit(["shared_payment", "shared_device", "burst"]),
    )
    return Findings(
        accounts=pl.DataFrame({"account": account, "account_id": ids}),
        rings=rings(community),
        members=members,
        links=pl.DataFrame(schema=tables.LINKS),
        verdicts=pl.DataFrame(schema=tables.VERDICTS),
        watermark=1,
        epoch="00000000/1",
        detector="leiden",
        seed=1,
    )


def rings(community: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> pl.DataFrame:
    """Rings of these communities, all alike."""
    size = pl.lit(RING, pl.UInt32)
    none = pl.lit(0, pl.UInt32)
    return pl.DataFrame({"community": community}).with_columns(
        score=pl.lit(0.97),
        size=size,
        core=size,
        member=none,
        possible=none,
        first_seen=pl.lit(1_780_000_000),
        last_seen=pl.lit(1_780_086_400),
        sentences=pl.lit(["50 accounts on 1 card"]),
        summary=pl.lit("50 accounts on one card"),
    )


@contextmanager
def server(code: str, folder: Path, log: int | None = None) -> Iterator[tuple[int, int]]:
    """Port and process id of a server in a process of its own, ready, on this machine; what it logs goes to `log`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-c", code.format(port=port)],
        env={"LINKAGE_HOME": str(folder), "PYTHONPATH": str(HERE.parent), "PATH": "/usr/bin:/bin"},
        stderr=log,
    )
    try:
        wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def wait(port: int) -> None:
    """Until it answers; RuntimeError after twenty seconds."""
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/readyz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def spent(pid: int) -> float:
    """Seconds of processor a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wrk(where: tuple[int, int], key: str, paths: Path, seconds: int) -> Load:
    """One round of load on the server with that port and process id."""
    port, pid = where
    before = spent(pid)
    command = ["wrk", "-t1", "-c32", f"-d{seconds}s", "-s", str(HERE / "lookups.lua")]
    command += [f"http://127.0.0.1:{port}", "--", key, str(paths)]
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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("bench.lookups needs wrk: apt-get install wrk")
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), asked)


def measure(folder: Path, asked: argparse.Namespace) -> None:
    """Both servers in turn, then batches."""
    key, ids = home(folder / "home", asked.accounts)
    paths = {"look-up": folder / "lookups", "empty route": folder / "empty"}
    paths["look-up"].write_text("".join(f"/v1/accounts/{each}\n" for each in ids))
    paths["empty route"].write_text("/empty\n" * len(ids))
    found: dict[str, list[Load]] = {name: [] for name in paths}
    with server(LOOKUPS, folder / "home") as lookups, server(EMPTY, folder / "home") as empty:
        for _ in range(asked.rounds):
            found["empty route"].append(wrk(empty, key, paths["empty route"], asked.seconds))
            found["look-up"].append(wrk(lookups, key, paths["look-up"], asked.seconds))
        before = spent(lookups[1])
        together = batches(lookups[0], key, ids, BATCHES)
        cpu = (spent(lookups[1]) - before) / BATCHES * 1000
    print(f"{asked.accounts:,} accounts, {IDS:,} rotating ids, wrk -t1 -c32, one process\n")
    report({name: median(loads) for name, loads in found.items()})
    times = f"median {statistics.median(together):.1f} ms, slowest {together[-1]:.1f} ms"
    print(f"batch of {IDS:,} ids: {times}, {cpu:.1f} ms of processor")


def report(found: dict[str, Load]) -> None:
    """The table."""
    share = found["look-up"].rate / found["empty route"].rate
    print("| | requests/s | p50 ms | p99 ms | p99.9 ms | not 200 | server's CPU µs |")
    print("|---|---|---|---|---|---|---|")
    for name, load in found.items():
        times = f"{load.p50:.2f} | {load.p99:.2f} | {load.p999:.2f}"
        print(f"| {name} | {load.rate:,.0f} | {times} | {load.refused} | {load.cpu:.0f} |")
    dear = found["empty route"].cpu / found["look-up"].cpu
    print(f"\nlook-up as a share of the empty route: {share:.2f} by requests/s, {dear:.2f} by processor time")


if __name__ == "__main__":
    main()
