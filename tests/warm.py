"""Processes that need not import first: forked from one that has everything imported and has run none of it.

The command line takes three seconds to import, and tests start it many times. Each is a process as any other: it has
a pid, an environment and a folder of its own, and can be stopped and killed. Whether the command line starts from
nothing is seen where it is run as installed: `tests/cli/test_serve.py`, `tests/tools/test_wheel.py` and others.

The one that forks is started by the first that asks, and ends with the process that runs the tests, for it reads
what to start from a socket of that one. Beside each command it forks one that waits for it and says how it ended.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Final

ROOT: Final = Path(__file__).parents[1]
MOST: Final = 1 << 20
"""Bytes of a request: mostly the environment."""
DRIVERS: Final = (
    "adbc_driver_sqlite.dbapi",
    "adbc_driver_postgresql.dbapi",
    "sqlalchemy.dialects.postgresql.psycopg",
)
MORE: Final = ("api.app", "alembic.command", "rich.console", "rich.table", "uvloop")
ELSEWHERE: Final = ("linkage.__main__", "linkage.client")
"""Modules that nothing here needs."""


class Command:
    """A process that was forked, as `subprocess.Popen` has it."""

    def __init__(self, told: socket.socket, out: BinaryIO) -> None:
        self.returncode: int | None = None
        self._told, self._out = told, out
        self.pid = int(told.recv(64))

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        if self.returncode is None and select.select([self._told], [], [], 0)[0]:
            self._settle()
        return self.returncode

    def wait(self, timeout: float) -> int:
        """How it ends; raises TimeoutExpired."""
        if self.returncode is None and not select.select([self._told], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
        if self.returncode is None:
            self._settle()
        assert self.returncode is not None
        return self.returncode

    def communicate(self, timeout: float) -> str:
        """All that it says until it ends; raises TimeoutExpired."""
        end, said = time.monotonic() + timeout, b""
        while select.select([self._out], [], [], max(0.0, end - time.monotonic()))[0]:
            part = os.read(self._out.fileno(), 1 << 16)
            if not part:
                self.wait(max(0.0, end - time.monotonic()))
                return said.decode()
            said += part
        raise subprocess.TimeoutExpired(f"process {self.pid}", timeout, said)

    def terminate(self) -> None:
        """Ask it to end."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)

    def _settle(self) -> None:
        self.returncode = int(self._told.recv(64))
        self._told.close()
        self._out.close()


def start(code: str, words: Sequence[str], env: Mapping[str, str], err: int | None = None) -> Command:
    """A process as of `python -c CODE WORDS`; both its outputs are read as one, unless there is a file for errors."""
    mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    read, write = os.pipe()
    asked = json.dumps({"code": code, "words": list(words), "env": dict(env)}).encode()
    with its, os.fdopen(write, "wb") as out, Path(os.devnull).open("rb") as nothing:
        ends = [nothing.fileno(), out.fileno(), out.fileno() if err is None else err, its.fileno()]
        socket.send_fds(_forker(), [asked], ends)
    return Command(mine, os.fdopen(read, "rb", buffering=0))


@cache
def _forker() -> socket.socket:
    """What the one that forks is told by; it stays open as long as this process."""
    mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        call = [sys.executable, "-m", "tests.warm", str(its.fileno())]
        subprocess.Popen(call, cwd=ROOT, pass_fds=[its.fileno()]).returncode = 0  # it ends with this process
    atexit.register(mine.close)
    return mine


def imported() -> None:
    """Import and set up whatever commands and the service need."""
    import linkage

    names = (each.name for each in pkgutil.walk_packages(linkage.__path__, "linkage."))
    for name in (*names, *DRIVERS, *MORE):
        if not name.startswith(ELSEWHERE):
            importlib.import_module(name)
    from sqlalchemy.orm import configure_mappers

    configure_mappers()
    gc.freeze()


def run(asked: Mapping[str, Any], ends: Sequence[int]) -> None:
    """Be the command: its outputs, its environment, its words; it ends as `python -c` does."""
    for number, each in enumerate(ends):
        os.dup2(each, number)
        os.close(each)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False, errors="backslashreplace")
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.argv = ["-c", *asked["words"]]
    exec(asked["code"], {"__name__": "__main__"})


def watched(told: socket.socket) -> None:
    """Fork a command, in which this returns; say its pid, wait for it, say how it ended, and leave."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        told.close()
        return
    with suppress(BrokenPipeError):  # nobody may be waiting any more
        told.send(str(child).encode())
        told.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())
    os._exit(0)


def main(given: int) -> None:
    """Fork whatever is asked for, until nobody is left to ask."""
    imported()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries those who waited
    asking = socket.socket(fileno=given)
    while True:
        asked, ends, _, _ = socket.recv_fds(asking, MOST, 4)
        if not asked:
            return
        if os.fork() == 0:
            asking.close()
            watched(socket.socket(fileno=ends.pop()))
            return run(json.loads(asked), ends)
        for each in ends:
            os.close(each)


if __name__ == "__main__":
    main(int(sys.argv[1]))
