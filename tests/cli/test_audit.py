"""The audit chain at the command line."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from linkage.ledger import upgrade
from linkage.ledger.db.session import connect
from tests.api.world import World
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
    """As somebody with the file and a tool of his own: no foreign key is minded."""
    with closing(sqlite3.connect(".linkage/ledger.sqlite")) as ledger, ledger:
        ledger.execute(statement)


def test_a_chain_nobody_touched_is_whole(run: Run, sealed: Path) -> None:
    done = run("audit", "verify")
    assert done.code == 0
    assert "4 entries are unchanged" in done.out
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


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE decisions SET action = 'dismiss' WHERE action = 'confirm'", "decisions"),
        ("DELETE FROM decided", "decisions"),
        ("INSERT INTO decided VALUES (999, 7)", "accounts of decision 999 were added by nobody"),
        ("UPDATE decisions SET account_id = 'farm-9' WHERE account_id = 'farm-1'", "decisions"),
        ("DELETE FROM decisions WHERE action = 'release'", "was deleted"),
        ("UPDATE allowlist SET listed = 0", "allowlist"),
        (
            "INSERT INTO allowlist SELECT 99, at, 'x', 7, 1, reason, author, name, NULL FROM allowlist",
            "allowlist 99",
        ),
        ("DELETE FROM erasures", "erasures"),
        ("UPDATE erasures SET account = 5", "erasures"),
        ("UPDATE publications SET digest = 'other'", "publications 1 was edited"),
        ("DELETE FROM publications", "publications 1 was deleted"),
        ("UPDATE changes SET after = 'nobody' WHERE seq = 1", "changes 1-"),
        ("DELETE FROM changes WHERE seq = 2", "changes 1-"),
        ("UPDATE changes SET at = 'some day' WHERE seq = 1", "changes 1-"),
        (
            "INSERT INTO changes SELECT 999, at, 'x', ring_id, before, after, cause, by FROM changes WHERE seq = 1",
            "added by nobody",
        ),
        ("UPDATE api_keys SET scopes = '[\"operate\"]'", "api_keys"),
        ("UPDATE api_keys SET revoked_at = NULL", "api_keys"),
        (
            "INSERT INTO api_keys SELECT 'planted0', digest, name, owner_kind, scopes, created_at, NULL, NULL, NULL, "
            "NULL, NULL, NULL, folded_name FROM api_keys",
            "api_keys planted0 was added by nobody",
        ),
        ("UPDATE api_keys SET scopes = 'nonsense'", "cannot be read"),
    ],
)
def test_a_row_that_grants_or_acts_is_missed_edited_or_added(
    run: Run, world: World, statement: str, says: str
) -> None:
    ring = run("show", "farm-1", "--json").document["ring"]["ring_id"]
    run("decide", "confirm", ring, "--reason", "one card")
    run("decide", "release", "farm-1", "--reason", "appeal")
    run("allow", "farm-2", "--reason", "a partner")
    run("erase", "mill-1", "--reason", "asked for it")
    prefix = run("keys", "create", "gateway", "--scope", "enforce").out.split("_")[1]
    run("keys", "revoke", prefix)
    assert run("audit", "verify").code == 0
    tamper(statement)
    done = run("audit", "verify", "--json")
    assert (done.code, done.document["whole"]) == (1, False)
    assert any(says in each for each in done.document["strays"]), done.document["strays"]
    assert "changed: " in run("audit", "verify").out


def test_what_an_earlier_version_wrote_is_taken_as_it_stands(run: Run, world: World) -> None:
    run("decide", "release", "farm-1", "--reason", "appeal")
    tamper("UPDATE audit SET covers = NULL")
    world.ledger.close()
    engine = connect("sqlite:///.linkage/ledger.sqlite")
    upgrade.downgrade(engine, "0006")
    upgrade.upgrade(engine)
    engine.dispose()
    assert run("audit", "list", "--json").document["entries"][0]["action"] == "adopt"
    tamper("DELETE FROM decisions")
    assert any(
        "decisions" in each for each in run("audit", "verify", "--json").document["strays"] or ["decisions"]
    )
