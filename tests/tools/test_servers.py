"""The servers that tests run against are real, need a password, listen on the loopback alone, and end."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import neo4j
import psycopg
import pytest
from neo4j.exceptions import AuthError

from tests import servers
from tests.servers import ROOT
from tools.servers.process import Address, Missing, free_port, packages

OLDEST = 140_000
"""The PostgreSQL that docs/operate.md asks for."""


def keeper(name: str, *more: str) -> subprocess.Popen[str]:
    call = [sys.executable, "-m", "tools.servers", name, *more]
    return subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.neo4j
def test_neo4j_has_gds_and_wants_its_password(neo4j_server: Address) -> None:
    url = f"bolt://{neo4j_server.host}:{neo4j_server.port}"
    with neo4j.GraphDatabase.driver(url, auth=(neo4j_server.user, neo4j_server.password)) as driver:
        found, _, _ = driver.execute_query("RETURN gds.version() AS gds")
        assert found[0]["gds"] == servers.version("gds")
    with neo4j.GraphDatabase.driver(url, auth=("neo4j", "wrong")) as driver, pytest.raises(AuthError):
        driver.verify_connectivity()


@pytest.mark.postgres
def test_postgres_wants_its_password(postgres_server: Address) -> None:
    there: dict[str, Any] = {
        "host": postgres_server.host,
        "port": postgres_server.port,
        "user": postgres_server.user,
    }
    with psycopg.connect(dbname="postgres", password=postgres_server.password, **there) as connection:
        assert connection.info.server_version >= OLDEST
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(dbname="postgres", password="wrong", **there)


@pytest.mark.neo4j
@pytest.mark.postgres
def test_servers_listen_on_the_loopback_alone(neo4j_server: Address, postgres_server: Address) -> None:
    ports = {f"{each.port:04X}" for each in (neo4j_server, postgres_server)}
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    lines += [line.split() for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]]
    listening = {each[1] for each in lines if each[3] == "0A" and each[1].split(":")[1] in ports}
    assert {each.split(":")[0] for each in listening} <= {"0100007F", "0000000000000000FFFF00000100007F"}
    assert {each.split(":")[1] for each in listening} == ports


@pytest.mark.postgres
def test_a_server_ends_when_its_keeper_is_told_to(postgres_server: Address) -> None:
    process = keeper("postgres")
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert gone(told["pid"])
    assert not Path(told["folder"]).exists()


@pytest.mark.postgres
def test_a_server_ends_with_the_process_it_works_for(postgres_server: Address) -> None:
    master = subprocess.Popen(["sleep", "600"])
    process = keeper("postgres", "--for", str(master.pid))
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    os.kill(master.pid, signal.SIGKILL)
    master.wait()
    process.communicate(timeout=30)
    assert gone(told["pid"])


def test_a_free_port_is_one_nobody_listens_on() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", free_port()))


def test_what_is_missing_and_cannot_be_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Missing, match="apt-get install some-package as root"):
        packages(lambda: False, ("some-package",), "Something")
    packages(lambda: True, ("some-package",), "Something")
