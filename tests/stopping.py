"""A PostgreSQL of a test's own, to be hung, killed and started again."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tools.servers.postgres import Postgres
from tools.servers.process import Address, await_ready, end


class Stoppable:
    """One server and what may befall it."""

    def __init__(self, folder: Path) -> None:
        self._server = Postgres()
        self._server.prepare(folder)
        self._child = self._started()

    @property
    def address(self) -> Address:
        """Where it is, whether it answers or not."""
        return self._server.address(self._child.pid)

    def hang(self) -> None:
        """It does nothing more, but its machine goes on to take what is sent to it."""
        self._signal(signal.SIGSTOP)

    def kill(self) -> None:
        """Its processes end at once, in the middle of whatever they do."""
        self._signal(signal.SIGKILL)
        self._child.wait()

    def back(self) -> None:
        """It goes on, or is started again; it answers when this returns."""
        if self._child.poll() is None:
            self._signal(signal.SIGCONT)
        else:
            self._child = self._started()

    def end(self) -> None:
        """Stop it for good."""
        if self._child.poll() is None:
            self._signal(signal.SIGCONT)
        end(self._child, self._server.ending)

    def _started(self) -> "subprocess.Popen[bytes]":
        child = self._server.start()
        await_ready(self._server, child, self._server.log)
        return child

    def _signal(self, what: signal.Signals) -> None:
        """To the server first, so that it starts no more processes, and then to those it has."""
        for pid in [self._child.pid, *children(self._child.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, what)


def children(parent: int) -> list[int]:
    """Processes that a process has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


@contextmanager
def stoppable() -> Iterator[Stoppable]:
    """One for as long as this lasts."""
    folder = Path(tempfile.mkdtemp(prefix="linkage-stoppable-"))
    try:
        server = Stoppable(folder)
        try:
            yield server
        finally:
            server.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
