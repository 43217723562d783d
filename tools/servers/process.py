"""What both servers need: packages, a free port, a child process, and its end."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from tools.turns import turn

READY = 180.0
"""Seconds a server may take to answer; Neo4j takes 12 to 30 on an idle machine."""
STOP = 30.0
"""Seconds a server may take to end before it is killed."""


class Missing(Exception):
    """What this machine lacks for a server, in words a person can act on."""


class Broken(Exception):
    """A server that did not come up, and the end of what it said."""


@dataclass(frozen=True)
class Address:
    """Where a server is reached, and as whom."""

    name: str
    host: str
    port: int
    user: str
    password: str
    pid: int
    folder: str

    def document(self) -> dict[str, object]:
        """For a file that others read."""
        return asdict(self)


class Server(Protocol):
    """One kind of server: what it needs, how it starts, whether it answers."""

    name: str
    ending: signal.Signals
    """What makes it end at once, clients or not."""

    def prepare(self, folder: Path) -> None:
        """Lay out an empty data folder; `Missing` when the machine lacks something."""
        ...

    def start(self) -> subprocess.Popen[bytes]:
        """Start it on the folder that was prepared; on the same port again after it was stopped."""
        ...

    @property
    def log(self) -> Path:
        """What it says on its console."""
        ...

    def answers(self) -> bool:
        """Whether it takes queries."""
        ...

    def address(self, pid: int) -> Address:
        """Where it is."""
        ...


def child(call: Sequence[str], log: Path, **user: Any) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, with what it says at the end of a file."""
    with log.open("ab") as out:
        return subprocess.Popen(
            call,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **user,
        )


@contextmanager
def running(server: Server) -> Iterator[Address]:
    """A server on an empty temporary folder, until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix=f"linkage-{server.name}-"))
    try:
        server.prepare(folder)
        child = server.start()
        try:
            await_ready(server, child)
            yield server.address(child.pid)
        finally:
            end(child, server.ending)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def await_ready(server: Server, child: subprocess.Popen[bytes]) -> None:
    """Wait until it answers; `Broken` when it ends first or takes too long."""
    deadline = time.monotonic() + READY
    while not server.answers():
        if child.poll() is not None or time.monotonic() > deadline:
            end(child, server.ending)
            raise Broken(f"{server.name} did not come up: {tail(server.log)}")
        time.sleep(0.2)


def end(child: subprocess.Popen[bytes], ending: signal.Signals) -> None:
    """Stop a child and wait for it; killed when it takes too long."""
    if child.poll() is None:
        child.send_signal(ending)
        try:
            child.wait(STOP)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tail(log: Path, lines: int = 20) -> str:
    """The end of what a server said."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return "it said nothing"


def packages(found: Callable[[], bool], names: Sequence[str], what: str) -> None:
    """Have Debian's packages unless what they bring is found; `Missing` where they cannot be installed."""
    if found():
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Missing(f"{what} is not installed: on Debian, apt-get install {' '.join(names)} as root")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for call in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *names]):
        with turn("apt"):
            done = subprocess.run(
                ["apt-get", *call], env=environment, capture_output=True, text=True, check=False
            )
        if done.returncode:
            raise Missing(f"apt-get could not install {' '.join(names)}: {done.stderr.strip()[-300:]}")
    if not found():
        raise Missing(f"{what} is not to be found, though {' '.join(names)} are installed")
