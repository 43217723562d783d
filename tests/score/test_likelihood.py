"""Likelihoods of what is shared: they are those of a distribution, and say what the story says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.score import likelihood
from linkage.score.stories import HONEST, OPERATORS
from linkage.score.story import (
    ANY,
    HARDLY,
    NEARLY_ALL,
    STRANGERS,
    Size,
    Spread,
    Way,
    apart,
    one,
    stock,
)


def bits(way: Way, have: float, shared: float, values: float, own: float = -1) -> float:
    numbers = (np.array([each], float) for each in (have, shared, values, own))
    return float(likelihood.ways([way], *numbers)[way.shape][0])


@given(st.integers(1, 60), st.sampled_from([ANY, NEARLY_ALL, HARDLY]))
def test_shares_of_a_beta_binomial_add_up_to_one(tries: int, shape: tuple[float, float]) -> None:
    hits = np.arange(tries + 1, dtype=float)
    found = likelihood.beta_binomials(hits, np.full(tries + 1, float(tries)), [shape])[shape]
    assert np.exp2(found).sum() == pytest.approx(1)


def test_what_everybody_shares_speaks_for_a_story_in_which_nearly_all_do() -> None:
    whole, half = (bits(one(1, NEARLY_ALL), 10, shared, 1) for shared in (10, 5))
    assert whole > half
    assert bits(apart(), 10, 10, 1) < whole


def test_many_values_speak_for_a_stock() -> None:
    assert bits(stock(1), 30, 20, 9) > bits(one(1), 30, 20, 9)
    assert bits(stock(1), 30, 20, 1) < bits(one(1), 30, 20, 1)


def test_where_nobody_shares_it_is_not_shared() -> None:
    assert bits(apart(), 10, 0, 0) > bits(one(1), 10, 0, 0)


def test_a_mixture_is_no_likelier_than_its_likeliest_way() -> None:
    ways = np.array([[-3.0, -1.0], [-1.0, -8.0]])
    weights = np.array([0.5, 0.5])
    found = likelihood.mixed(ways, weights)
    assert (found <= ways.max(axis=0)).all()
    assert likelihood.shares(ways, weights).sum(axis=0) == pytest.approx([1, 1])


@pytest.mark.parametrize("size", list(Size))
def test_no_size_is_impossible(size: Size) -> None:
    found = likelihood.size(size, np.array([3.0, 10.0, 1_000.0]))
    assert np.isfinite(found).all()
    assert (found < 0).all()


def test_rings_are_rarest_beside_honest_groups_where_those_are_small_or_large() -> None:
    members = np.array([3.0, likelihood.HOMELY, 24.0, 96.0, 10_000.0])
    less = likelihood.size(Size.ANY, members) - likelihood.size(Size.RING, members)
    small = likelihood.OUTNUMBERED * (likelihood.HOMELY - 3)
    assert less == pytest.approx([small, 0, 1, likelihood.GATHERED, likelihood.GATHERED])


@pytest.mark.parametrize("values", list(Spread))
def test_a_further_value_never_makes_it_likelier(values: Spread) -> None:
    numbers = np.arange(1, 20, dtype=float)
    found = likelihood.spread(values, numbers, np.full(19, 20.0), np.full(19, 40.0))
    assert (np.diff(found) <= 1e-9).all()


@pytest.mark.parametrize("story", [*HONEST, *OPERATORS], ids=lambda story: story.name)
def test_every_story_speaks_of_every_sort_with_weights_that_add_up(story: object) -> None:
    told = next(each for each in (*HONEST, *OPERATORS) if each is story)
    assert set(told.explains) == set(STRANGERS)
    for ways in told.explains.values():
        assert sum(way.weight for way in ways) == pytest.approx(1)
    assert sum(told.days.values()) == pytest.approx(1)
