"""The audit chain at the command line."""

from pathlib import Path

import pytest
from sqlalchemy import text

from linkage.ledger import open_ledger
from tests.cli.conftest import Run


@pytest.fixture
def sealed(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file of the heads of a chain of four entries, sealed after three."""
    folder = tmp_path / "elsewhere"
    monkeypatch.setenv("LINKAGE_AUDIT_FOLDER", str(folder))
    for name in ("one", "two", "three"):
        run("keys", "create", name, "--scope", "enforce")
    assert run("audit", "seal", "--json").document["head"]["seq"] == 3
    run("keys", "create", "four", "--scope", "enforce")
    return folder / "heads.jsonl"


def tamper(statement: str) -> None:
    ledger = open_ledger("sqlite:///.linkage/ledger.sqlite")
    with ledger.write() as session:
        session.execute(text(statement))
    ledger.close()


def test_a_chain_nobody_touched_is_whole(run: Run, sealed: Path) -> None:
    done = run("audit", "verify")
    assert done.code == 0
    assert "4 entries are as they were written" in done.out
    document = run("audit", "verify", "--json").document
    assert (document["whole"], document["entries"], document["broken_at"], document["heads"]) == (
        True,
        4,
        None,
        1,
    )


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE audit SET subject = 'somebody' WHERE seq = 2", 2),
        ("UPDATE audit SET at = 'never' WHERE seq = 2", 1),
        ("UPDATE audit SET purpose = x'00ff' WHERE seq = 4", 4),
        ("DELETE FROM audit WHERE seq = 1", 2),
        ("DELETE FROM audit WHERE seq > 2", 3),
        ("DELETE FROM audit", 1),
    ],
)
def test_a_touched_chain_is_exit_1_with_the_place(run: Run, sealed: Path, statement: str, place: int) -> None:
    tamper(statement)
    done = run("audit", "verify")
    assert done.code == 1
    assert f"broken at entry {place}" in done.out
    assert run("audit", "verify", "--json").document["broken_at"] == place


def test_a_head_that_was_changed_is_exit_1_with_its_line(run: Run, sealed: Path) -> None:
    sealed.write_text(sealed.read_text().replace('"seq": 3', '"seq": 2'))
    done = run("audit", "verify")
    assert done.code == 1
    assert "line 1" in done.out


def test_where_no_heads_are_kept_it_is_said_what_that_means(run: Run) -> None:
    done = run("audit", "verify")
    assert done.code == 0
    assert "no heads are kept" in done.out
    assert "no entries yet" in run("audit", "seal").out


def test_heads_in_the_home_are_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKAGE_AUDIT_FOLDER", ".linkage/heads")
    for name in ("seal", "verify"):
        done = run("audit", name)
        assert done.code == 2
        assert "must not lie in the home" in done.err


def test_what_was_done_is_listed_latest_first(run: Run, sealed: Path) -> None:
    found = run("audit", "list", "--json").document["entries"]
    assert [(each["seq"], each["actor"], each["action"]) for each in found] == [
        (seq, "cli", "create key") for seq in (4, 3, 2, 1)
    ]
    subject = found[1]["subject"]
    assert [
        each["seq"] for each in run("audit", "list", "--subject", subject, "--json").document["entries"]
    ] == [3]
    assert [each["seq"] for each in run("audit", "list", "--limit", "1", "--json").document["entries"]] == [4]
    assert run("audit", "list", "--actor", "nobody", "--json").document["entries"] == []
    assert "create key" in run("audit", "list").out
