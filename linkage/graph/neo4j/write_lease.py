"""One writer at a time: a lease is taken, kept from transaction to transaction, and given back.

A batch is more than one transaction can carry, so what SQL does by a lock is done by a word on the Store node.
Every transaction that writes begins by locking that node: no two of them wait for each other, and whoever lost
the lease, having been silent for longer than `LEASE`, is stopped by its next one. Transactions within a lease are
numbered, so that one whose answer got lost is not done twice.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from secrets import token_hex
from typing import Final, TypeVar

from linkage.errors import StoreUnavailable
from linkage.graph.neo4j.driver import Server, Transaction, ask
from linkage.graph.neo4j.schema import STORE

T = TypeVar("T")
LEASE: Final = 4.0
"""Seconds a lease lasts beyond the last transaction of its holder."""
PAUSE: Final = 0.05
"""Seconds between two tries to get it."""

_LOCKED: Final = f"MATCH (s:Store {{name: '{STORE}'}}) SET s.asked = timestamp() WITH s "
_TAKE: Final = (
    _LOCKED + "WHERE s.token IS NULL OR s.until < timestamp() OR s.token IN $mine "
    "SET s.token = $token, s.until = timestamp() + $held, s.step = 0 RETURN s.name"
)
_STEP: Final = (
    _LOCKED + "WHERE s.token = $token WITH s, s.step < $step AS fresh SET s.step = $step RETURN fresh"
)
_KEEP: Final = f"MATCH (s:Store {{name: '{STORE}'}}) SET s.until = timestamp() + $held"
_GIVE: Final = _LOCKED + "WHERE s.token = $token REMOVE s.token, s.until"


class Lease:
    """The right to write, while it lasts."""

    def __init__(self, server: Server, token: str) -> None:
        self._server, self._token, self._step = server, token, 0

    def run(self, work: Callable[[Transaction], T]) -> T:
        """A transaction that may be done twice without harm."""
        done = self._done(work, again=True)
        return done[0]

    def once(self, work: Callable[[Transaction], object]) -> None:
        """A transaction that is done once, even when its first answer got lost."""
        self._done(work, again=False)

    def _done(self, work: Callable[[Transaction], T], again: bool) -> list[T]:
        self._step += 1
        step = self._step

        def locked(transaction: Transaction) -> list[T]:
            found = ask(transaction, _STEP, token=self._token, step=step)
            if not found:
                raise StoreUnavailable(
                    "Another process has taken over writing to the graph: run the same command again."
                )
            done = [work(transaction)] if again or found[0][0] else []
            ask(transaction, _KEEP, held=round(LEASE * 1000))
            return done

        return self._server.write(locked)


class Leases:
    """The leases of one store, which takes over its own that it could not give back."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._left: list[str] = []

    @contextmanager
    def take(self, patience: float) -> Iterator[Lease]:
        """Wait for the lease, and give it back at the end; `StoreUnavailable` when it does not come."""
        token = token_hex(8)
        with self._perhaps_left(token):
            self._wait(token, patience)
        try:
            yield Lease(self._server, token)
        finally:
            with suppress(StoreUnavailable), self._perhaps_left(token):
                self._server.write(lambda transaction: ask(transaction, _GIVE, token=token))
                self._left.clear()

    def _wait(self, token: str, patience: float) -> None:
        deadline = time.monotonic() + patience
        given = {"token": token, "mine": [token, *self._left], "held": round(LEASE * 1000)}
        while not self._server.write(lambda transaction: ask(transaction, _TAKE, **given)):
            if time.monotonic() > deadline:
                raise StoreUnavailable("Another process is writing to the graph: try again when it is done.")
            time.sleep(PAUSE)

    @contextmanager
    def _perhaps_left(self, token: str) -> Iterator[None]:
        """Remember a lease whose taking or giving back failed: the server may have it still."""
        try:
            yield
        except StoreUnavailable:
            self._left.append(token)
            raise
