"""Who comes in, how large and slow, how many at once, and how a service ends: nobody keeps the others out."""

import json
import os
import re
import socket
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from select import select
from urllib.parse import urlsplit

import httpx2
import pytest

from tests import warm
from tests.api.running import wait
from tests.api.world import World
from tests.faults.home import until
from tests.warm import Command

CODE = (
    "import socket, sys; from api.app import attend; from linkage.settings import Settings; "
    "attend(Settings(), socket.create_server(('127.0.0.1', {port}), backlog=2048), {workers})"
)
STDERR = 2
NOTHING: Mapping[str, str] = {}
SHORT = {"LINKAGE_HEAD_SECONDS": "1", "LINKAGE_BODY_SECONDS": "1"}


@contextmanager
def serving(
    home: Path, settings: Mapping[str, str] = NOTHING, workers: int = 1
) -> Iterator[tuple[str, Command]]:
    """The service with these settings; its address and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    given = {**os.environ, "LINKAGE_HOME": str(home), **settings}
    code = CODE.format(port=port, workers=workers)
    process = warm.start(code, (), given, STDERR)
    try:
        address = f"http://127.0.0.1:{port}"
        wait(address, process)
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def line(address: str) -> Iterator[socket.socket]:
    """A connection that says what the test has it say."""
    parts = urlsplit(address)
    with socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=10) as connection:
        yield connection


def heard(connection: socket.socket) -> bytes:
    """Everything until the other end closes."""
    said = b""
    try:
        while part := connection.recv(65536):
            said += part
    except ConnectionResetError:  # it closed on bytes that it did not read
        pass
    return said


@pytest.fixture
def published(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "home")
    made.publish()
    made.key("enforce")
    yield made
    made.ledger.close()


def test_heads_and_bodies_are_bounded_in_size_number_and_time(published: World) -> None:
    with serving(published.home, SHORT) as (address, process):
        endless = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 40_000
        many = b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"X: 1\r\n" * 200 + b"\r\n"
        large = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 40_000 + b"\r\n\r\n"
        for sent in (endless, many, large):
            with line(address) as connection:
                connection.sendall(sent)
                assert b" 431 " in heard(connection)
        slow = b"POST /v1/accounts/lookup HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
        for sent in (b"", b"GET /healthz HTTP/1.1\r\nHo", slow):
            with line(address) as connection:
                connection.sendall(sent)
                began = time.monotonic()
                assert b" 408 " in heard(connection)
                assert time.monotonic() - began < 5
        assert httpx2.get(f"{address}/readyz").status_code == 200
        assert process.poll() is None


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"Content-Length: 99\r\n\r\n{", 408),
        (b"Transfer-Encoding: chunked\r\n\r\n1;" + b"a" * 2_000_000, 413),
    ],
    ids=["slow", "pouring"],
)
def test_the_log_says_of_a_bad_body_what_its_sender_was_told(
    published: World, sent: bytes, status: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """The app sees a sender who is gone, whom it would answer with 400."""
    told = {**published.headers("enforce"), "X-Request-ID": "bad-1", "Content-Type": "application/json"}
    head = ["POST /v1/accounts/lookup HTTP/1.1", "Host: x", *(f"{k}: {v}" for k, v in told.items()), ""]
    short = {**SHORT, "LINKAGE_BODY_LIMIT": "100000"}
    with serving(published.home, short) as (address, _), line(address) as connection:
        connection.sendall("\r\n".join(head).encode() + sent)
        assert heard(connection).split(b" ")[1] == str(status).encode()
        counted = httpx2.get(f"{address}/metrics").text
    lines = [json.loads(each) for each in capfd.readouterr().err.splitlines() if "bad-1" in each]
    assert [each["status"] for each in lines] == [status]
    assert re.search(rf'linkage_requests_total{{.*lookup",status="{status}"}} 1', counted)


@pytest.mark.parametrize(
    ("head", "poured"),
    [
        (b"Transfer-Encoding: chunked\r\n\r\n1;", b"a" * 65_536),
        (b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", b"X-More: 1\r\n" * 6_000),
        (b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"a" * 65_536 + b"\r\n"),
        (b"Content-Length: 99999999999\r\n\r\n", b"a" * 65_536),
    ],
    ids=["extension", "trailers", "chunks", "length"],
)
def test_nobody_pours_without_end_behind_a_head(published: World, head: bytes, poured: bytes) -> None:
    limit = {"LINKAGE_BODY_LIMIT": "100000", "LINKAGE_BODY_SECONDS": "60"}
    with serving(published.home, limit) as (address, _), line(address) as connection:
        connection.sendall(b"POST /v1/accounts/lookup HTTP/1.1\r\nHost: x\r\n" + head)
        with suppress(ConnectionError):
            for _ in range(1_000):
                connection.sendall(poured)
            pytest.fail("it took 60 MB behind a head")
        assert httpx2.get(f"{address}/readyz").status_code == 200


def test_silent_connections_make_room_for_those_that_ask(published: World) -> None:
    with serving(published.home, {"LINKAGE_CONNECTIONS": "20"}) as (address, _), ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(line(address))
        assert httpx2.get(f"{address}/readyz", timeout=5).status_code == 200


def test_one_address_does_not_take_all_connections(published: World) -> None:
    with serving(published.home, {"LINKAGE_CONNECTIONS_EACH": "5"}) as (address, _), ExitStack() as stack:
        lines = [stack.enter_context(line(address)) for _ in range(8)]
        assert heard(lines[0]) == b""
        lines[-1].sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b" 200 " in heard(lines[-1])


def begun(connection: socket.socket, key: str) -> None:
    """A batch of look-ups that is let in, and whose body is not all there yet; nobody else may ask meanwhile."""
    head = f"POST /v1/accounts/lookup HTTP/1.1\r\nHost: x\r\n{key}Content-Type: application/json\r\n"
    connection.sendall(f"{head}Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY[:5])
    assert not select([connection], [], [], 0.5)[0]  # it holds a place: it was not refused


def answered(connection: socket.socket) -> bytes:
    """The answer to a batch once the rest of it is sent, head and body."""
    connection.sendall(BODY[5:])
    said = b""
    while not said.endswith(b"}"):
        said += connection.recv(65536)
    return said


BODY = b'{"account_ids": ["farm-1"]}'
FULL = 3


def test_who_comes_beyond_what_is_answered_at_once_is_told_to_come_again(published: World) -> None:
    headers = published.headers("enforce")
    key = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with (
        serving(published.home, {"LINKAGE_IN_FLIGHT": str(FULL)}) as (address, _),
        ExitStack() as stack,
        httpx2.Client(base_url=address, headers=headers) as client,
    ):

        def asked(path: str = "/v1/accounts/farm-1") -> int:
            return client.get(path).status_code

        assert asked() == 200
        held = [stack.enter_context(line(address)) for _ in range(FULL)]
        for each in held:
            begun(each, key)
        until(lambda: asked() == 503, 10)
        for _ in range(20):
            refused = client.get("/v1/accounts/farm-1")
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
            assert refused.headers["Content-Type"] == "application/problem+json"
            assert "farm-1" not in refused.text
        assert asked("/healthz") == 200
        assert asked("/readyz") == 503

        assert b" 200 " in answered(held[0])
        until(
            lambda: asked() == 200, 10
        )  # a place is free: the next is let in, over the line that was refused
        for each in held[1:]:
            assert b'"farm-1"' in answered(each)
        assert asked("/readyz") == 200


def test_several_processes_answer_on_one_socket_and_end_with_the_one_that_watches(published: World) -> None:
    with serving(published.home, workers=2) as (address, process):
        assert httpx2.get(f"{address}/readyz", timeout=20).status_code == 200
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(children) >= 2
    assert process.returncode == 0
    until(lambda: not any(Path(f"/proc/{each}").exists() for each in children), 5)


def test_nobody_is_reset_when_a_service_is_told_to_end(published: World) -> None:
    headers = published.headers("enforce")
    failed: list[str] = []

    def ask(address: str, end: float) -> int:
        done = 0
        with httpx2.Client(headers=headers) as client:
            while time.monotonic() < end:
                try:
                    done += client.get(f"{address}/v1/accounts/farm-1").status_code == 200
                except httpx2.ConnectError:
                    return done  # it is gone: nothing was asked
                except httpx2.TransportError as error:
                    failed.append(repr(error))
        return done

    with serving(published.home) as (address, process), ThreadPoolExecutor(8) as pool:
        httpx2.get(f"{address}/readyz")
        asking = [pool.submit(ask, address, time.monotonic() + 4) for _ in range(8)]
        time.sleep(1)
        process.terminate()
        assert sum(each.result() for each in asking) > 50
    assert failed == []


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/v1/accounts/farm-1", "/v1/accounts/nobody", "/nowhere"]
)
def test_head_is_answered_as_get_without_the_body(published: World, path: str) -> None:
    with published.client() as client:
        headers = published.headers("enforce")
        get, head = client.get(path, headers=headers), client.head(path, headers=headers)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.headers["content-length"] == get.headers["content-length"]
