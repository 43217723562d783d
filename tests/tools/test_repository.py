"""What stands beside the code is true: the lock, the Makefile, the container, the README."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("lock", "least"), [("requirements.lock", 50), ("requirements-peers.lock", 2)])
def test_every_package_of_a_lock_has_a_version_and_hashes(lock: str, least: int) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", read(lock).strip(), flags=re.IGNORECASE)
    assert len(entries) >= least
    for entry in entries:
        assert re.match(r"[\w.\[\]-]+==\S+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-peers.lock"])
def test_a_lock_names_no_host(lock: str) -> None:
    assert "://" not in read(lock)


def test_peers_under_the_gpl_are_not_among_what_users_install() -> None:
    for package in ("igraph", "leidenalg"):
        assert re.search(rf"^{package}==", read("requirements-peers.lock"), re.MULTILINE)
        assert not re.search(rf"^{package}\b", read("requirements.lock"), re.MULTILINE)
        assert package not in read("Dockerfile")


@pytest.mark.parametrize(
    "target", ["install", "test", "check", "demo", "bench", "quality", "real-data", "lock"]
)
def test_make_has_the_target(target: str) -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert re.search(rf"^{target}\s", listed.stdout, re.MULTILINE)


def test_the_demo_serves_unless_told_not_to() -> None:
    def said(*arguments: str) -> str:
        call = ["make", "-n", "-o", ".venv/.ready", "demo", *arguments]
        return subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "--no-serve" in said("SERVE=no")
    assert "--no-serve" not in said()


def test_setting_up_says_plainly_what_is_missing(tmp_path: Path) -> None:
    call = ["sh", str(ROOT / "tools" / "venv.sh"), str(tmp_path / "venv")]
    done = subprocess.run(
        call,
        env={"PYTHON": "no-such-python", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "install Python 3.11 or newer" in done.stderr


def test_every_file_the_container_copies_is_there_and_not_ignored() -> None:
    allowed = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    copied = {
        name
        for line in read("Dockerfile").splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for name in line.split()[1:-1]
    }
    assert copied == allowed
    assert all((ROOT / name).exists() for name in copied)


def test_every_file_the_readme_points_to_is_there() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", read("README.md"))
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_command_the_readme_shows_is_one() -> None:
    from linkage.cli import app
    from tests.cli.shaped import commands

    names = {each[0] for each in commands(app)}
    shown = set(
        re.findall(r"^\s*(?:\.venv/bin/)?linkage (?:--\S+ )*([a-z]+)", read("README.md"), re.MULTILINE)
    )
    assert shown <= names
