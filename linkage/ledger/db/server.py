"""A ledger on PostgreSQL: how it is reached, and how long anything there may take.

No setting of the server or of TCP ends a call to a server that hangs: its machine goes on to acknowledge what is
sent. So a connection counts the seconds in which it hears nothing, and is given up; see docs/decisions/0028.

Three mechanisms keep a server that is away from holding up a process; each answers a question the others cannot:

    mechanism                        of                          answers
    `Patient`, a silent connection   psycopg: the ledger         is this connection heard of, while a short statement
                                                                 is under way? One look-up waits 1.2 seconds at most
    `graph.liveness`, a probe        ADBC and neo4j: the graph   is the server there, while a long statement is under
                                                                 way? These drivers have no place to count in
    `breaker.CircuitBreaker`         the ledger                  did it answer the others? Then nobody waits in a row

`Patient` overrides `Connection._connect_gen`, which is private: `pyproject.toml` takes psycopg below the first minor
version that was not tried, and tests/ledger/test_server.py holds that the name is there and does what is needed.
"""

import time
from collections.abc import Callable, Generator
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from linkage.errors import WrongUse
from linkage.ledger.db.breaker import BREAKER, COPIED, WRITES, CircuitBreaker, Patience
from linkage.ledger.db.types import document

DRIVER = "postgresql+psycopg"
NAMES = ("postgresql", "postgres", DRIVER)
"""Schemes that are taken; the first two mean the last."""

TURN = int.from_bytes(b"linkage")
"""What a writer locks until its transaction ends: one at a time, as on SQLite."""

CONNECT = 1.2
"""Seconds to reach a server."""
QUEUE = 1.0
"""Seconds to wait for a connection while others of this process use them all."""
IDLE = 120
"""Seconds after which a writer that hangs between two statements loses its turn."""

State = TypeVar("State")
Ready = TypeVar("Ready")
Of = TypeVar("Of")


class Silent(psycopg.OperationalError):
    """The server said nothing for too long."""


class Patient(psycopg.Connection[Any]):
    """A connection that is given up when the server falls silent."""

    silence = CONNECT
    breaker: CircuitBreaker

    @classmethod
    def _connect_gen(cls, *given: Any, **named: Any) -> Any:
        """Reaching it; libpq's own limit is two whole seconds at least."""
        return listening(super()._connect_gen(*given, **named), CONNECT)

    def wait(self, gen: Any, *given: Any, **named: Any) -> Any:
        """Everything that is sent and heard passes here."""
        try:
            return super().wait(listening(gen, self.silence), *given, **named)
        except Silent:
            self.breaker.trip()  # at once: whoever found it so by a ping would go on to connect anew
            self.close()
            raise

    def __del__(self, *_: object) -> None:
        """Where its pool was let go of while it was in use, nobody else closes it."""
        if hasattr(self, "pgconn"):
            self.close()


def listening(gen: Generator[State, Ready, Of], seconds: float) -> Generator[State, Ready, Of]:
    """What psycopg waits for, until nothing moved for that long; it is asked every tenth of a second."""
    last = time.monotonic()
    try:
        state = next(gen)
        while True:
            ready = yield state
            if ready:
                last = time.monotonic()
            elif time.monotonic() - last > seconds:
                raise Silent(f"no answer from the server for {seconds:g} seconds")
            state = gen.send(ready)
    except StopIteration as done:
        found: Of = done.value
        return found


def engine(url: URL, patience: Patience) -> Engine:
    """An engine whose calls all end in bounded time; raises WrongUse for a driver that is not psycopg."""
    breaker = CircuitBreaker()
    made = create_engine(
        named(url),
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=QUEUE,
        connect_args={"connect_timeout": 2, "options": options(url, patience)},
        execution_options={BREAKER: breaker},
        json_serializer=document,
    )
    event.listen(made, "do_connect", _through(breaker, patience))
    event.listen(made, "begin", _turn)
    event.listen(made, "do_execute", _copied)
    return made


def named(url: URL) -> URL:
    """The URL with its driver; raises WrongUse for another."""
    if url.drivername not in NAMES:
        raise WrongUse(f"the ledger's URL names a driver that is not used here: begin it with {DRIVER}://")
    if "@" in (url.host or ""):
        raise WrongUse("the ledger's URL has an @ too many: write one in a password as %40")
    return url.set(drivername=DRIVER)


def options(url: URL, patience: Patience) -> str:
    """Limits the server itself keeps to, after those the URL names."""
    given = url.query.get("options", "")
    limits = {
        "statement_timeout": f"{patience.silence * 2:g}s",
        "lock_timeout": f"{patience.turn:g}s",
        "idle_in_transaction_session_timeout": f"{IDLE}s",
        "tcp_keepalives_idle": "30",
        "tcp_keepalives_interval": "10",
        "tcp_keepalives_count": "3",
    }
    ours = " ".join(f"-c {name}={value}" for name, value in limits.items())
    return " ".join([*([given] if isinstance(given, str) else given), ours]).strip()


def _through(breaker: CircuitBreaker, patience: Patience) -> Callable[..., Patient]:
    """How a connection is made: not at all, where the server is away and another tries it."""

    def connect(_: object, __: object, given: list[Any], named: dict[str, Any]) -> Patient:
        if breaker.is_open():
            raise Silent("the server did not answer a moment ago")
        made = Patient.connect(*given, **named)
        made.silence, made.breaker = patience.silence, breaker
        return made

    return connect


def _turn(connection: Connection) -> None:
    """Writers take turns from the first moment of their transaction, so that each sees all the one before did."""
    if connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (TURN,))


def _copied(cursor: Any, statement: str, _: object, context: Any) -> bool:
    """Have the rows go in that come with a COPY; whether there were any."""
    rows = context.execution_options.get(COPIED)
    if rows is None:
        return False
    with cursor.copy(statement) as copy:
        copy.write(rows)
    return True
