"""Answering over REST, as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import orjson
import pytest

from tests.api.world import World
from tests.cli.conftest import Run


@contextmanager
def serving(home: Path, **env: str) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A server on a free port, and its URL as it tells it."""
    call = [sys.executable, "-m", "linkage", "serve", "--json", "--port", "0", "--home", str(home)]
    pipe, there = subprocess.PIPE, {**os.environ, **env}
    with subprocess.Popen(call, stdout=pipe, stderr=pipe, env=there) as process:
        assert process.stdout is not None
        text = b""
        while not text.endswith(b"}\n"):
            line = process.stdout.readline()
            assert line, process.stderr.read() if process.stderr else ""
            text += line
        try:
            yield orjson.loads(text)["url"], process
        finally:
            process.kill()


def asked(url: str, key: str) -> tuple[int, object]:
    try:
        with urlopen(Request(url, headers={"Authorization": f"Bearer {key}"}), timeout=20) as answer:
            return answer.status, orjson.loads(answer.read())
    except HTTPError as error:
        with error:
            return error.code, orjson.loads(error.read())


def test_a_key_made_on_the_command_line_opens_the_service(run: Run, tmp_path: Path) -> None:
    world = World(tmp_path / ".linkage")
    world.publish()
    key = run("keys", "create", "ops", "--scope", "enforce").out.strip()
    with serving(world.home) as (url, process):
        status, body = asked(f"{url}/v1/accounts/farm-1", key)
        assert status == 200
        assert isinstance(body, dict)
        assert body["ring"]
        assert asked(f"{url}/v1/accounts/farm-1", "lk_wrong_key")[0] == 401
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0


def test_as_many_processes_answer_as_are_set(run: Run, tmp_path: Path) -> None:
    world = World(tmp_path / ".linkage")
    world.publish()
    key = run("keys", "create", "ops", "--scope", "enforce").out.strip()
    with serving(world.home, LINKAGE_WORKERS="2") as (url, process):
        assert asked(f"{url}/v1/accounts/farm-1", key)[0] == 200
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        calls = [Path(f"/proc/{child}/cmdline").read_bytes() for child in children]
        assert sum(b"spawn_main" in call for call in calls) == 2
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_a_port_that_is_taken_is_told_at_once(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", port)
        assert done.code == 1
        assert "choose another --port" in done.err
        assert run("demo", "--port", port).code == 1
    assert done.out == ""


@pytest.mark.parametrize("port", ["-1", "70000", "http"])
def test_what_is_no_port_is_wrong_use(run: Run, port: str) -> None:
    assert run("serve", "--port", port).code == 2
