"""Bounds, beside values from printed tables and simple laws."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.quality import bounds

COUNTS = st.integers(0, 200)


def test_three_worlds_are_bounded_by_students_t() -> None:
    made = bounds.mean([0.97, 0.98, 0.99])
    assert made is not None
    assert made.value == pytest.approx(0.98)
    assert made.off == pytest.approx(4.303 * 0.01 / 3**0.5, rel=1e-3)
    assert made.show(2) == "0.98 ± 0.02"


def test_a_single_world_has_no_bounds() -> None:
    assert bounds.mean([0.5, None]) == bounds.Mean(0.5, None, 1)


def test_nothing_measured_has_no_mean() -> None:
    assert bounds.mean([None]) is None


@pytest.mark.parametrize(("count", "upper"), [(0, 2.996), (1, 4.744), (10, 16.962)])
def test_a_poisson_count_is_bounded_as_in_the_tables(count: int, upper: float) -> None:
    assert bounds.most(count) == pytest.approx(upper, abs=1e-3)


def test_none_of_three_hundred_may_still_be_one_in_a_hundred() -> None:
    assert bounds.share(0, 300) == pytest.approx(3 / 300, rel=0.01)
    assert bounds.share(300, 300) == 1


@given(COUNTS, COUNTS)
def test_a_ratio_lies_between_its_bounds(count: int, others: int) -> None:
    value, low, high = bounds.ratio((count, 1_000), (others, 5_000))
    assert value is None or low <= value <= high


def test_a_group_flagged_as_often_as_the_rest_has_a_ratio_of_one() -> None:
    value, low, high = bounds.ratio((40, 1_000), (200, 5_000))
    assert value == pytest.approx(1)
    assert 0.6 < low < 0.8
    assert 1.3 < high < 1.6


def test_a_ratio_of_nothing_is_unknown() -> None:
    assert bounds.ratio((0, 1_000), (0, 5_000)) == (None, 0.0, inf)


def test_more_than_none_is_any_number_of_times_as_many() -> None:
    value, low, high = bounds.ratio((5, 1_000), (0, 5_000))
    assert value == high == inf
    assert low > 1
