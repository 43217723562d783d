"""Honest crowds beside the rest: who counts where, and what a figure of nothing is."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.errors import MissingColumn
from linkage.evaluate.subgroups import HEADS, Crowd, measure, rows


def honest(flagged: list[bool]) -> pl.DataFrame:
    """Honest accounts a0, a1, …"""
    return pl.DataFrame(
        {"account_id": [f"a{i}" for i in range(len(flagged))], "flagged": flagged},
        schema={"account_id": pl.String, "flagged": pl.Boolean},
    )


def within(*pairs: tuple[str, str | None]) -> pl.DataFrame:
    """Who is in which crowd."""
    return pl.DataFrame(list(pairs), schema={"account_id": pl.String, "crowd": pl.String}, orient="row")


def test_an_account_counts_in_every_crowd_it_is_in_and_once_in_each() -> None:
    who = within(("a0", "office"), ("a0", "vpn"), ("a0", "vpn"), ("a1", "vpn"))
    assert measure(honest([True, False, True, False]), who) == {
        "office": Crowd(accounts=1, flagged=1, rest=3, rest_flagged=1),
        "vpn": Crowd(accounts=2, flagged=1, rest=2, rest_flagged=1),
    }


def test_who_is_not_honest_or_not_known_counts_in_no_crowd() -> None:
    who = within(("ring-1", "office"), ("a0", "office"), ("a1", None))
    assert measure(honest([False, False]), who) == {"office": Crowd(1, 0, 1, 0)}


def test_twice_as_often_is_a_ratio_of_two() -> None:
    assert Crowd(accounts=100, flagged=4, rest=1_000, rest_flagged=20).ratio == pytest.approx(2)


def test_a_crowd_that_nobody_flags_is_flagged_none_times_the_rest() -> None:
    assert Crowd(100, 0, 1_000, 5).ratio == 0


@pytest.mark.parametrize("crowd", [Crowd(3, 1, 5, 0), Crowd(3, 0, 0, 0), Crowd(0, 0, 5, 1)])
def test_there_is_no_ratio_to_a_rest_that_nobody_flags_and_none_of_nobody(crowd: Crowd) -> None:
    assert crowd.ratio is None
    assert crowd.to_dict()["ratio"] is None


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_a_crowd_and_its_rest_make_up_all_the_honest(people: list[tuple[bool, bool]]) -> None:
    who = within(*((f"a{i}", "x") for i, (_, inside) in enumerate(people) if inside))
    for each in measure(honest([flag for flag, _ in people]), who).values():
        assert each.accounts + each.rest == len(people)
        assert each.flagged + each.rest_flagged == sum(flag for flag, _ in people)


def test_a_row_of_the_table_has_a_cell_for_each_head() -> None:
    made = rows({"office": Crowd(2_000, 3, 10_000, 6), "vpn": Crowd(3, 0, 5, 0), "flat": Crowd(4, 2, 5, 0)})
    assert made == [
        ("office", 2_000, 3, "150.0", "2.50"),
        ("vpn", 3, 0, "0.0", "–"),
        ("flat", 4, 2, "50,000.0", "∞"),
    ]
    assert {len(row) for row in made} == {len(HEADS)}


def test_crowds_without_their_columns_are_refused_in_a_sentence() -> None:
    with pytest.raises(MissingColumn, match="crowds have no column 'crowd'"):
        measure(honest([True]), pl.DataFrame({"account_id": ["a0"]}))
