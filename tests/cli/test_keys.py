"""Keys of the API."""

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
