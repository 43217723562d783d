"""The service in a process of its own, on a free port of this machine."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests import warm
from tests.warm import Command

PEPPER = "for-tests-only-0123456789abcdef0123456789"
CODE = "from api.app import serve; from linkage.settings import Settings; serve(Settings(), port={port})"


@contextmanager
def running(home: Path, ledger_url: str | None = None) -> Iterator[str]:
    """The service over that home and ledger; its address. What it logs goes to `service.log` there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = {**os.environ, "LINKAGE_HOME": str(home), "LINKAGE_PEPPER": PEPPER}
    if ledger_url is not None:
        environment["LINKAGE_LEDGER_URL"] = ledger_url
    with (home / "service.log").open("wb") as log:
        process = warm.start(CODE.format(port=port), (), environment, log.fileno())
    try:
        address = f"http://127.0.0.1:{port}"
        wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait(address: str, process: "subprocess.Popen[bytes] | Command") -> None:
    """Until it answers."""
    with httpx2.Client(timeout=2) as client:  # one for all looks: a tenth of a second goes into making one
        for _ in range(300):
            assert process.poll() is None, "the service ended by itself"
            try:
                client.get(f"{address}/healthz")
            except httpx2.TransportError:
                time.sleep(0.1)
            else:
                return
    raise AssertionError("the service did not start within 30 seconds")
