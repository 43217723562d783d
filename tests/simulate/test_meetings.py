"""Strangers, guests and bans: what passes between rings and honest people."""

from collections.abc import Callable

import polars as pl

from .conftest import KEYS, Written, shared

World = Callable[..., Written]


def test_a_stranger_shares_a_value_with_a_ring(world: World) -> None:
    written = world("poison", 20_000)
    strangers = set(written.truth.filter(pl.col("role") == "stranger")["account_id"])
    touched = {name for feed in KEYS for name in shared(written, feed)["account_id"]}
    assert len(strangers) == 60
    assert len(strangers & touched) >= 48, "an address may be written in two ways"


def test_a_device_of_a_stranger_was_the_strangers_first(world: World) -> None:
    written = world("poison", 20_000)
    rows = written.feed("devices").with_columns(key=KEYS["devices"]).join(written.truth, on="account_id")
    copied = rows.filter((pl.col("role") == "stranger").any().over("key"))
    copied = copied.filter((pl.col("role") == "member").any().over("key"))
    first = copied.sort("first_seen").group_by("key", maintain_order=True).first()
    assert len(first) >= 15
    assert set(first["role"]) == {"stranger"}


def test_only_the_poison_scene_shares_devices_between_honest_people_and_rings(world: World) -> None:
    assert shared(world("campaigns", 20_000), "devices").is_empty()


def test_a_banned_wave_does_nothing_after_its_ban(world: World) -> None:
    written = world("waves", 20_000)
    banned = written.feed("labels").filter(pl.col("label") == "banned").join(written.truth, on="account_id")
    banned = banned.drop_nulls("ring").with_columns(day=pl.col("at").str.to_date())
    ring = (
        banned.group_by("ring")
        .agg(pl.len(), pl.col("day").mode().first())
        .sort("len", descending=True)
        .row(0)
    )
    wave = banned.filter((pl.col("ring") == ring[0]) & (pl.col("day") == ring[2]))
    assert len(wave) > 150
    hours = written.feed("usage").join(wave, on="account_id").select(pl.from_epoch("hour").dt.date())
    assert hours["hour"].max() <= ring[2]


def test_a_ring_that_was_banned_comes_back_on_a_third_of_its_devices(world: World) -> None:
    written = world("waves", 20_000)
    ring = written.truth["ring"].drop_nulls().mode().first()
    mine = written.truth.filter(pl.col("ring") == ring)
    status = written.feed("accounts").join(mine, on="account_id").select("account_id", "status")
    rows = written.feed("devices").with_columns(key=KEYS["devices"]).join(status, on="account_id")
    farm = rows.filter(pl.len().over("key") >= 3)
    old = set(farm.filter(pl.col("status") == "banned")["key"])
    new = set(farm.filter(pl.col("status") != "banned")["key"])
    assert 0.2 < len(old & new) / len(new) < 0.75


def test_nearly_every_account_of_a_first_wave_is_banned(world: World) -> None:
    written = world("waves", 20_000)
    rows = written.feed("accounts").join(written.truth, on="account_id").drop_nulls("ring")
    share = (rows["status"] == "banned").mean()
    assert isinstance(share, float)
    assert 0.4 < share < 0.6


def test_two_values_of_a_stranger_go_to_the_same_ring(world: World) -> None:
    written = world("poison-two", 20_000)
    strangers = written.truth.filter(pl.col("role") == "stranger").select(stranger="account_id")
    rings = []
    for feed in ("devices", "billing"):
        rows = written.feed(feed).select("account_id", key=KEYS[feed]).drop_nulls().unique()
        rows = rows.join(written.truth, on="account_id")
        pairs = rows.join(strangers, left_on="account_id", right_on="stranger").select(
            "key", stranger="account_id"
        )
        rings.append(pairs.join(rows.drop_nulls("ring"), on="key").select("stranger", "ring").unique())
    both = rings[0].join(rings[1], on="stranger")
    assert len(both) >= 30
    assert (both["ring"] == both["ring_right"]).mean() == 1


def test_honest_customers_are_seen_on_the_exits_of_a_mixed_proxy(world: World) -> None:
    def guests(scene: str) -> int:
        seen = (
            shared(world(scene, 20_000), "network")
            .group_by("key")
            .agg(pl.len(), member=(pl.col("role") == "member").mean())
        )
        exits = seen.filter(pl.col("member") > 0.5)
        return int((exits["len"] * (1 - exits["member"])).round().sum())

    assert guests("mixed") > 5 * guests("campaigns") > 0
