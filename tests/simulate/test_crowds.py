"""Honest people share: households, offices, carriers, classes; and what they share is in the feeds."""

from collections.abc import Callable

import numpy as np
import polars as pl

from linkage.simulate import people

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
