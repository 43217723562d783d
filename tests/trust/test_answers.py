"""What is told of a platform without labels: worth, misses, feeds left out, a backtest, cohorts."""

from dataclasses import replace

import polars as pl
import pytest

from linkage import trust
from linkage.trust import Backtest, Platform, feeds
from linkage.trust.backtest import as_of, backtest, then
from linkage.trust.cohorts import cohorts
from linkage.trust.leftout import left_out
from linkage.trust.misses import nearest, weakest
from linkage.trust.platform import Run
from linkage.trust.power import interval, power, unplanted
from linkage.trust.worth import worth
from tests.score.build import DAY, START, World
from tests.trust.build import engine, platform, town


def quiet(_: str) -> None:
    """Nobody is told."""


def dated() -> World:
    """The town, a fact of yesterday, and what became of it in the half year since it was founded."""
    world = town()
    for account in range(3_000):
        world.measure(account, created_at=START)
    world.share("ip", (2_998, 2_999), START + 180 * DAY)
    return world


@pytest.fixture(scope="module")
def ran() -> tuple[Platform, Run]:
    """The town, and what a run finds in it."""
    made = platform(town())
    return made, engine().run(made)


def test_a_kind_is_worth_what_its_values_that_tell_are_worth(ran: tuple[Platform, Run]) -> None:
    told = worth(*ran)
    card = told.kinds.row(by_predicate=pl.col("kind") == "card", named=True)
    assert (card["accounts"], card["values"], card["telling"], card["crowds"]) == (40, 8, 8, 0)
    assert 5 < card["bits"] <= card["most"] == 18.0
    assert told.feeds.rows()[1] == ("billing", 2_040, 0.68)


def test_a_feed_that_is_not_there_is_named_and_its_kinds_are_no_zero(ran: tuple[Platform, Run]) -> None:
    told = worth(*ran)
    assert "the feed usage has no data: rings that share only its values cannot be found" in told.limits
    assert "prompt" not in told.kinds["kind"].to_list()


def test_the_weakest_ring_is_told_with_its_story_and_is_no_miss(ran: tuple[Platform, Run]) -> None:
    made, run = ran
    rings, misses = weakest(made, run), nearest(made, run)
    assert rings.height == 1
    assert rings["accounts"].item() == run.flagged.height
    assert rings["margin"].item() > 0
    assert rings["story"].item() in rings["sentences"].item()[0]
    assert rings["examples"].to_list()[0] == ["a0", "a1", "a2", "a3", "a4"]
    assert not {name for names in misses["examples"] for name in names} & {"a0", "a1"}


def test_without_a_feed_its_kinds_and_measures_are_gone_and_no_others() -> None:
    world = town()
    world.measure(5, paid_days=[1], hours=[2], country="DE")
    made = feeds.without(platform(world, {"card": range(9), "device": range(7)}), "billing")
    assert set(made.shared["kind"].cast(pl.String)) == {"device", "ip"}
    assert set(made.own["kind"].cast(pl.String)) == {"device"}
    assert made.measures.select("paid_days", "hours", "country").row(0) == (None, [2], "DE")


def test_leaving_out_a_feed_tells_who_remains_and_tells_it_again(ran: tuple[Platform, Run]) -> None:
    made, run = ran
    one, two = (left_out(made, engine(), run, quiet) for _ in range(2))
    assert one.equals(two)
    assert one["feed"].to_list() == ["billing", "devices", "network"]
    assert one.filter(pl.col("remain") + pl.col("gone") != run.flagged.height).is_empty()


def test_as_of_a_day_nobody_knows_what_came_later() -> None:
    world = dated()
    world.measure(7, created_at=START + 170 * DAY)
    world.measure(8, paid_days=[(START + 10 * DAY) // DAY, (START + 170 * DAY) // DAY], status="banned")
    made = platform(world)
    at = START + 90 * DAY
    there = then(made, at)
    before = as_of(made, there, at)
    assert 7 not in there["account"]
    assert before.total == 2_999
    assert before.shared["first_seen"].max() == START
    assert before.measures.filter(account=8).select("paid_days", "status").row(0) == (
        [(START + 10 * DAY) // DAY],
        None,
    )


def paying() -> Platform:
    """The town after half a year, in which account 0 paid each month since, and 1 once; 2 and 2,000 are banned."""
    world = dated()
    back = (START + 180 * DAY) // DAY - 90
    world.measure(0, paid_days=[back - 5, back + 10, back + 40, back + 70])
    world.measure(1, paid_days=[back + 10])
    world.measure(2, status="banned")
    world.measure(2_000, status="banned")
    return platform(world)


def test_a_backtest_counts_what_became_of_the_flagged_and_of_all_others() -> None:
    made = paying()
    found = backtest(made, engine(), engine().run(made))
    assert isinstance(found, Backtest)
    assert (found.accounts, found.flagged) == (3_000, 40)
    told = {name: counts for name, *counts in found.outcomes.iter_rows()}
    assert told["flagged today"] == [40, 40, 0, 2_960]
    assert told["paid on for three months"] == [1, 40, 0, 2_960]
    assert told["paid at all"] == [2, 40, 0, 2_960]
    assert told["banned or labelled fraud"] == [1, 40, 1, 2_960]
    assert found.unknown == {"labelled honest": "unknown, because no account was labelled as honest since"}


def test_without_billing_who_paid_on_is_unknown_and_no_nought() -> None:
    made = platform(dated())
    found = backtest(made, engine(), engine().run(made))
    assert isinstance(found, Backtest)
    assert found.unknown["paid on for three months"] == "unknown, because no payment was loaded"
    assert "paid on for three months" not in found.outcomes["outcome"].to_list()


def test_without_a_time_there_is_no_backtest(ran: tuple[Platform, Run]) -> None:
    made, _ = ran
    never = made.shared.with_columns(
        pl.lit(None, pl.Int32).alias(name) for name in ("first_seen", "last_seen")
    )
    made = replace(made, shared=never)
    says = "unknown, because nothing that was loaded has a time"
    assert backtest(made, engine(), engine().run(made)) == says


def test_a_young_platform_has_no_backtest() -> None:
    made = platform(town())
    says = "unknown, because no account is known to have been there 90 days ago"
    assert backtest(made, engine(), engine().run(made)) == says


def test_a_cohort_is_beside_its_share_at_large() -> None:
    world = town()
    for account in range(3_000):
        world.measure(account, country="BR" if account < 20 or account >= 2_980 else "DE")
    value = world.share("network_type", range(0, 3_000))
    made = platform(world, networks={value: "vpn"})
    found = cohorts(made, engine().run(made))
    assert found["plan"] == "unknown, because no account has a plan"
    country = found["country"]
    assert isinstance(country, pl.DataFrame)
    assert country.filter(cohort="BR").rows() == [("BR", 40, 0.0133, 20, 0.5, 37.59)]
    network = found["network"]
    assert isinstance(network, pl.DataFrame)
    assert network.rows() == [("vpn", 3_000, 1.0, 40, 1.0, 1.0)]


def test_the_ends_of_an_interval_are_those_of_clopper_and_pearson() -> None:
    low, high = interval(pl.Series([0.0, 0.5, 1.0]).to_numpy(), pl.Series([12, 10, 12]).to_numpy())
    assert low.tolist() == [0.0, 0.2224, 0.7791]
    assert high.tolist() == [0.2209, 0.7776, 1.0]


def test_rings_too_large_for_the_platform_are_not_planted_and_said_to_be() -> None:
    assert list(unplanted([], 100)) == ["rings of 3–5", "rings of 6–9", "rings of 10–29", "rings of 30–99"]
    assert "more than 2% of 100 accounts" in unplanted([], 100)["rings of 3–5"]


def test_on_a_platform_too_small_for_plants_there_is_no_curve() -> None:
    made = platform(World(total=60))
    found = power(made, engine(), engine().run(made), 1, quiet)
    assert (found.runs, found.rings.height, found.bands.height) == (0, 0, 0)
    assert set(found.lacking) >= {"rings of 3–5", "rings of 30–99"}


def test_who_is_in_a_hurry_is_told_what_was_left_out() -> None:
    made = platform(World(total=60))
    found = trust.trust(made, engine(), 1, quick=True)
    assert found.left_out == found.backtest == "not measured: --quick"
