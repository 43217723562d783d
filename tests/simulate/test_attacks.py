"""Attacks on detection itself: who carries what of whom, and who had it first."""

from collections.abc import Callable

import polars as pl
import pytest

from .conftest import KEYS, Written, number, shared

World = Callable[..., Written]
ATTACKS = ("poison-stuffed", "poison-bridge", "poison-replay", "exits-later")
DAY = 86_400


def ties(written: Written) -> pl.DataFrame:
    """Every value that few strangers and a ring hold, and no crowd: stranger, taker, ring, key, feed."""
    made = []
    for feed in KEYS:
        rows = shared(written, feed).filter((pl.col("role") != "member").sum().over("key") <= 8)
        theirs = rows.filter(pl.col("role") == "stranger").select("key", stranger="account_id")
        members = rows.filter(pl.col("role") == "member").select("key", "ring", taker="account_id")
        made.append(theirs.join(members, on="key").with_columns(feed=pl.lit(feed)))
    return pl.concat(made)


@pytest.mark.parametrize("scene", ATTACKS)
def test_nearly_every_stranger_shares_a_value_with_a_ring(world: World, scene: str) -> None:
    written = world(scene, 20_000)
    strangers = written.of("stranger")
    assert 40 <= len(strangers) <= 140
    assert len(strangers & set(ties(written)["stranger"])) > 0.7 * len(strangers)


@pytest.mark.parametrize("scene", ["poison-stuffed", "poison-replay"])
def test_who_holds_a_copied_device_first_is_a_stranger(world: World, scene: str) -> None:
    written = world(scene, 20_000)
    copied = shared(written, "devices")["key"].unique().implode()
    rows = written.feed("devices").with_columns(key=KEYS["devices"]).filter(pl.col("key").is_in(copied))
    first = rows.join(written.truth, on="account_id").sort("first_seen").group_by("key").first()
    assert len(first) >= 15
    assert set(first["role"]) == {"stranger"}


def test_a_stuffed_account_carries_values_of_many_strangers(world: World) -> None:
    held = ties(world("poison-stuffed", 20_000)).group_by("taker").agg(pl.n_unique("stranger", "key"))
    assert len(held) >= 10
    assert number(held["stranger"].median()) >= 5
    assert number(held["stranger"].max()) <= 20
    assert number(held["key"].max()) <= 24, "an address may be written in several ways"


def test_stuffing_ties_strangers_to_one_another(world: World) -> None:
    held = ties(world("poison-stuffed", 20_000)).select("stranger", "taker").unique()
    assert number(held.group_by("stranger").len()["len"].mean()) > 2
    assert held["stranger"].n_unique() > 1.5 * held["taker"].n_unique()


def test_stuffed_accounts_give_numbers_and_mails_of_strangers(world: World) -> None:
    written = world("poison-stuffed", 20_000)
    accounts = written.feed("accounts").join(written.truth, on="account_id")
    digits = pl.col("phone").str.replace_all("[^0-9]", "").str.tail(7).alias("digits")
    theirs = accounts.filter(pl.col("role") == "stranger").select(digits, "email").drop_nulls()
    rung = accounts.filter(pl.col("role") == "member").select(digits).drop_nulls()
    assert len(rung.join(theirs, on="digits")) >= 2
    mails = theirs["email"].str.to_lowercase().str.strip_chars()
    paid = written.feed("billing").join(
        accounts.filter(pl.col("role") == "member"), on="account_id", how="semi"
    )
    assert paid["payer_email"].str.to_lowercase().str.strip_chars().is_in(mails.implode()).sum() >= 5


def test_a_replayed_device_is_used_by_many_accounts_of_one_ring(world: World) -> None:
    written = world("poison-replay", 20_000)
    held = ties(written).filter(pl.col("feed") == "devices")
    sizes = written.truth.drop_nulls("ring").group_by("ring").agg(size=pl.len())
    each = held.group_by("key").agg(pl.n_unique("taker"), rings=pl.n_unique("ring"), ring=pl.first("ring"))
    each = each.join(sizes, on="ring")
    assert len(each) >= 15
    assert set(each["rings"]) == {1}
    most = each.filter(pl.col("taker") >= pl.min_horizontal(pl.lit(10), "size"))
    assert len(most) > 0.9 * len(each)


def test_a_replayed_device_was_given_up_months_before(world: World) -> None:
    written = world("poison-replay", 20_000)
    keys = ties(written).filter(pl.col("feed") == "devices")["key"].unique().implode()
    rows = written.feed("devices").with_columns(key=KEYS["devices"]).filter(pl.col("key").is_in(keys))
    rows = rows.join(written.truth, on="account_id")
    owner = rows.filter(pl.col("role") == "stranger").group_by("key").agg(pl.max("last_seen"))
    again = rows.filter(pl.col("role") == "member").group_by("key").agg(pl.min("first_seen"))
    gaps = owner.join(again, on="key")
    assert number((gaps["first_seen"] - gaps["last_seen"]).min()) >= 80 * DAY * 1_000


def test_honest_customers_come_to_an_exit_weeks_after_the_ring_came(world: World) -> None:
    written = world("exits-later", 20_000)
    rows = (
        written.feed("network")
        .filter(pl.col("network_type").is_in(["residential", "hosting"]))
        .join(written.truth, on="account_id")
    )
    met = (pl.col("role") == "stranger").any().over("ip") & (pl.col("role") == "member").any().over("ip")
    both = rows.filter(met)
    late = both.filter(pl.col("role") == "stranger").group_by("ip").agg(pl.min("first_seen"), pl.len())
    ring = both.filter(pl.col("role") == "member").group_by("ip").agg(last=pl.max("first_seen"))
    gaps = late.join(ring, on="ip").filter(pl.col("len") > 1)
    assert len(gaps) >= 10
    assert number((gaps["first_seen"] - gaps["last"]).median()) >= 14 * DAY


def test_the_later_customers_of_exits_are_strangers_and_a_crowd(world: World) -> None:
    written = world("exits-later", 20_000)
    assert written.of("stranger") <= written.crowd("exit")


def test_a_bridge_between_rings_carries_their_devices(world: World) -> None:
    def crossed(scene: str) -> int:
        written = world(scene, 20_000)
        rows = written.feed("devices").with_columns(key=KEYS["devices"]).join(written.truth, on="account_id")
        return rows.drop_nulls("ring").filter(pl.n_unique("ring").over("key") > 1)["key"].n_unique()

    assert crossed("campaigns") == 0
    assert crossed("poison-bridge") >= 2


def test_the_strangers_of_a_bridge_know_one_another(world: World) -> None:
    written = world("poison-bridge", 20_000)
    theirs = ties(written).filter(pl.col("feed") == "billing").select("key", "stranger").unique()
    groups = theirs.group_by("key").len()
    assert (groups["len"] > 1).sum() >= 5
    assert number(groups["len"].max()) <= 8


@pytest.mark.parametrize("scene", ATTACKS)
def test_an_attack_leaves_the_rings_as_they_were(world: World, scene: str) -> None:
    sizes = [
        sorted(world(name, 20_000).truth.drop_nulls("ring")["ring"].value_counts()["count"])
        for name in ("campaigns", scene)
    ]
    assert sizes[0] == sizes[1]
