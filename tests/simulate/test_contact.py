"""E-mail addresses and telephone numbers, as a normaliser will read them."""

from collections.abc import Callable

import phonenumbers
import polars as pl

from .conftest import Written, number

World = Callable[..., Written]


def canonical(mail: pl.Expr) -> pl.Expr:
    """An address as its mailbox, tags and Gmail's dots gone."""
    low = (
        mail.str.to_lowercase()
        .str.strip_chars()
        .str.replace(r"\+[^@]*@", "@")
        .str.replace("@googlemail.com", "@gmail.com")
    )
    local, host = low.str.extract("^(.*)@"), low.str.extract("@(.*)$")
    dotless = pl.when(host == "gmail.com").then(local.str.replace_all(".", "", literal=True)).otherwise(local)
    return pl.concat_str(dotless, pl.lit("@"), host)


def test_an_address_is_shared_only_by_the_two_accounts_of_one_person(world: World) -> None:
    rows = world().feed("accounts").select("account_id", "email", key=canonical(pl.col("email")))
    shared = rows.filter(pl.len().over("key") > 1)
    assert number(rows["email"].str.to_lowercase().is_unique().mean()) > 0.998
    assert shared.filter(pl.len().over("key") > 4).is_empty()
    assert 0.005 < len(shared) / len(rows) < 0.05


def test_no_ring_shares_a_mailbox_with_honest_people(world: World) -> None:
    rows = world().feed("accounts").select("account_id", key=canonical(pl.col("email")))
    member = (pl.col("role") == "member").over("key")
    both = rows.join(world().truth, on="account_id").filter(
        (pl.col("role") == "member").any().over("key") & (pl.col("role") != "member").any().over("key")
    )
    assert both.is_empty(), member


def test_addresses_are_untidy(world: World) -> None:
    mails = world().feed("accounts")["email"]
    assert mails.str.contains(r"\+").any()
    assert mails.str.contains("^ ").any()
    assert (mails.str.strip_chars() == mails.str.to_uppercase().str.strip_chars()).any()


def test_nearly_every_number_is_one_that_can_be_dialled(world: World) -> None:
    rows = world().feed("accounts").select("country", "phone").drop_nulls().head(1_500)
    good = 0
    for country, phone in rows.iter_rows():
        parsed = phonenumbers.parse(
            phone.replace("00", "+", 1) if phone.startswith("00") else phone, country.strip().upper()
        )
        good += phonenumbers.is_possible_number(parsed)
    assert good / len(rows) > 0.97


def test_numbers_are_written_in_many_ways(world: World) -> None:
    phones = world().feed("accounts")["phone"].drop_nulls()
    for way in (r"^\+\d+$", r"^00", r"^\+\d+ \d", r"^0?\d{3} \d{3}-", r"^[1-9]\d+$"):
        assert phones.str.contains(way).any(), way
