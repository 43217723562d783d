"""Honest groups share what their sort says, in the files; and nobody of them is in a ring."""

from collections.abc import Callable

import polars as pl
import pytest

from linkage.simulate.cohorts import ALL
from linkage.simulate.elsewhere import ELSEWHERE

from .conftest import KEYS, Written, number

World = Callable[..., Written]

SCENES = {
    "class": "schools",
    "firm": "first-week",
    "service": "services",
    "fair": "fairs",
    "relatives": "relatives",
    "invited": "invitations",
    "subscription": "subscriptions",
    "gift": "prepaid",
    "pilot": "new-model",
}


def of(world: World, crowd: str, feed: str) -> pl.DataFrame:
    """Rows of a feed of the people of a crowd, in the scene that is about it."""
    written = world(SCENES[crowd], 20_000)
    return written.feed(feed).filter(pl.col("account_id").is_in(written.crowd(crowd)))


def joined(world: World, crowd: str) -> pl.DataFrame:
    """Accounts of a crowd with the moment of signing up and the mail domain."""
    return of(world, crowd, "accounts").with_columns(
        at=pl.col("created_at").str.to_datetime(time_zone="UTC"),
        domain=pl.col("email").str.to_lowercase().str.extract("@(.*)"),
    )


def groups(rows: pl.DataFrame, by: str, least: int) -> pl.DataFrame:
    """Groups of so many accounts or more by an invitation or a domain, and within how many hours they signed up."""
    rows = rows.filter(pl.col("referrer").str.starts_with("invite-")) if by == "referrer" else rows
    found = (
        rows.drop_nulls(by).group_by(by).agg(pl.len(), hours=(pl.max("at") - pl.min("at")).dt.total_hours())
    )
    return found.filter(pl.col("len") >= least)


def holders(rows: pl.DataFrame, key: pl.Expr) -> pl.Series:
    """How many accounts hold each value, most first."""
    held = rows.select("account_id", key=key).drop_nulls().group_by("key").agg(pl.n_unique("account_id"))
    return held["account_id"].sort(descending=True)


@pytest.mark.parametrize("cohort", ALL, ids=lambda cohort: cohort.crowd)
def test_a_crowd_is_honest_and_about_as_large_as_it_says(world: World, cohort: object) -> None:
    crowd, share = cohort.crowd, cohort.share  # type: ignore[attr-defined]
    written = world(SCENES[crowd], 20_000)
    assert written.crowd(crowd) <= written.of("honest")
    assert 0.4 * share < len(written.crowd(crowd)) / 20_000 < 2.5 * share


def test_every_sort_is_in_the_scene_of_cohorts_and_nobody_else(world: World) -> None:
    written = world("cohorts", 20_000)
    assert {cohort.crowd for cohort in ALL} <= set(written.crowds["crowd"])
    assert written.of("honest") == set(written.truth["account_id"])


def test_a_class_signs_up_in_one_lesson_on_few_machines(world: World) -> None:
    classes = groups(joined(world, "class"), "referrer", 10)
    assert len(classes) >= 4
    assert number(classes["hours"].max()) <= 4
    machines = holders(of(world, "class", "devices"), KEYS["devices"])
    assert number(machines.head(20).min()) >= 4


def test_a_firm_comes_within_a_week_with_one_domain_and_two_cards(world: World) -> None:
    firms = groups(joined(world, "firm"), "domain", 10).filter(pl.col("hours") < 24 * 6 + 1)
    assert len(firms) >= 4
    cards = holders(of(world, "firm", "billing"), pl.col("card_fingerprint"))
    assert number(cards[0]) >= 10
    ties = of(world, "firm", "relations").filter(pl.col("kind") == "referral")
    assert ties["account_id"].n_unique() > 0.4 * len(joined(world, "firm"))


def test_service_accounts_run_on_hosts_with_the_same_words(world: World) -> None:
    them = joined(world, "service")
    hosts = of(world, "service", "network").filter(pl.col("network_type") == "hosting")
    assert hosts["account_id"].n_unique() > 0.9 * len(them)
    assert number(holders(hosts, pl.col("ip"))[0]) >= 5
    assert number(holders(of(world, "service", "usage"), pl.col("prompt_template"))[0]) >= 10


def test_a_fair_is_one_day_one_line_and_a_starter_kit(world: World) -> None:
    fairs = groups(joined(world, "fair"), "referrer", 15)
    assert len(fairs) >= 1
    assert number(fairs["hours"].max()) <= 8
    assert number(holders(of(world, "fair", "network"), pl.col("ip"))[0]) >= 15
    assert number(holders(of(world, "fair", "usage"), pl.col("prompt_template"))[0]) >= 10


def test_relatives_have_several_doors_on_one_card(world: World) -> None:
    paid = of(world, "relatives", "billing").with_columns(
        door=KEYS["billing"].str.replace_all("[^a-z0-9]", "")
    )
    cards = paid.group_by("card_fingerprint").agg(pl.n_unique("account_id"), pl.n_unique("door"))
    shared = cards.filter(pl.col("account_id") >= 4)
    assert len(shared) >= 5
    assert number((shared["door"] >= 2).mean()) > 0.8
    lines = of(world, "relatives", "network").filter(pl.col("network_type") == "residential")
    assert number((holders(lines, pl.col("ip")) >= 2).sum()) > 60


def test_who_is_invited_shares_the_invitation_alone(world: World) -> None:
    batches = groups(joined(world, "invited"), "referrer", 8)
    assert len(batches) >= 5
    assert number(batches["hours"].max()) <= 20
    assert number(holders(of(world, "invited", "devices"), KEYS["devices"]).quantile(0.95)) <= 3
    assert number(holders(of(world, "invited", "billing"), pl.col("card_fingerprint"))[0]) <= 4


def test_a_shared_subscription_is_seen_on_the_machines_of_many(world: World) -> None:
    devices = of(world, "subscription", "devices").with_columns(key=KEYS["devices"])
    seen = devices.group_by("account_id").agg(pl.n_unique("key"))["key"].sort(descending=True)
    assert number(seen[0]) >= 10
    assert number(seen.median()) <= 2
    assert number(holders(devices, pl.col("key")).median()) == 2


def test_gift_cards_are_many_of_one_issuer(world: World) -> None:
    paid = of(world, "gift", "billing")
    assert number(holders(paid, pl.col("card_fingerprint"))[0]) == 1
    assert paid["card_bin"].n_unique() <= 9
    assert paid["account_id"].n_unique() > 0.9 * len(joined(world, "gift"))


def test_a_pilot_moves_to_a_new_model_on_one_day(world: World) -> None:
    teams = joined(world, "pilot").select("account_id", "domain")
    used = of(world, "pilot", "usage").join(teams.filter(pl.len().over("domain") >= 10), on="account_id")
    day = pl.col("hour") // 86_400
    first = used.group_by("domain", "model", "account_id").agg(
        day.min().alias("first"), day.max().alias("last")
    )
    mixed = used.group_by("domain", day).agg(pl.len(), models=pl.n_unique("model")).filter(pl.col("len") >= 3)
    assert len(first) > 50
    assert number((mixed["models"] == 1).mean()) > 0.85


def test_platforms_differ_by_seed_and_only_in_new_scenes(world: World) -> None:
    def habits(scene: str, seed: int) -> tuple[float, float]:
        written = world(scene, 3_000, seed)
        phones = number(written.feed("accounts")["phone"].is_not_null().mean())
        return phones, written.feed("billing")["account_id"].n_unique() / 3_000

    new = [habits("relatives", seed) for seed in range(1, 6)]
    old = [habits("campaigns", seed) for seed in range(1, 6)]
    for at in (0, 1):
        wide, narrow = (
            max(each[at] for each in seen) - min(each[at] for each in seen) for seen in (new, old)
        )
        assert wide > 0.2 > 0.06 > narrow


def test_every_new_scene_has_habits_of_its_own() -> None:
    assert all(scene.habits for scene in ELSEWHERE.values())
