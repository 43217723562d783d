"""Dense homes: families and flats of three to six that share nearly all they have."""

from collections.abc import Callable

import polars as pl

from .conftest import KEYS, Written, number

World = Callable[..., Written]


def homes(world: World) -> Written:
    return world("households", 20_000)


def largest(rows: pl.DataFrame, key: pl.Expr, accounts: set[str]) -> pl.Series:
    """For each of the accounts, how many of them hold the value it shares with most of them."""
    mine = (
        rows.filter(pl.col("account_id").is_in(accounts)).select("account_id", key=key).drop_nulls().unique()
    )
    words = ["unknown", "n/a", "", "-", "none"]
    mine = mine.filter(~pl.col("key").is_in(words)).with_columns(n=pl.len().over("key"))
    return mine.group_by("account_id").agg(pl.max("n"))["n"]


def test_one_honest_account_in_nine_lives_in_a_dense_home(world: World) -> None:
    written = homes(world)
    families, flats = written.crowd("household"), written.crowd("flatshare")
    assert not families & flats
    assert 0.1 < len(families | flats) / 20_000 < 0.13
    assert 0.3 < len(flats) / len(families | flats) < 0.5


def test_a_family_shares_its_device_card_and_line(world: World) -> None:
    written = homes(world)
    family = written.crowd("household")
    for feed, key in (("devices", KEYS["devices"]), ("billing", pl.col("card_fingerprint"))):
        held = largest(written.feed(feed), key, family)
        assert number((held >= 2).mean()) > 0.8, feed
        assert number(held.max()) <= 8, feed
    subnet = pl.col("ip").str.replace(r"^(\w+:\w+:\w+:\w+):.*", "$1")
    assert number((largest(written.feed("network"), subnet, family) >= 3).mean()) > 0.9


def test_people_in_a_flat_share_the_door_but_seldom_the_card(world: World) -> None:
    written = homes(world)
    flat, billing = written.crowd("flatshare"), written.feed("billing")
    assert number((largest(billing, pl.col("card_fingerprint"), flat) >= 2).mean()) < 0.6
    door = KEYS["billing"].str.extract(r"(\d{5}, \w\w)$")
    assert number((largest(billing, door, flat) >= 2).mean()) > 0.7


def test_dense_homes_change_nothing_for_the_rings(world: World) -> None:
    roles = homes(world).truth.group_by("role").len().sort("role").rows()
    assert roles == world("campaigns", 20_000).truth.group_by("role").len().sort("role").rows()
