"""The first hour works as docs/first-hour.md shows it: every command is run."""

import socket
from pathlib import Path

import pytest

from tools.first_hour import hour


@pytest.mark.slow
def test_own_files_are_loaded_judged_served_and_asked(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    page = hour(tmp_path, 1_000, port)
    assert '"Kunden-Nr"' in page
    assert 'amount = "1.234,56"' in page
    assert '"judged":true' in page
    assert '"tier":"' in page
    assert "lk_…" in page
    assert "@" not in page.partition("## 1. Load")[2].replace("***@", "")
