"""A server that hangs is hung up on, one that is busy is not, and nobody else's connection is touched."""

import socket
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import polars as pl
import pytest

from linkage.errors import StoreUnavailable
from linkage.graph import schema
from linkage.graph.driver import Prepared
from linkage.graph.liveness import EVERY, Name, Peer, watched
from linkage.graph.neo4j import driver as bolt
from linkage.graph.places import parsed
from linkage.graph.postgres import QUESTION, database
from tests.graph.empty import access, sql
from tools.servers.process import Address


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def peer(name: Name) -> Peer:
    """A server of that name, as one that speaks to PostgreSQL knows it."""
    return Peer((name,), QUESTION)


def ended(connection: socket.socket) -> bool:
    """Whether it was hung up on: there is nothing to come."""
    connection.settimeout(0.2)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False


def test_a_server_that_says_nothing_does_not_answer_and_is_given_up_after_a_second(
    silent: socket.socket,
) -> None:
    began = time.monotonic()
    assert not peer(silent.getsockname()).answers()
    assert EVERY <= time.monotonic() - began < 2 * EVERY


def test_one_that_is_not_there_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        gone = peer(listening.getsockname())
    assert not gone.answers()
    assert not peer("/nowhere/.s.PGSQL.5432").answers()


@pytest.mark.postgres
def test_a_server_answers_before_it_knows_who_asks(postgres_server: Address) -> None:
    assert peer((postgres_server.host, postgres_server.port)).answers()


@pytest.mark.neo4j
def test_so_does_neo4j(neo4j_server: Address) -> None:
    assert bolt.peer("bolt://host", neo4j_server.host, neo4j_server.port).answers()


def test_all_connections_to_it_end_and_no_others(silent: socket.socket) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as other,
        socket.create_connection(silent.getsockname()) as ours,
        socket.create_connection(other.getsockname()) as theirs,
    ):
        peer(silent.getsockname()).hang_up()
        assert ended(ours)
        assert not ended(theirs)


def test_a_socket_in_a_folder_is_a_server_as_well(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as ours:
        listening.bind(str(tmp_path / ".s.PGSQL.5432"))
        listening.listen()
        there = peer(listening.getsockname())
        assert not there.answers()
        ours.connect(listening.getsockname())
        there.hang_up()
        assert ended(ours)


def test_it_is_hung_up_on_while_somebody_waits_and_not_afterwards(silent: socket.socket) -> None:
    there = peer(silent.getsockname())
    with socket.create_connection(silent.getsockname()) as ours:
        with watched(there, 60):
            pass
        assert not ended(ours)
        began = time.monotonic()
        with watched(there, 0.5):
            ours.settimeout(10)
            assert ours.recv(1) == b""
        assert time.monotonic() - began < 5


@pytest.mark.postgres
def test_a_statement_that_takes_longer_than_anybodys_patience_goes_on(postgres_server: Address) -> None:
    url, let_in = parsed(sql(postgres_server, "postgres")), access(postgres_server)
    with closing(database(url, let_in, 0.2, schema.METADATA)) as opened, opened.transaction() as session:
        found = session.read(Prepared("SELECT 7::bigint FROM pg_sleep(3.5)"), {"found": pl.Int64()})
    assert found.item() == 7


@pytest.mark.postgres
def test_why_a_server_refuses_is_said_without_the_password(postgres_server: Address) -> None:
    wrong = sql(postgres_server, "postgres").replace("@", ":secret-word@")
    with pytest.raises(StoreUnavailable, match="password authentication failed") as refused:
        database(parsed(wrong), access(postgres_server).__class__("linkage"), 5, schema.METADATA)
    assert "secret-word" not in str(refused.value)


def test_a_server_that_speaks_tls_is_greeted_in_it_and_answers_whatever_it_thinks_of_us() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        host, port = listening.getsockname()
        asked = bolt.peer("neo4j+s://host", host, port)

        def serve() -> None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # without a certificate: it refuses, in TLS
            connection, _ = listening.accept()
            with connection, suppress(ssl.SSLError):
                context.wrap_socket(connection, server_side=True)

        with ThreadPoolExecutor(1) as pool:
            serving = pool.submit(serve)
            assert asked.answers()
            serving.result()
