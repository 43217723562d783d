"""A test that needs a missing piece is left out plainly, and fails under CI=true."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SKIPS = """
import pytest

def test_needs_a_server():
    pytest.skip("no server here")

@pytest.mark.xfail(reason="known")
def test_that_is_known_to_fail():
    assert False
"""


def run(folder: Path, text: str, ci: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text((Path(__file__).parents[1] / "conftest.py").read_text())
    (folder / "test_it.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\n")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)],
        env={**os.environ, "CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_skip_is_told_with_its_reason(tmp_path: Path) -> None:
    done = run(tmp_path, SKIPS, ci="")
    assert done.returncode == 0
    assert "left out: 1" in done.stdout
    assert "test_needs_a_server: no server here" in done.stdout


def test_a_skip_fails_under_ci(tmp_path: Path) -> None:
    done = run(tmp_path, SKIPS, ci="true")
    assert done.returncode == 1
    assert "leaves nothing out: no server here" in done.stdout
    assert "1 failed, 1 xfailed" in done.stdout


def test_a_whole_file_left_out_fails_under_ci(tmp_path: Path) -> None:
    text = 'import pytest\n\npytest.importorskip("no_such_module_here")\n'
    assert run(tmp_path, text, ci="true").returncode != 0


@pytest.mark.parametrize("ci", ["", "true"])
def test_nothing_left_out_is_said_too(tmp_path: Path, ci: str) -> None:
    done = run(tmp_path, "def test_it():\n    pass\n", ci)
    assert done.returncode == 0
    assert "left out: nothing" in done.stdout
