"""Honest resellers: hundreds of clients on a handful of cards, half of them unknown to the platform."""

from collections.abc import Callable

import polars as pl

from .conftest import KEYS, Written, number

World = Callable[..., Written]


def resellers(world: World) -> Written:
    return world("resellers", 20_000)


def test_clients_are_honest_and_a_crowd(world: World) -> None:
    written = resellers(world)
    clients = written.of("client")
    assert 200 <= len(clients) <= 1_200
    assert clients == written.crowd("reseller")


def test_a_handful_of_cards_pay_for_hundreds(world: World) -> None:
    written = resellers(world)
    paid = written.feed("billing").filter(pl.col("account_id").is_in(written.of("client")))
    held = (
        paid.group_by("card_fingerprint").agg(pl.n_unique("account_id")).sort("account_id", descending=True)
    )
    assert number(held["account_id"][:12].sum()) > 0.8 * len(written.of("client"))


def test_the_platform_knows_one_of_two_resellers(world: World) -> None:
    written = resellers(world)
    ties = written.feed("relations").filter(pl.col("kind") == "reseller")
    assert ties["other_id"].n_unique() == 1
    told = set(ties["account_id"])
    assert told < written.of("client")
    assert 0.1 < len(told) / len(written.of("client")) < 0.8
    assert not (written.feed("relations")["kind"] == "delegated").any()


def test_clients_sign_up_in_batches(world: World) -> None:
    written = resellers(world)
    rows = written.feed("accounts").with_columns(
        day=pl.col("created_at").str.to_datetime(time_zone="UTC").dt.date(),
        client=pl.col("account_id").is_in(written.of("client")),
        signup=pl.col("referrer").str.starts_with("invite-"),
    )
    days = rows.filter(pl.col("client") & pl.col("signup")).group_by("referrer", "day").len()
    assert number(days["len"].quantile(0.75)) >= 6


def test_clients_have_machines_of_their_own(world: World) -> None:
    written = resellers(world)
    rows = written.feed("devices").with_columns(key=KEYS["devices"])
    mine = rows.filter(pl.col("account_id").is_in(written.of("client")))
    assert number(mine.group_by("key").agg(pl.n_unique("account_id"))["account_id"].max()) <= 8
