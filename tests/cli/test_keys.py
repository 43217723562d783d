"""API keys."""

import pytest

from linkage.cli.keys import spread
from tests.cli.conftest import Run


def test_a_key_stands_alone_on_stdout(run: Run) -> None:
    done = run("keys", "create", "ban-service", "--scope", "enforce")
    assert done.code == 0
    assert done.err == ""
    assert done.out.startswith("lk_")
    assert done.out == done.out.split()[0] + "\n"


@pytest.mark.parametrize(
    "scopes",
    [
        ("--scope", "enforce", "--scope", "investigate"),
        ("--scope", "enforce,investigate"),
        ("--scope", "enforce investigate"),
        ("--scope", "enforce", "investigate"),
    ],
)
def test_scopes_are_given_in_any_way_people_write_lists(run: Run, scopes: tuple[str, ...]) -> None:
    done = run("keys", "create", "ops", *scopes, "--json")
    assert done.document["scopes"] == ["enforce", "investigate"]
    assert done.document["name"] == "ops"


@pytest.mark.parametrize("scopes", [(), ("--scope", "everything"), ("--scope", "")])
def test_a_key_without_a_known_scope_is_wrong_use(run: Run, scopes: tuple[str, ...]) -> None:
    done = run("keys", "create", "ops", *scopes)
    assert done.code == 2
    assert done.out == ""
    assert "enforce" in done.err


def test_keys_are_listed_without_the_key(run: Run) -> None:
    key = run("keys", "create", "ops", "--scope", "operate").out.strip()
    done = run("keys", "list", "--json")
    assert [each["name"] for each in done.document["keys"]] == ["ops"]
    assert key not in done.out


def test_a_revoked_key_says_so_and_leaves_the_overlay(run: Run) -> None:
    key = run("keys", "create", "ops", "--scope", "operate").out.strip()
    prefix = key.split("_")[1]
    assert run("keys", "revoke", prefix).code == 0
    assert run("keys", "list", "--json").document["keys"][0]["revoked_at"]


def test_a_key_that_is_not_there_cannot_be_revoked(run: Run) -> None:
    assert run("keys", "revoke", "aaaaaaaa").code == 1


def test_each_scope_counts_once() -> None:
    assert spread(["enforce,export", "export enforce"]) == ["enforce", "export"]


def prefix(key: str) -> str:
    return key.split("_")[1]


def test_a_rotated_key_stands_alone_on_stdout_and_names_the_old_one(run: Run) -> None:
    old = prefix(run("keys", "create", "ops", "--scope", "operate", "--limit", "90").out)
    done = run("keys", "rotate", old, "--overlap", "2")
    assert (done.code, done.err) == (0, "")
    assert done.out == done.out.split()[0] + "\n"
    first, second = run("keys", "list", "--json").document["keys"]
    assert first["expires_at"] is not None
    assert (second["prefix"], second["replaces"], second["limit"]) == (prefix(done.out), old, 90)
    assert run("keys", "rotate", "aaaaaaaa").code == 1


def test_a_key_may_have_an_end_and_a_limit(run: Run) -> None:
    done = run("keys", "create", "ops", "--scope", "enforce", "--days", "30", "--limit", "600", "--json")
    (key,) = run("keys", "list", "--json").document["keys"]
    assert key["expires_at"][:19] == done.document["expires_at"][:19]
    assert key["limit"] == done.document["limit"] == 600
    assert run("keys", "create", "ops", "--scope", "enforce", "--days", "1e9").code == 2


def test_who_makes_keys_cannot_approve(run: Run) -> None:
    done = run("keys", "create", "alice", "--scope", "operate,approve", "--person")
    assert (done.code, done.out) == (2, "")
    assert "create two keys" in done.err
    assert run("keys", "create", "alice", "--scope", "operate", "--person").code == 0
    assert run("keys", "create", "alice", "--scope", "approve", "--person").code == 1
    assert run("keys", "create", "bob", "--scope", "approve", "--person").code == 0


def test_with_a_key_of_ones_own_making_keys_is_audited_as_ones_own(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    boss = run("keys", "create", "boss", "--scope", "operate").out.strip()
    other = run("keys", "create", "bot", "--scope", "enforce").out.strip()
    monkeypatch.setenv("LINKAGE_OPERATOR_KEY", boss)
    assert run("keys", "create", "new", "--scope", "export").code == 0
    assert run("keys", "list", "--json").document["keys"][-1]["made_by"] == prefix(boss)
    assert run("audit", "list", "--limit", "1", "--json").document["entries"][0]["actor"] == prefix(boss)
    for wrong in (other, "lk_nonsense"):
        monkeypatch.setenv("LINKAGE_OPERATOR_KEY", wrong)
        done = run("keys", "create", "new", "--scope", "export")
        assert (done.code, done.out) == (1, "")
        assert wrong not in done.err
