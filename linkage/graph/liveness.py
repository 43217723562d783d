"""Whether a server still answers while something is asked of it: one that does not is hung up on.

A server that hangs says nothing, and its machine goes on to acknowledge what is sent: neither TCP nor a time-out
of the server's own ends a call to it, and drivers wait for minutes or for ever. A statement that takes long is as
silent. So what is asked is not the connection but the server, by a question it answers before it knows who asks.
"""

import os
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Final

EVERY: Final = 1.0
"""Seconds between two questions, and for the answer to one."""
SILENCE: Final = 10.0
"""Seconds without an answer, after which nothing more is expected."""

Name = tuple[str, int] | str
"""Address and port of a server, or the path of its socket."""


@dataclass(frozen=True)
class Peer:
    """The other end of connections to a server."""

    names: tuple[Name, ...]
    """All it may be known by to the system; it is asked by the first."""
    question: bytes

    def answers(self) -> bool:
        """Whether it says anything, within `EVERY` seconds."""
        try:
            with _reached(self.names[0]) as probe:
                probe.sendall(self.question)
                return bool(probe.recv(1))
        except OSError:
            return False

    def hang_up(self) -> None:
        """End every connection of this process to it: they all hang."""
        for each in list(Path("/dev/fd").iterdir()):
            with _opened(int(each.name)) as found:
                if found is not None and _other_end(found) in self.names:
                    found.shutdown(socket.SHUT_RDWR)


def _reached(name: Name) -> socket.socket:
    if not isinstance(name, str):
        return socket.create_connection(name, EVERY)
    reached = socket.socket(socket.AF_UNIX)
    try:
        reached.settimeout(EVERY)
        reached.connect(name)
    except BaseException:
        reached.close()
        raise
    return reached


@contextmanager
def watched(peer: Peer, patience: float) -> Iterator[None]:
    """Hang up on a server that did not answer for `patience` seconds while the block lasts."""
    done = Event()
    Thread(target=_watch, args=(peer, patience, done), name="liveness", daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _watch(peer: Peer, patience: float, done: Event) -> None:
    heard = time.monotonic()
    while not done.wait(EVERY):
        if peer.answers():
            heard = time.monotonic()
        elif time.monotonic() - heard > patience and not done.is_set():
            peer.hang_up()


@contextmanager
def _opened(number: int) -> Iterator[socket.socket | None]:
    """A socket by the number of its file; None for what is none, or is closed by now."""
    try:
        copy = os.dup(number)
    except OSError:
        yield None
        return
    if not stat.S_ISSOCK(os.fstat(copy).st_mode):
        os.close(copy)
        yield None
        return
    with socket.socket(fileno=copy) as found:
        yield found


def _other_end(found: socket.socket) -> Name | None:
    try:
        name: Name = found.getpeername()
    except OSError:
        return None
    return name if isinstance(name, str) else name[:2]
