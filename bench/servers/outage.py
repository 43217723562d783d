"""Look-ups while the Neo4j that is set as the graph is up, hangs, and is gone.

Before each round an account is erased, so that the service goes on asking for a graph that is away: it takes the
account out of it as soon as it can.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.homes import SERVICE, home, server, spent
from bench.lookups import Load, wrk
from bench.places import CACHE, HEAP, Place, at
from bench.release import Caller
from linkage.ledger import open_ledger
from linkage.ledger.keys.api_keys import create_key
from linkage.settings import Settings
from tools.servers.neo4j import Neo4j
from tools.servers.process import await_ready, end

TURNS = 6
"""Accounts that are erased in a round: up, stopped, back; up, killed, back."""
NOTICED = 2.0
"""Seconds until the service surely asks for the graph after an erasure: it does twice a second."""
SETTLED = 8.0
"""Seconds until a Neo4j that came back, and did some work, does no more than one that was up all the time."""


class Own:
    """A Neo4j that may be stopped, by its process id, and started again."""

    def __init__(self, folder: Path) -> None:
        self._server, self._folder = Neo4j(HEAP, CACHE), folder
        self._server.prepare(folder / "server")
        self.start()

    def start(self) -> None:
        """Start it, on the folder and the port it had."""
        self._child = self._server.start()
        await_ready(self._server, self._child)

    @property
    def place(self) -> Place:
        """Where it is."""
        return at(self._server.address(self._child.pid), self._folder)

    def spent(self) -> float:
        """Seconds of processor it has used."""
        return spent(self._child.pid)

    def hang(self) -> None:
        """It does nothing more; what is sent to it is taken, and not answered."""
        os.kill(self._child.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """It does again."""
        os.kill(self._child.pid, signal.SIGCONT)

    def kill(self) -> None:
        """It is gone."""
        self._child.kill()
        self._child.wait()

    def end(self) -> None:
        """Stop it for good."""
        if self._child.poll() is None:
            self.go_on()
        end(self._child, self._server.ending)


@contextmanager
def own(folder: Path) -> Iterator[Own]:
    """A Neo4j until the block ends."""
    made = Own(folder)
    try:
        yield made
    finally:
        made.end()


@dataclass
class Asked:
    """A service under load, and who may be erased there."""

    where: tuple[int, int]
    """Its port and process id."""
    key: str
    paths: Path
    seconds: int
    caller: Caller
    spare: list[str]
    """Accounts nobody asks about."""
    graph: Own
    busy: list[float] = field(default_factory=list)
    """Cores that the graph kept busy, each time it was up."""

    def up(self) -> Load:
        """One round with the graph up."""
        before, began = self.graph.spent(), time.perf_counter()
        found = self.load()
        self.busy.append((self.graph.spent() - before) / (time.perf_counter() - began))
        return found

    def load(self) -> Load:
        """One round of look-ups while an erasure is to reach the graph."""
        self.erase()
        time.sleep(NOTICED)
        return wrk(self.where, self.key, self.paths, self.seconds)

    def rest(self) -> None:
        """Until the graph has done once what it will do in a round, and is idle again."""
        self.erase()
        time.sleep(SETTLED)

    def erase(self) -> None:
        """One account of the spare ones."""
        path = f"/v1/accounts/{self.spare.pop()}/erase"
        self.caller.ask(self.where[0], "POST", path, {"reason": "to be measured"})


def measure(accounts: int, seconds: int, rounds: int) -> dict[str, Any]:
    """Rounds of look-ups with the graph up, stopped, up and killed, in turn."""
    with TemporaryDirectory() as name, own(Path(name)) as graph:
        folder = Path(name) / "home"
        key, ids = home(folder, accounts)
        eraser = operator(folder)
        least = 1 + TURNS * rounds
        spare, asked = ids[:least], ids[least:]
        paths = Path(name) / "lookups"
        paths.write_text("".join(f"/v1/accounts/{each}\n" for each in asked))
        product = graph.place.product()
        told = graph.place.environment()
        with server(SERVICE, folder, subprocess.DEVNULL, told) as where:
            service = Asked(where, key, paths, seconds, Caller([where[0]], eraser), spare, graph)
            service.rest()
            found = [alternated(service) for _ in range(rounds)]
    return {
        "products": {"neo4j": product},
        "rounds": [{state: list(map(asdict, pair)) for state, pair in each.items()} for each in found],
        "busy": service.busy,
        "ids": len(asked),
        "seconds": seconds,
    }


def operator(folder: Path) -> str:
    """A key that may erase."""
    ledger = open_ledger(Settings(home=folder).ledger)
    try:
        return create_key(ledger, "eraser", ["operate"], datetime.now(UTC))
    finally:
        ledger.close()


def alternated(service: Asked) -> dict[str, tuple[Load, Load]]:
    """With the graph up and then away, for each way of being away."""
    graph = service.graph
    return {
        "stopped": pair(service, graph.hang, graph.go_on),
        "killed": pair(service, graph.kill, graph.start),
    }


def pair(service: Asked, away: Callable[[], None], back: Callable[[], None]) -> tuple[Load, Load]:
    """With the graph up, then away; it is back, and at rest, afterwards."""
    up = service.up()
    away()
    try:
        down = service.load()
    finally:
        back()
    service.rest()
    return up, down
