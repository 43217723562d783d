"""Secrets by file, URLs made whole, and the settings of another place."""

import ast
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from linkage import settings as settings_module
from linkage.cli.session import settings_for
from linkage.errors import WrongUse
from linkage.settings import Settings, elsewhere, from_file, named


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "GRAPH_URL", "LEDGER_URL"):
        monkeypatch.delenv(f"LINKAGE_{name}", raising=False)


@pytest.mark.parametrize(
    ("url", "user", "password", "whole"),
    [
        ("postgresql://db/x", None, None, "postgresql://db/x"),
        ("postgresql://db/x", "me", "se/c@ret", "postgresql://me:se%2Fc%40ret@db/x"),
        ("postgresql://me@db/x", "other", "secret", "postgresql://me:secret@db/x"),
        ("postgresql://me:mine@db/x", None, "secret", "postgresql://me:mine@db/x"),
        ("postgresql://db/x", "me", None, "postgresql://me@db/x"),
    ],
)
def test_who_asks_and_the_password_go_into_the_url(
    url: str, user: str | None, password: str | None, whole: str
) -> None:
    assert named(url, user, SecretStr(password) if password else None) == whole


def test_a_ledger_has_its_password_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("hunter2\n")
    settings = Settings(ledger_url="postgresql+psycopg://db/x", ledger_user="me", ledger_password_file=secret)
    assert settings.ledger == "postgresql+psycopg://me:hunter2@db/x"
    assert "hunter2" not in repr(settings)


def test_an_embedded_ledger_has_none(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, ledger_user="me", ledger_password=SecretStr("x"))
    assert settings.ledger == f"sqlite:///{tmp_path}/ledger.sqlite"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    gone = Settings(ledger_url="postgresql://db/x", ledger_password_file=tmp_path / "gone")
    with pytest.raises(WrongUse, match="LINKAGE_LEDGER_PASSWORD_FILE"):
        gone.ledger  # noqa: B018
    with pytest.raises(WrongUse, match="LINKAGE_GRAPH_PASSWORD_FILE"):
        Settings(graph_password_file=tmp_path / "gone").graph_secret  # noqa: B018
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    with pytest.raises(WrongUse, match="no text"):
        Settings(graph_password_file=tmp_path / "bytes").graph_secret  # noqa: B018


def test_another_place_takes_nothing_of_who_asks_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINKAGE_GRAPH_PASSWORD", "hunter2")
    old = Settings(home=tmp_path, keep=7)
    new = elsewhere(old, {"graph_url": "bolt://db:7687"})
    assert (new.graph, new.graph_password, new.home, new.keep) == ("bolt://db:7687", None, tmp_path, 7)
    assert new.ledger == old.ledger


@pytest.mark.parametrize("part", ["rings", "accounts", "paying"])
def test_a_renamed_setting_is_taken_under_both_names(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, old = f"max_change_{part}", f"hold_{part}"
    values: dict[str, Any] = {old: 0.3}
    assert getattr(Settings(**values), name) == 0.3
    monkeypatch.setenv(f"LINKAGE_{old.upper()}", "0.2")
    assert getattr(Settings(), name) == 0.2
    monkeypatch.setenv(f"LINKAGE_{name.upper()}", "0.4")
    assert getattr(Settings(), name) == 0.4
    assert getattr(Settings().model_copy(update={"seed": 2}), name) == 0.4
    values = {name: 0.6}
    assert getattr(Settings(**values), name) == 0.6


def test_a_renamed_setting_that_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKAGE_MAX_CHANGE_PAYING", "7")
    with pytest.raises(WrongUse, match=r"^LINKAGE_MAX_CHANGE_PAYING: "):
        settings_for(None)


def test_a_file_of_settings_says_where_graph_and_ledger_are(tmp_path: Path) -> None:
    path = tmp_path / "servers.env"
    path.write_text("# servers\nLINKAGE_GRAPH_URL=bolt://db:7687\nLINKAGE_KEEP=9\nOTHER=1\n")
    assert from_file(path) == {"graph_url": "bolt://db:7687"}


def test_every_setting_is_read_somewhere() -> None:
    """Outside `settings.py`, or there by a property that is read outside."""
    root, own = Path(__file__).parents[1], Path(settings_module.__file__)
    trees = [
        parsed(path) for part in ("linkage", "api") for path in (root / part).rglob("*.py") if path != own
    ]
    read = set().union(*(attributes(tree, {"settings", "_settings", "Settings()"}) for tree in trees))
    written = next(node for node in parsed(own).body if isinstance(node, ast.ClassDef))
    derived = [each for each in written.body if isinstance(each, ast.FunctionDef) and each.name in read]
    read |= set().union(*(attributes(each, {"self"}) for each in derived))
    assert set(Settings.model_fields) - read == set()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def attributes(tree: ast.AST, owners: set[str]) -> set[str]:
    """Names of the attributes that a program reads of what has one of these names."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return {node.attr for node in found if ast.unparse(node.value).rpartition(".")[2] in owners}
