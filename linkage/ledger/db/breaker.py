"""Whether a server answers: once it did not, one caller at a time tries it, and the others are told at once.

Without this each of forty requests would wait for a server that is away, and those behind them for these.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock, get_ident

from sqlalchemy.exc import DBAPIError

from linkage.errors import LedgerUnavailable

PAUSE = 0.25
"""Seconds after a failure in which nobody tries."""

BREAKER = "linkage_breaker"
"""Where the engine of a server keeps its circuit breaker, among its execution options."""
WRITES = "linkage_writes"
"""Execution option of a connection whose transactions write."""
FROZEN = "linkage_frozen"
"""Where the engine of an embedded ledger that can only be looked at keeps the path of its file."""
COPIED = "linkage_copied"
"""Execution option of a COPY: the rows that go in by it, as bytes."""

AWAY = "the ledger did not answer a moment ago, and is being tried again"


@dataclass(frozen=True)
class Patience:
    """How long a server is waited for, in seconds."""

    silence: float
    """Without a word of it, after which it counts as away."""
    turn: float
    """For other writers to end, and for whatever they have locked."""


COMMAND = Patience(silence=60.0, turn=5.0)
"""Of a command: it may ask for much at once."""
SERVING = Patience(silence=1.2, turn=0.9)
"""Of a process that answers requests, within two seconds."""
MIGRATING = Patience(silence=3600.0, turn=60.0)
"""Of a migration, which may write every row anew."""


class CircuitBreaker:
    """The way to one server."""

    def __init__(self) -> None:
        self._trying, self._open = Lock(), False
        self._since = float("-inf")
        self._who: int | None = None

    def trip(self) -> None:
        """It did not answer."""
        self._open, self._since = True, time.monotonic()

    def is_open(self) -> bool:
        """Whether it did not answer just now, or it is not this thread's turn to try."""
        return self._open and (self._who != get_ident() or self._lately())

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Reach for the server; raises LedgerUnavailable at once while it is away and another tries."""
        if not self._open:
            with self._watching():
                yield
            return
        if self._lately() or not self._trying.acquire(blocking=False):
            raise LedgerUnavailable(AWAY)
        self._who = get_ident()
        try:
            with self._watching():
                yield
            self._open = False
        finally:
            self._who = None
            self._trying.release()

    def _lately(self) -> bool:
        return time.monotonic() - self._since < PAUSE

    @contextmanager
    def _watching(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if lost(error):
                self.trip()
            raise


def lost(error: DBAPIError) -> bool:
    """Whether the server is away, and did not merely refuse: what it refuses carries a code."""
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) is None
