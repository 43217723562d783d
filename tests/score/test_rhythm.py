import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage import tables
from linkage.score.rhythm import HOURS, MAX_WEIGHT, likeness, read
from tests.score.build import World

DAYS = range(19_700, 19_720)


def driven(world: World, account: int, *hours: int) -> None:
    """An account at work at those hours of every day."""
    world.measure(account, hours=[24 * day + hour for day in DAYS for hour in hours])


@pytest.fixture
def world() -> World:
    """A hundred people who are up at all hours, and a ring at three and four."""
    made = World()
    for account in range(100, 200):
        driven(made, account, account % 24, (account + 5) % 24, (account + 11) % 24)
    for account in range(10):
        driven(made, account, 3, 4)
    return made


def bits(world: World, *accounts: int, community: int = 0) -> list[float]:
    """What the hours of accounts of one community say."""
    members = pl.DataFrame({"community": community, "account": list(accounts)})
    return likeness(members, read(world.about.measures)).to_list()


def test_accounts_on_the_common_hours_gain_and_others_lose(world: World) -> None:
    driven(world, 50, 14, 15)
    said = bits(world, *range(10), 50)
    assert min(said[:10]) > 1
    assert said[10] < -1


def test_hours_that_are_driven_alike_say_the_most_they_may(world: World) -> None:
    assert bits(world, *range(10)) == [MAX_WEIGHT] * 10


def test_an_account_without_usage_says_nothing(world: World) -> None:
    world.measure(60, hours=None)
    world.measure(61, hours=[])
    assert bits(world, *range(10), 60, 61, 62)[10:] == [0, 0, 0]


def test_everyones_hours_say_little() -> None:
    world = World()
    for account in range(960):
        driven(world, account, account % 24, (account + 5) % 24, (account + 11) % 24)
    assert max(abs(each) for each in bits(world, *range(960))) < 1


def test_no_usage_at_all_says_nothing() -> None:
    nothing = read(pl.DataFrame(schema=tables.MEASURES))
    members = pl.DataFrame({"community": [0, 0], "account": [1, 2]})
    assert likeness(members, nothing).to_list() == [0, 0]
    assert likeness(members.clear(), nothing).to_list() == []


def test_hours_are_counted_once_an_hour_of_the_day(world: World) -> None:
    rhythm = read(world.about.measures)
    assert rhythm.accounts.tolist() == [*range(10), *range(100, 200)]
    assert rhythm.counts.shape == (110, HOURS)
    assert rhythm.counts[0].tolist() == [len(DAYS) if hour in {3, 4} else 0 for hour in range(HOURS)]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 2_000), max_size=60, unique=True), min_size=2, max_size=12),
    st.data(),
)
def test_hours_never_say_more_than_the_most_and_the_order_does_not_matter(
    hours: list[list[int]], data: st.DataObject
) -> None:
    world = World()
    for account, each in enumerate(hours):
        world.measure(account, hours=each)
    accounts = list(range(len(hours)))
    said = bits(world, *accounts)
    assert max(map(abs, said)) <= MAX_WEIGHT
    order = data.draw(st.permutations(accounts))
    assert np.allclose([bits(world, *order)[order.index(each)] for each in accounts], said, atol=1e-4)
