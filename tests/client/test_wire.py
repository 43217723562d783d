"""How long the client waits and when it asks again, over a server that answers what it is told to."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from linkage.client import (
    Client,
    ClientError,
    NotUnderstood,
    Of,
    OverLimit,
    Patience,
    Unavailable,
    Unreachable,
    WrongRequest,
)
from linkage.client.wire import seconds

QUICK = Patience(each=5, total=20, tries=4, pause=0.01)
KEY = "lk_abc_def"
CLEAR = {"code": "clear", "text": "Nothing is held against it."}
CUT = -1
"""Instead of a status: the connection is cut before an answer."""


class Script(ThreadingHTTPServer):
    """Answers one after the other: status, body, headers; it keeps what it was sent."""

    daemon_threads = True

    def __init__(self, *answers: tuple[int, object, dict[str, str]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = list(answers)
        self.keys: list[str | None] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """Says the next of the answers."""

    server: Script

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.keys.append(self.headers.get("Idempotency-Key"))
        status, body, headers = self.server.answers.pop(0)
        if status == CUT:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        sent = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(sent))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def scripted(*answers: tuple[int, object, dict[str, str]]) -> Iterator[tuple[Client, Script]]:
    """A client of such a server."""
    server = Script(*answers)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        with Client(server.address, KEY, look_up=QUICK, others=QUICK) as client:
            yield client, server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def problem(status: int, code: str, **headers: str) -> tuple[int, object, dict[str, str]]:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, {"code": code, "title": "No.", "status": status, "type": f"/problems/{code}"}, told


@pytest.mark.parametrize(
    "first",
    [
        problem(503, "ledger-unavailable", Retry_After="0"),
        problem(429, "over-limit", Retry_After="0"),
        problem(409, "still-running", Retry_After="0"),
        (502, "<html>", {}),
        (CUT, "", {}),
    ],
)
def test_what_may_pass_is_asked_again(first: tuple[int, object, dict[str, str]]) -> None:
    with scripted(first, first, (200, CLEAR, {})) as (client, server):
        assert client.statement("acct-1").code == "clear"
        assert len(server.keys) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 422, 500])
def test_what_will_not_pass_is_asked_once(status: int) -> None:
    with scripted(problem(status, "some-code"), (200, CLEAR, {})) as (client, server):
        with pytest.raises(ClientError, match="some-code"):
            client.statement("acct-1")
        assert len(server.keys) == 1


def test_a_write_is_sent_again_under_the_same_key_and_the_error_tells_it() -> None:
    with scripted(*[(CUT, "", {})] * 4, *[problem(422, "wrong-use")]) as (client, server):
        with pytest.raises(Unreachable) as caught:
            client.decide("release", Of(account_id="acct-1"), "appeal upheld")
        assert len(server.keys) == QUICK.tries
        assert set(server.keys) == {caught.value.idempotency_key}
        with pytest.raises(WrongRequest):
            client.decide("release", Of(account_id="acct-1"), "appeal upheld")
        assert server.keys[-1] not in {None, caught.value.idempotency_key}


def test_it_waits_as_long_as_it_is_told() -> None:
    with scripted(problem(503, "nothing-published", Retry_After="1"), (200, CLEAR, {})) as (client, _):
        began = time.monotonic()
        client.statement("acct-1")
        assert time.monotonic() - began >= 1


def test_it_does_not_wait_longer_than_its_patience() -> None:
    with scripted(problem(429, "over-limit", Retry_After="60")) as (client, _):
        began = time.monotonic()
        with pytest.raises(OverLimit) as caught:
            client.statement("acct-1")
        assert time.monotonic() - began < 5
        assert caught.value.said.retry_after == 60


def test_a_look_up_is_over_in_a_moment_when_nobody_answers() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with Client(address, KEY) as client:
            began = time.monotonic()
            with pytest.raises(Unreachable, match="ReadTimeout"):
                client.account("acct-1")
            assert 0.2 < time.monotonic() - began < 3


def test_a_look_up_where_nobody_listens_is_an_error_without_the_account_in_it() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as gone:
        address = f"http://127.0.0.1:{gone.getsockname()[1]}"
    with Client(address, KEY) as client, pytest.raises(Unreachable) as caught:
        client.account("acct-1")
    assert "acct-1" not in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("body", ["", "<html>acct-1</html>", "[]", '{"code": 5, "text": "acct-1"}'])
def test_an_answer_of_another_form_is_an_error_that_quotes_nothing_of_it(body: str) -> None:
    with scripted((200, body, {})) as (client, _), pytest.raises(NotUnderstood) as caught:
        client.statement("acct-1")
    assert "acct-1" not in str(caught.value)


def test_a_page_of_a_proxy_is_told_by_its_status() -> None:
    answers: list[tuple[int, object, dict[str, str]]] = [(504, "<html>acct-1</html>", {})] * 4
    with scripted(*answers) as (client, _), pytest.raises(Unavailable, match="504 no-problem") as caught:
        client.statement("acct-1")
    assert "acct-1" not in str(caught.value)


def test_retry_after_is_read_as_seconds_and_as_a_moment() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    past = format_datetime(datetime.now(UTC) - timedelta(seconds=30), usegmt=True)
    assert (seconds("7"), seconds(None), seconds("soon"), seconds(past)) == (7, None, None, 0)
    assert 20 < (seconds(soon) or 0) <= 30
