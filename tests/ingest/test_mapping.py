from pathlib import Path

import pytest

from linkage.errors import WrongUse
from linkage.ingest import mapping
from linkage.ingest.mapping import Mapping
from linkage.model import Group


def read(folder: Path, text: str) -> Mapping:
    (folder / "map.toml").write_text(text)
    return mapping.read(folder / "map.toml")


def test_every_part_of_it_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
        files = { customers = "accounts" }
        columns.accounts = { account_id = "customer_no" }
        sources.crm = { url = "sqlite:///x.db", query = "select 1", feed = "billing" }
        kinds.wallet = { group = "payment", normaliser = "casefold", forgeable = true }
        """,
    )
    assert found.feed("customers.csv", "customers") == "accounts"
    assert found.column("accounts", "account_id") == "customer_no"
    assert found.column("accounts", "email") == "email"
    assert found.sources["crm"].feed == "billing"
    wallet = found.declared()["wallet"]
    assert (wallet.group, wallet.forgeable) == (Group.PAYMENT, True)


@pytest.mark.parametrize(
    ("name", "feed"),
    [
        ("accounts", "accounts"),
        ("usage-2026-01", "usage"),
        ("usage.2026", "usage"),
        ("usages", None),
        ("Accounts", None),
        ("network_types", None),
        ("", None),
    ],
)
def test_a_feed_is_told_by_the_stem(name: str, feed: str | None) -> None:
    assert Mapping().feed(f"{name}.csv", name) == feed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("files = 1", "files"),
        ('files = { a = "acounts" }', "the feeds are accounts"),
        ('columns.accounts = { mail = "x" }', "has no column mail"),
        ('columns.people = { email = "x" }', "columns.people"),
        ("nonsense = 1", "nonsense"),
        ("[", "not valid TOML"),
        ('kinds.wallet = { group = "money" }', "wallet"),
        ('kinds.wallet = { normaliser = "magic" }', "wallet"),
        ('sources.crm = { url = "x", query = "y" }', "sources.crm.feed"),
    ],
)
def test_what_is_wrong_in_it_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        read(tmp_path, text)


def test_a_mapping_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="cannot be opened"):
        mapping.read(tmp_path / "none.toml")


def test_a_password_in_it_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(WrongUse) as raised:
        read(tmp_path, 'sources.crm = { url = ["hunter2"], query = "y", feed = "accounts" }')
    assert "hunter2" not in str(raised.value)
