"""A server of a test's own, to be hung, slowed, killed, filled to the brim and started again."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Final

from tools.servers.postgres import Postgres
from tools.servers.process import Address, Server, await_ready, end


class Stoppable:
    """One server and what may befall it."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server = server
        self._server.prepare(folder)
        self._child = self._started()

    @property
    def address(self) -> Address:
        """Where it is, whether it answers or not."""
        return self._server.address(self._child.pid)

    def hang(self) -> None:
        """It does nothing more, but its machine goes on to take what is sent to it; all its processes have stopped.

        The server stops first, so that it starts no process that nobody sees.
        """
        stop(self._child.pid)
        for pid in children(self._child.pid):
            stop(pid)

    def kill(self) -> None:
        """Its processes end at once, in the middle of whatever they do."""
        self.hang()
        self._signal(signal.SIGKILL)
        self._child.wait()

    @contextmanager
    def slow(self) -> Iterator[None]:
        """It hangs half of the time, for less than anybody's patience."""
        end = Event()

        def slowing() -> None:
            while not end.wait(0.2):
                self.hang()
                time.sleep(0.2)
                self._signal(signal.SIGCONT)

        thread = Thread(target=slowing)
        thread.start()
        try:
            yield
        finally:
            end.set()
            thread.join()

    def back(self) -> None:
        """It goes on, or is started again where it ended; it answers when this returns."""
        if self._child.poll() is None:
            self._signal(signal.SIGCONT)
            await_ready(self._server, self._child)
        else:
            self._child = self._started()

    def end(self) -> None:
        """Stop it for good."""
        if self._child.poll() is None:
            self._signal(signal.SIGCONT)
        end(self._child, self._server.ending)

    def _started(self) -> "subprocess.Popen[bytes]":
        child = self._server.start()
        await_ready(self._server, child)
        return child

    def _signal(self, what: signal.Signals) -> None:
        """To the server and to those it has started."""
        for pid in [self._child.pid, *children(self._child.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, what)


BREAKS: Final[dict[str, Callable[[Stoppable], None]]] = {"hung": Stoppable.hang, "killed": Stoppable.kill}
"""What may befall a server, by what it is then."""


def stop(pid: int) -> None:
    """Stop a process, and wait until it has: the signal alone is on its way for a moment."""
    with suppress(OSError):
        os.kill(pid, signal.SIGSTOP)
        while _stat(Path(f"/proc/{pid}/stat"))[0] not in "TZX":
            time.sleep(0.001)


def _stat(path: Path) -> list[str]:
    """What the system says of a process, from its state on (proc(5))."""
    return path.read_text().rpartition(")")[2].split()


def children(parent: int) -> list[int]:
    """Processes that a process has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(_stat(stat)[1]) == parent:
                found.append(int(stat.parent.name))
    return found


@contextmanager
def stoppable(server: Server | None = None, folder: Path | None = None) -> Iterator[Stoppable]:
    """One for as long as this lasts, a PostgreSQL if nothing else is given."""
    own = Path(tempfile.mkdtemp(prefix="linkage-stoppable-"))
    try:
        made = Stoppable(server or Postgres(), folder or own)
        try:
            yield made
        finally:
            made.end()
    finally:
        shutil.rmtree(own, ignore_errors=True)


class Disk:
    """A small disk of its own, in memory, to be filled."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"
        options = f"size={megabytes}m,mode=755"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "linkage", folder], check=True)

    def room_for(self, name: str) -> Path:
        """A new folder on it."""
        made = self.folder / name
        made.mkdir()
        return made

    def fill(self) -> None:
        """Leave no room."""
        with suppress(OSError), self._ballast.open("wb", buffering=0) as out:
            while out.write(bytes(1 << 16)):
                pass

    def room(self) -> None:
        """Leave as much as there was."""
        self._ballast.unlink(missing_ok=True)

    def end(self) -> None:
        """Give it back."""
        subprocess.run(["umount", "--lazy", self.folder], check=True)


@contextmanager
def disk(megabytes: int) -> Iterator[Disk]:
    """One for as long as this lasts; raises CalledProcessError for who may not have one."""
    folder = Path(tempfile.mkdtemp(prefix="linkage-disk-"))
    try:
        made = Disk(folder, megabytes)
        try:
            yield made
        finally:
            made.end()
    finally:
        folder.rmdir()
