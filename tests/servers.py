"""Real servers for the tests: one of each for all workers, started when a chosen test needs it.

Whoever comes first makes the file NAME.begun and starts a keeper (`python -m tools.servers`), which writes where
the server is to NAME.json and ends it with the process that runs the tests. All files lie in the base temporary
folder that the workers share.
"""

import fcntl
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tools.servers.neo4j import POM
from tools.servers.process import Address

NAMES: Final = ("neo4j", "postgres")
PATIENCE: Final = 600.0
"""Seconds to wait for a server: the first time its packages and jars are fetched."""
ROOT: Final = Path(__file__).parents[1]


def version(name: str) -> str:
    """The version of a server that the tests fetch from Maven's repository: `neo4j` or `gds`."""
    found = re.search(rf"<{name}\.version>(.+?)</", POM.read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def shared(config: pytest.Config) -> Path:
    """The folder that all workers of this run of the tests see."""
    factory: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
    base = factory.getbasetemp()
    return base.parent if worker() else base


def worker() -> bool:
    """Whether this is a worker of pytest-xdist, the child of the process that runs the tests."""
    return "PYTEST_XDIST_WORKER" in os.environ


def begin(name: str, folder: Path) -> None:
    """Start a server without waiting for it, unless somebody did."""
    try:
        os.close(os.open(folder / f"{name}.begun", os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return
    master = os.getppid() if worker() else os.getpid()
    call = [sys.executable, "-m", "tools.servers", name, "--for", str(master)]
    with (folder / f"{name}.log").open("wb") as log:
        subprocess.Popen(
            [*call, "--state", str(folder / f"{name}.json")],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        ).returncode = 0  # it outlives this process, which must not be warned of it


@contextmanager
def alone(name: str, folder: Path) -> Iterator[None]:
    """Keep the other workers off a server that has one database for all."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def reached(name: str, folder: Path) -> Address:
    """Where the server is, once it answers; the test is left out where this machine cannot have one."""
    begin(name, folder)
    state, deadline = folder / f"{name}.json", time.monotonic() + PATIENCE
    while not state.exists():
        if time.monotonic() > deadline:
            pytest.fail(f"{name} did not come up: {(folder / f'{name}.log').read_text()[-2000:]}")
        time.sleep(0.1)
    told = json.loads(state.read_text())
    if "missing" in told:
        pytest.skip(f"no {name} here: {told['missing']}")
    if "broken" in told:
        pytest.fail(told["broken"])
    return Address(**told)
