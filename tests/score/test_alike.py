import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.score.alike import MAX_WEIGHT, alike, read
from tests.score.build import START, World

DAY = 86_400


def came(world: World, account: int, day: int, country: str = "US") -> None:
    """An account that signed up on a day."""
    world.measure(account, created_at=START + day * DAY, country=country)


@pytest.fixture
def world() -> World:
    """Five hundred people who came one a day, half of them from each of two countries, and a ring in a day."""
    made = World()
    for account in range(100, 600):
        came(made, account, account - 100, "US" if account % 2 else "FR")
    for account in range(10):
        came(made, account, 250, "US")
    return made


def bits(world: World, *accounts: int) -> list[float]:
    """What the marks of accounts of one community say."""
    members = pl.DataFrame({"community": 0, "account": list(accounts)})
    return alike(members, read(world.about)).to_list()


def test_accounts_that_came_together_gain_and_one_who_came_apart_loses(world: World) -> None:
    said = bits(world, *range(10), 120)
    assert min(said[:10]) > 2
    assert said[10] < -2


def test_a_country_everyone_comes_from_says_little(world: World) -> None:
    for account in range(100, 600):
        came(world, account, account - 100, "US")
    one, other = bits(world, *range(10))[0], bits(world, *range(300, 310))[0]
    assert one > other > 0


def test_people_who_came_over_years_are_not_alike(world: World) -> None:
    assert max(bits(world, *range(100, 600, 25))) < 1


def test_who_left_no_mark_says_nothing(world: World) -> None:
    world.measure(700, created_at=None, country=None)
    assert bits(world, *range(10), 700, 701)[10:] == [0, 0]


def test_no_marks_at_all_say_nothing() -> None:
    nobody = World().about
    members = pl.DataFrame({"community": [0, 0], "account": [1, 2]})
    assert alike(members, read(nobody)).to_list() == [0, 0]


def test_the_amount_of_use_tells() -> None:
    world = World()
    for account in range(200):
        hours = 400 if account < 12 else 2 + account % 9
        world.measure(account, hours=list(range(hours)), peak_requests=hours, created_at=None, country=None)
    said = bits(world, *range(12), 150)
    assert min(said[:12]) > 2 > said[12]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 400)), min_size=2, max_size=40))
def test_no_mark_says_more_than_it_may_and_order_does_not_matter(rows: list[tuple[int, int]]) -> None:
    world = World()
    for account, (_, day) in enumerate(rows):
        came(world, account, day)
    members = pl.DataFrame({"community": [piece for piece, _ in rows], "account": range(len(rows))})
    lives = read(world.about)
    said = alike(members, lives)
    assert np.isfinite(said.to_numpy()).all()
    assert float(said.abs().to_numpy().max()) <= 5 * MAX_WEIGHT
    assert alike(members.reverse(), lives).to_list() == said.to_list()[::-1]
