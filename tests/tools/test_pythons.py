"""Other Pythons are tried where they start, and left out where only a command of their name is there."""

import sys
from pathlib import Path

import pytest

from tools import pythons


def test_a_command_that_starts_no_python_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shim = tmp_path / "python3.99"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pythons.there(["python3.99", "python3.98", sys.executable]) == [sys.executable]


def test_no_python_to_try_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pythons.main([]) == 2
