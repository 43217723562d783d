"""How soon a release shows in every process that serves a home.

usage: python -m bench.release [--times N] [--processes P]

Several processes serve one home. One account of a ring after the other is released by a decision sent to one of
them, in turn, and all of them are asked about it until they say so. Seconds count from before the decision is sent
until the last of them was seen to have it. Prints a table in Markdown; exit 1 unless all were in time.
"""

import argparse
import http.client
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from bench.homes import RING, SERVICE, home, server
from bench.tables import mark, table
from linkage.ledger import open_ledger
from linkage.ledger.keys.api_keys import create_key
from linkage.settings import Settings

IN_TIME = 2.0
"""Most seconds until every process has seen a release."""
ACCOUNTS = 40 * RING * 2
"""Of which one in forty is in a ring: there are two."""
GIVE_UP = 30.0
PAUSE = 0.005
"""Seconds between two questions to one process."""


@dataclass(frozen=True)
class Caller:
    """Somebody with a key, and the processes that may be asked."""

    ports: list[int]
    key: str

    def ask(self, port: int, method: str, path: str, body: object = None) -> dict[str, object]:
        """The answer of one process; RuntimeError for a refusal."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=GIVE_UP)) as connection:
            connection.request(method, path, None if body is None else orjson.dumps(body), headers)
            answer = connection.getresponse()
            said: dict[str, object] = orjson.loads(answer.read())
        if answer.status not in (200, 201):
            raise RuntimeError(f"{method} was refused with {answer.status}: {said.get('code')}")
        return said

    def release(self, account: str, port: int) -> float:
        """Seconds from a release by one process until all of them have it."""
        began = time.perf_counter()
        wanted = {"action": "release", "account_id": account, "reason": "to see how long it takes"}
        self.ask(port, "POST", "/v1/decisions", wanted)
        return max(self.seen(account, each, began) for each in self.ports)

    def seen(self, account: str, port: int, began: float) -> float:
        """Seconds since it began, at which a process has the release."""
        while self.ask(port, "GET", f"/v1/accounts/{account}")["decided"] != "released":
            if time.perf_counter() - began > GIVE_UP:
                raise RuntimeError(f"a release was not seen within {GIVE_UP:.0f} seconds")
            time.sleep(PAUSE)
        return time.perf_counter() - began


def measure(folder: Path, times: int, processes: int) -> list[float]:
    """Seconds of each release, the quickest first."""
    home(folder, ACCOUNTS)
    ledger = open_ledger(Settings(home=folder).ledger)
    key = create_key(ledger, "releases", ["enforce", "investigate"], datetime.now(UTC))
    ledger.close()
    with ExitStack() as stack:
        ports = [
            stack.enter_context(server(SERVICE, folder, subprocess.DEVNULL))[0] for _ in range(processes)
        ]
        caller = Caller(ports, key)
        return sorted(
            caller.release(f"acct-{number:08d}", ports[number % processes]) for number in range(times)
        )


def report(found: list[float]) -> str:
    """The table."""
    slowest = f"{found[-1]:.2f}{mark(found[-1], most=IN_TIME)}"
    row = ("a release, until every process has it", f"{statistics.median(found):.2f}", slowest)
    return table(("", "median s", "slowest s"), [row])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--times", type=int, default=RING)
    parser.add_argument("--processes", type=int, default=4)
    asked = parser.parse_args()
    if asked.times > 2 * RING:
        parser.error(f"there are {2 * RING} accounts to release")
    with tempfile.TemporaryDirectory() as name:
        found = measure(Path(name) / "home", asked.times, asked.processes)
    print(report(found))
    sys.exit(int(found[-1] > IN_TIME))


if __name__ == "__main__":
    main()
