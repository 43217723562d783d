"""The connection to Neo4j: statements in transactions with a time-out, and errors by what can be done about them.

The driver's own patience with a dead server is thirty seconds a call, and the server's with a query endless;
both are bounded here. Whatever the server says of an error is left out of ours, since it may quote properties.
"""

import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

import neo4j
from neo4j import GraphDatabase, ManagedTransaction, unit_of_work
from neo4j.exceptions import AuthError, ConfigurationError, DriverError, Neo4jError

from linkage.errors import StoreUnavailable, WrongUse
from linkage.graph.access import Access
from linkage.graph.liveness import SILENCE, Peer, watched

T = TypeVar("T")
Transaction = ManagedTransaction
Rows = list[list[Any]]

CONNECT: Final = 3.0
"""Seconds to wait for a connection."""
RETRY: Final = 0.5
"""Seconds in which a transaction that failed in passing is tried again. The driver waits one second before it does,
so this is once: a server that hangs is hung up on again and again, and each try after that takes three seconds."""
HANDSHAKE: Final = bytes.fromhex("6060b017 00000005 00000004 00000000 00000000")
"""Which versions of Bolt a client speaks, 5.0 and 4.0; the answer is the one that is chosen, or none:
https://neo4j.com/docs/bolt/current/bolt/handshake."""
LONGEST: Final = 120.0
"""Seconds a transaction may take on the server, where nothing shorter is asked for."""


@dataclass(frozen=True)
class Where:
    """A URL taken apart: what the driver gets, and what it must not see there."""

    url: str
    database: str | None
    user: str | None
    password: str | None

    @classmethod
    def of(cls, url: str) -> "Where":
        """`bolt://host:7687?database=name`; user and password may stand in it too."""
        parts = urlsplit(url)
        names = parse_qs(parts.query)
        netloc = parts.netloc.rpartition("@")[2]
        if not netloc:
            raise WrongUse("The graph's URL names no host; it looks like bolt://host:7687.")
        database = names.get("database", [parts.path.strip("/")])[0] or None
        user, password = (unquote(each) if each else None for each in (parts.username, parts.password))
        return cls(urlunsplit((parts.scheme, netloc, "", "", "")), database, user, password)


class Server:
    """A pool of connections to one database; any thread may use it."""

    def __init__(self, url: str, access: Access, patience: float) -> None:
        where = Where.of(url)
        secret = access.password.get_secret_value() if access.password else where.password
        self._database = where.database
        quiet()
        with guarded():
            self._driver = GraphDatabase.driver(
                where.url,
                auth=(access.user or where.user or "neo4j", secret) if secret else None,
                connection_timeout=min(CONNECT, patience),
                connection_acquisition_timeout=min(CONNECT, patience) + 1,
                max_transaction_retry_time=min(RETRY, patience),
                max_connection_pool_size=16,
                user_agent="linkage",
                telemetry_disabled=True,
                notifications_min_severity="OFF",
            )
        self._silence = min(SILENCE, patience)
        try:
            with guarded():
                host, port = self._driver.get_server_info().address[:2]
                self._peer = peer(where.url, host, port)
        except BaseException:
            self._driver.close()
            raise

    def read(self, work: Callable[[Transaction], T], timeout: float = LONGEST) -> T:
        """A transaction that reads; tried again when it failed in passing."""
        with self._guarded(), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(unit_of_work(timeout=timeout)(work))

    def write(self, work: Callable[[Transaction], T], timeout: float = LONGEST) -> T:
        """A transaction that writes; it may be done again after it was committed, and must not mind."""
        with self._guarded(), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(unit_of_work(timeout=timeout)(work))

    def close(self) -> None:
        """Let go of the connections."""
        self._driver.close()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Name what goes wrong, a server that hangs among it."""
        with guarded(), watched(self._peer, self._silence):
            yield

    def _session(self, mode: str) -> neo4j.Session:
        return self._driver.session(database=self._database, default_access_mode=mode, fetch_size=1000)


def peer(url: str, host: str, port: int) -> Peer:
    """The server as the system knows it, and what it answers whoever asks: how it speaks Bolt, or TLS."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    names = tuple(dict.fromkeys((str(name[0]), int(name[1])) for *_, name in found))
    return Peer(names, hello(host) if urlsplit(url).scheme.endswith(("+s", "+ssc")) else HANDSHAKE)


def hello(host: str) -> bytes:
    """How a client begins to speak TLS."""
    said = ssl.MemoryBIO()
    begun = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), said, server_hostname=host)
    with suppress(ssl.SSLWantReadError):
        begun.do_handshake()
    return said.read()


def quiet() -> None:
    """Keep the driver's log off stderr where nobody asked for logs: whatever failed for good is raised."""
    logger = logging.getLogger("neo4j")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


def ask(transaction: Transaction, statement: str, **given: object) -> Rows:
    """Rows of a statement. Statements are made of names in `schema` alone; everything else is a parameter."""
    return transaction.run(statement, given).values()


@contextmanager
def guarded() -> Iterator[None]:
    """Name a server that is away, slow, or refuses us."""
    try:
        yield
    except AuthError as error:
        raise WrongUse(
            "The graph refuses the user or the password: see LINKAGE_GRAPH_USER and LINKAGE_GRAPH_PASSWORD_FILE."
        ) from error
    except ConfigurationError as error:
        raise WrongUse("The graph's URL cannot be used; it looks like bolt://host:7687.") from error
    except Neo4jError as error:
        raise StoreUnavailable(f"The graph store answered {error.code}.") from error
    except (DriverError, OSError) as error:
        raise StoreUnavailable(f"The graph store is away: {type(error).__name__}.") from error
