"""Rings and honest groups that are planted among copies of accounts."""

import numpy as np
import polars as pl
import pytest

from linkage.tables import MEASURES
from linkage.trust import Platform, designs, drawn, plants
from linkage.trust.drawn import Drawn
from linkage.trust.platform import Run
from tests.score.build import DAY, START
from tests.trust.build import engine, platform, town

SEEDS = (1, 2)


@pytest.fixture(scope="module")
def ground() -> tuple[Platform, Run]:
    """A town of which the first half has devices and cards of its own, and the other addresses alone."""
    world = town()
    for account in range(3_000):
        world.measure(account, created_at=START + account % 300 * DAY, country="DE", plan="free")
    world.share("ip", range(0, 3_000, 10))
    own = {"card": range(1_500), "device": range(1_500), "ip": range(40, 3_000), "email": range(3_000)}
    made = platform(world, own)
    return made, engine().run(made)


def sown(ground: tuple[Platform, Run], seed: int) -> tuple[Drawn, Platform]:
    """The first round of plants, and the platform with them."""
    made, run = ground
    planned = drawn.rounds(list(drawn.groups(np.random.default_rng([seed, 0]))), made.total)
    rng = np.random.default_rng([seed, 1])
    found = drawn.draw(planned[0], drawn.pool(made, run), (START, START + 200 * DAY), rng)
    return found, plants.planted(plants.source(made, run), found, rng)


def held(platform: Platform, accounts: pl.DataFrame) -> dict[int, set[str]]:
    """The kinds each of these accounts has anything of."""
    facts = pl.concat([platform.shared.select("account", "kind"), platform.own])
    ours = facts.join(accounts, on="account", how="semi").with_columns(pl.col("kind").cast(pl.String))
    return {account: set(part["kind"]) for (account,), part in ours.group_by("account")}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_run_plants_no_more_than_a_fiftieth(ground: tuple[Platform, Run], seed: int) -> None:
    made, _ = ground
    found, after = sown(ground, seed)
    assert 0 < found.members.height <= 0.02 * made.total
    assert after.total == made.total + found.members.height
    assert after.measures.schema == made.measures.schema == pl.Schema(MEASURES)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_copy_has_nothing_of_a_kind_that_the_copied_account_lacks(
    ground: tuple[Platform, Run], seed: int
) -> None:
    made, _ = ground
    found, after = sown(ground, seed)
    before = held(made, found.members.select(account="copied"))
    now = held(after, found.members)
    follows = {"email_domain", "phone_block", "surname"}
    for account, copied in found.members.select("account", "copied").iter_rows():
        assert now.get(account, set()) - follows <= before[copied]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_copy_shares_with_accounts_of_the_platform_what_a_crowd_holds_alone(
    ground: tuple[Platform, Run], seed: int
) -> None:
    made, run = ground
    found, after = sown(ground, seed)
    planted = after.shared.join(found.members, on="account", how="semi")["value"].unique()
    old = set(planted.to_list()) & set(made.shared["value"].to_list())
    crowds = set(run.weighed.verdicts.filter("crowd")["value"].to_list())
    assert old <= crowds


def test_members_of_a_ring_share_and_those_of_two_groups_do_not(ground: tuple[Platform, Run]) -> None:
    made, _ = ground
    found, after = sown(ground, 1)
    fresh = after.shared.join(made.shared.select("value").unique(), on="value", how="anti")
    groups = fresh.join(found.members, on="account").group_by("value").agg(n=pl.col("group").n_unique())
    assert groups.height > 5
    assert groups["n"].max() == 1


def test_the_same_seed_plants_the_same_and_another_seed_does_not(ground: tuple[Platform, Run]) -> None:
    one, two, other = (sown(ground, seed)[1] for seed in (1, 1, 2))
    assert one.shared.equals(two.shared)
    assert one.measures.equals(two.measures)
    assert not one.shared.equals(other.shared)


def test_who_is_flagged_is_not_copied(ground: tuple[Platform, Run]) -> None:
    made, run = ground
    assert run.flagged.height > 30
    assert not set(drawn.pool(made, run).accounts) & set(run.flagged["account"])


def test_a_sort_of_group_that_nobody_could_be_copied_for_says_why(ground: tuple[Platform, Run]) -> None:
    made, run = ground
    group = drawn.Group(1, designs.RINGS[2], "3–5", 4)
    found = drawn.draw([group], drawn.pool(made, run), None, np.random.default_rng(1))
    assert found.members.is_empty()
    assert found.lacking == {
        "network and prompts only": "fewer than 20 accounts that are not flagged have ip and prompt"
    }


def test_what_is_seen_of_a_copy_moves_with_its_sign_up_and_never_beyond_the_last_day() -> None:
    world = town()
    for account in range(3_000):
        world.measure(
            account, created_at=START + account % 30 * DAY, paid_days=[19_676 + account % 30, 19_710]
        )
    made = platform(world)
    came = pl.DataFrame({"account": [-1], "copied": [1_003], "at": [START + 20 * DAY]})
    moved = plants.moved_measures(made, came)
    assert moved["created_at"].to_list() == [START + 20 * DAY]
    assert moved["by"].to_list() == [7 * DAY]
    assert moved["paid_days"].to_list() == [[19_696]]
