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
        columns.accounts = { account_id = "customer_no", full_name = ["first", "last"] }
        sources.crm = { url = "sqlite:///x.db", query = "select 1", feed = "billing" }
        kinds.wallet = { group = "payment", normaliser = "casefold", forgeable = true }
        """,
    )
    assert found.feed("customers.csv", "customers") == "accounts"
    assert found.own("accounts", "account_id") == ("customer_no",)
    assert found.own("accounts", "email") == ("email",)
    assert found.own("accounts", "full_name") == ("first", "last")
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
        ("columns.accounts = { email = 3 }", "columns.accounts.email: .*a list of texts"),
        ("columns.accounts = { email = [] }", "columns.accounts.email: .*a list of texts"),
        ('columns.accounts = { email = ["a", 3] }', "columns.accounts.email: .*a list of texts"),
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


def test_a_file_with_parts_of_its_own_is_read_by_them_alone(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
        files = { "old.csv" = "billing", older = "billing", "new.csv" = "billing" }
        columns.billing = { account_id = "customer", amount = "sum" }
        forms.billing = { amount = "1.234,56" }
        columns."old.csv" = { account_id = "client" }
        words.older.outcome = { bezahlt = "paid" }
        """,
    )
    new, old, older = (found.of("billing", f"{each}.csv", each) for each in ("new", "old", "older"))
    assert new is found
    assert [old.own("billing", each) for each in ("account_id", "amount")] == [("client",), ("amount",)]
    assert (old.forms["billing"], old.said("billing")) == ({}, {})
    assert older.own("billing", "account_id") == ("account_id",)
    assert older.said("billing") == {"outcome": {"bezahlt": "paid"}}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('columns."old.csv" = { email = "x" }', "neither a feed nor a file named under"),
        (
            'files."old.csv" = "billing"\ncolumns."old.csv" = { email = "x" }',
            "feed billing has no column email",
        ),
        (
            'files.old = "billing"\nwords.old.outcome = { a = "b" }',
            "words.old.outcome: a word stands for one of",
        ),
    ],
)
def test_parts_of_a_file_are_checked_as_those_of_its_feed(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(WrongUse, match=why):
        read(tmp_path, text)


def test_a_mapping_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="cannot be opened"):
        mapping.read(tmp_path / "none.toml")


def test_a_password_in_it_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(WrongUse) as raised:
        read(tmp_path, 'sources.crm = { url = ["hunter2"], query = "y", feed = "accounts" }')
    assert "hunter2" not in str(raised.value)
