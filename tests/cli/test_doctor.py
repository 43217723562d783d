"""What is set, what can be reached, what to do."""

from pathlib import Path

import pytest

from linkage.cli.doctor import without_password
from tests.cli.conftest import Run


def test_a_fresh_home_is_well(run: Run) -> None:
    done = run("doctor", "--json")
    assert done.code == 0
    assert done.document["well"] is True
    assert [each["name"] for each in done.document["findings"]] == [
        "home",
        "pepper",
        "graph",
        "ledger",
        "publication",
    ]
    assert done.document["versions"]["linkage"]


def test_what_cannot_be_reached_is_exit_1_with_advice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKAGE_GRAPH_URL", "nonsense")
    done = run("doctor")
    assert done.code == 1
    assert "LINKAGE_GRAPH_URL" in done.out


def test_no_secret_is_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKAGE_LEDGER_URL", "postgresql+nothing://linkage:hunter2@127.0.0.1:1/linkage")
    for arguments in (("doctor",), ("doctor", "--json")):
        done = run(*arguments)
        assert "hunter2" not in done.out + done.err
        assert "for-tests-only" not in done.out


@pytest.mark.parametrize(
    "url",
    ["postgresql://linkage:hunter2@127.0.0.1:1/linkage", "postgresql://linkage:hunter2@127.0.0.1:x/linkage"],
)
def test_a_server_that_is_away_is_told_without_its_password(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("LINKAGE_LEDGER_URL", url)
    for arguments in (("doctor",), ("rings",), ("keys", "list"), ("decisions",)):
        done = run(*arguments)
        assert done.code in (1, 2)
        assert "hunter2" not in done.out + done.err


def test_a_pepper_file_open_to_others_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "pepper"
    path.write_text("0123456789abcdef0123456789abcdef")
    path.chmod(0o644)
    monkeypatch.delenv("LINKAGE_PEPPER")
    monkeypatch.setenv("LINKAGE_PEPPER_FILE", str(path))
    done = run("doctor")
    assert done.code == 1
    assert "chmod 600" in done.out


def test_looking_makes_no_pepper(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("LINKAGE_PEPPER")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert run("doctor").code == 0
    assert not (tmp_path / "config").exists()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:///a/b.sqlite", "sqlite:///a/b.sqlite"),
        ("postgresql://me:secret@db/x", "postgresql://me:***@db/x"),
        ("postgresql://me@db/x", "postgresql://me@db/x"),
        ("postgresql://me:se/cr?e#t@db/x", "postgresql://me:***@db/x"),
        ("postgresql://me:se@cret@db/x", "postgresql://me:***@db/x"),
        (
            "postgresql://me@db/x?password=secret&sslmode=require",
            "postgresql://me@db/x?password=***&sslmode=require",
        ),
        ("postgresql://me:[secret@db/x", "postgresql://me:***@db/x"),
    ],
)
def test_a_password_is_blanked(url: str, shown: str) -> None:
    assert without_password(url) == shown
