"""Honest people share: households, offices, carriers, classes; and what they share is in the feeds."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from linkage.simulate import SCENES, people
from linkage.simulate.draft import CROWDS

from .conftest import Written, number

World = Callable[..., Written]


def honest(world: World) -> Written:
    return world("honest", 20_000)


def holders(rows: pl.DataFrame, value: str) -> pl.Series:
    """Accounts on each value, most first."""
    return (
        rows.select("account_id", value)
        .drop_nulls()
        .unique()
        .group_by(value)
        .len()
        .sort("len", descending=True)["len"]
    )


def test_carriers_hide_hundreds_behind_one_address(world: World) -> None:
    mobile = honest(world).feed("network").filter(pl.col("network_type") == "mobile")
    assert holders(mobile, "ip")[0] > 200


def test_vpn_exits_serve_many(world: World) -> None:
    exits = honest(world).feed("network").filter(pl.col("network_type") == "vpn")
    assert holders(exits, "ip")[0] > 100


def test_families_and_teams_share_cards_but_seldom_more_than_twenty(world: World) -> None:
    shared = holders(honest(world).feed("billing"), "card_fingerprint")
    assert (shared == 2).sum() > 100
    assert (shared > 6).sum() > 10
    assert number(shared.max()) <= 20


def test_one_person_pays_by_virtual_cards_of_few_issuers(world: World) -> None:
    issuers = holders(honest(world).feed("billing"), "card_bin")
    assert issuers[0] > 50


def test_offices_share_a_domain_and_a_name(world: World) -> None:
    accounts = honest(world).feed("accounts")
    firms = accounts.select(
        domain=pl.col("email").str.to_lowercase().str.strip_chars().str.extract("@(.*)"),
        firm=pl.col("organization").str.to_lowercase().str.strip_chars(),
    )
    large = firms.drop_nulls("firm").filter(
        (pl.len().over("firm") >= 8) & ~pl.col("firm").is_in(["unknown", "n/a"])
    )
    alike = large.group_by("firm", "domain").len().group_by("firm").agg(pl.max("len"))
    assert len(alike) > 20
    assert number(alike["len"].quantile(0.1)) >= 3


def test_a_class_signs_up_in_one_evening_by_one_link(world: World) -> None:
    accounts = honest(world).feed("accounts").filter(pl.col("referrer").str.contains("/join/"))
    spans = (
        accounts.with_columns(at=pl.col("created_at").str.to_datetime(time_zone="UTC"))
        .group_by("referrer")
        .agg(pl.len(), hours=(pl.max("at") - pl.min("at")).dt.total_minutes() / 60)
    )
    assert len(spans) >= 3
    assert number(spans["hours"].max()) <= 1.5


def test_honest_people_work_at_night_too(world: World) -> None:
    hours = (
        honest(world).feed("usage").select(pl.from_epoch("hour").dt.hour())["hour"].value_counts()["count"]
    )
    assert len(hours) == 24
    assert number(hours.min()) > number(hours.max()) / 8


def test_people_move_to_a_new_model_over_weeks(world: World) -> None:
    usage = honest(world).feed("usage").with_columns(day=(pl.col("hour") - 1_735_689_600) // 86_400)
    shares = [
        usage.filter(pl.col("day").is_between(349 + a, 349 + b))
        .select((pl.col("model") == "model-4").mean())
        .item()
        for a, b in ((0, 2), (10, 14), (50, 60))
    ]
    assert shares[0] < 0.15 < shares[1] < shares[2]


def test_signups_follow_the_week_and_the_day() -> None:
    moments = people.signups(np.random.Generator(np.random.PCG64(2)), np.zeros(50_000, dtype=np.int64))
    local = pl.from_epoch(pl.Series(moments - 5 * 3_600), time_unit="s")
    weekdays = local.dt.weekday().value_counts().sort(local.name)["count"]
    assert weekdays[6] < weekdays[1] * 0.75
    night = ((local.dt.hour() >= 2) & (local.dt.hour() < 5)).mean()
    assert isinstance(night, float)
    assert night < 0.05


def test_a_household_lives_in_one_region() -> None:
    folk = people.settle(np.random.Generator(np.random.PCG64(2)), 5_000, people.Mix())
    table = pl.DataFrame({"household": folk.household, "region": folk.region})
    assert table.group_by("household").agg(pl.n_unique("region"))["region"].max() == 1
    assert folk.twin.sum() > 10


def test_a_group_is_never_larger_than_it_may_be() -> None:
    folk = people.settle(np.random.Generator(np.random.PCG64(2)), 20_000, people.Mix())
    for group, low, high in ((folk.office, 1, 100), (folk.campus, 1, 200), (folk.lesson, 1, 140)):
        sizes = np.bincount(group[group >= 0])
        assert low <= sizes[sizes > 0].min()
        assert sizes.max() <= high


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_only_honest_accounts_are_in_crowds_and_each_once(world: World, scene: str) -> None:
    written = world(scene, 3_000)
    assert written.crowds.columns == ["account_id", "crowd"]
    assert not written.crowds.is_duplicated().any()
    assert set(written.crowds["crowd"]) <= set(CROWDS)
    assert not set(written.crowds["account_id"]) & written.of("member")


def test_every_crowd_is_in_some_scene(world: World) -> None:
    seen = {name for scene in SCENES for name in world(scene, 3_000).crowds["crowd"]}
    assert seen == set(CROWDS)


def test_who_is_on_a_busy_carrier_exit_is_in_the_crowd_of_carriers(world: World) -> None:
    written = honest(world)
    mobile = written.feed("network").filter(
        (pl.col("network_type") == "mobile") & ~pl.col("ip").str.contains(":")
    )
    assert set(mobile["account_id"]) == written.crowd("carrier")


def test_who_is_on_vpn_exits_is_in_their_crowd(world: World) -> None:
    written = honest(world)
    exits = written.feed("network").filter(pl.col("network_type") == "vpn")
    assert set(exits["account_id"]) == written.crowd("vpn")


def test_an_account_may_be_in_several_crowds(world: World) -> None:
    written = honest(world)
    assert len(written.crowd("office") & written.crowd("carrier")) > 1_000


def test_the_clients_of_agencies_are_their_crowd(world: World) -> None:
    written = world("agencies", 20_000)
    assert written.crowd("agency") == written.of("client")


def test_there_are_far_more_honest_guests_on_the_exits_of_a_mixed_proxy(world: World) -> None:
    few, many = world("campaigns", 20_000).crowd("exit"), world("mixed", 20_000).crowd("exit")
    assert len(many) > 5 * len(few) > 0
