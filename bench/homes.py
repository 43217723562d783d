"""A published home to ask about, and servers in processes of their own."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

from linkage import tables
from linkage.hashing import account_keys as keys
from linkage.ledger import open_ledger
from linkage.ledger.keys.api_keys import create_key
from linkage.publication import release, writer
from linkage.publication.schema import Findings
from linkage.settings import Settings

ROOT = Path(__file__).parents[1]
IDS = 10_000
"""Ids that are asked about, in turn."""
RING = 50
"""Accounts in each ring; one account in forty is in one."""

SERVICE = "from api.app import serve; from linkage.settings import Settings; serve(Settings(), port={port})"
"""What a server of a home runs."""


def home(folder: Path, accounts: int) -> tuple[str, list[str]]:
    """A published home of that many accounts: a key, and the ids to look up."""
    settings = Settings(home=folder)
    ids = [f"acct-{each:08d}" for each in range(accounts)]
    ledger = open_ledger(settings.ledger)
    now = datetime.now(UTC)
    run = writer.write(findings(ids), settings.publications, f"{now:%Y%m%dT%H%M%SZ}-000001", None).run
    release.publish(ledger, settings.publications, run, now)
    picked = np.random.default_rng(1).choice(accounts, min(IDS, accounts), replace=False)
    key = create_key(ledger, "bench", ["enforce"], now)
    ledger.close()
    return key, [ids[each] for each in picked]


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
def server(
    code: str, folder: Path, log: int | None = None, beside: Mapping[str, str] | None = None
) -> Iterator[tuple[int, int]]:
    """Port and process id of a server in a process of its own, ready, on this machine; what it logs goes to `log`.

    `beside` is what else is set for it.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-c", code.format(port=port)],
        env={
            "LINKAGE_HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            "PATH": "/usr/bin:/bin",
            **(beside or {}),
        },
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
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=1)) as connection:
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
