from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.score.tie import FORGEABLE, LATER, Tie, counting, judged, passing, tie, ties

RING = range(1, 7)
STRANGER = 99
OTHERS = ["payment", "device", "identity", "behaviour"]


def test_two_groups_with_two_witnesses_pass() -> None:
    assert passing([tie("payment", RING), tie("device", RING)]) == dict.fromkeys(RING, 1)


@pytest.mark.parametrize("group", [*OTHERS, "network", "bank"])
def test_one_group_alone_never_passes_where_the_data_has_two(group: str) -> None:
    assert passing([tie(group, RING) for _ in range(5)]) == {}


def test_the_network_alone_never_passes() -> None:
    assert passing([tie("network", RING) for _ in range(5)]) == {}
    assert passing([tie("network", RING) for _ in range(5)], least=1) == {}


@pytest.mark.parametrize("group", OTHERS)
def test_the_network_and_anything_else_passes(group: str) -> None:
    assert set(passing([tie("network", RING), tie(group, RING)])) == set(RING)


def test_neighbours_who_share_a_place_and_a_network_do_not_pass() -> None:
    shared = [tie("network", RING), tie("place", RING), tie("place", RING)]
    assert passing(shared) == {}
    assert set(passing([*shared, tie("device", RING)])) == set(RING)


def test_a_crowd_never_counts() -> None:
    assert passing([tie("payment", RING), tie("device", RING, crowd=True)]) == {}
    counted = counting(ties([tie("payment", RING, crowd=True)]))
    assert counted.is_empty()


def test_a_value_counts_with_two_others_and_not_with_one() -> None:
    pairs = [tie("payment", (1, 2)), tie("device", (1, 2, 3)), tie("place", (1, 2, 3))]
    assert passing(pairs) == {1: 1, 2: 1, 3: 1}
    assert passing([tie("payment", (1, 2)), tie("device", (1, 2))]) == {}


def test_what_says_nothing_does_not_count() -> None:
    mute = Tie("device", dict.fromkeys(RING, LATER), match_weight=0.0)
    assert passing([tie("payment", RING), mute]) == {}


def test_each_member_is_judged_by_what_he_holds_himself() -> None:
    passed = passing([tie("payment", RING), tie("device", (1, 2, 3))])
    assert set(passed) == {1, 2, 3}


@pytest.mark.parametrize(
    "copied",
    [("place",), ("device",), ("place", "device"), ("network",), ("network", "place")],
)
def test_a_stranger_whose_values_a_ring_copied_does_not_pass_though_he_held_them_first(
    copied: tuple[str, ...],
) -> None:
    everyone = (STRANGER, *RING)
    values = [tie("payment", RING), tie("identity", RING)]
    values += [tie(group, everyone, first=STRANGER) for group in copied]
    passed = passing(values)
    assert STRANGER not in passed
    assert set(passed) == set(RING)


def test_a_stranger_is_not_vouched_for_by_one_who_shares_something_else_with_him() -> None:
    """His wife lives at his address and pays with his card; two later holders it takes."""
    values = [tie("payment", RING), tie("place", (STRANGER, *RING), first=STRANGER)]
    values.append(Tie("device", {STRANGER: LATER, 1: LATER}))
    assert STRANGER not in passing(values)


def test_the_founder_of_a_ring_passes() -> None:
    """He held its card and its device first, and shares an exit with those who came after him."""
    values = [tie("payment", RING, first=1), tie("device", RING, first=1), tie("network", RING)]
    assert 1 in passing(values)


def test_a_founder_needs_two_later_holders_tied_to_him_otherwise() -> None:
    founder = [tie("payment", RING, first=1), tie("device", RING)]
    assert 1 in passing(founder)
    few = [tie("payment", RING, first=1), tie("device", (1, 2, 7, 8)), tie("identity", RING)]
    assert 1 in passing(few)
    apart = [tie("payment", RING, first=1), tie("device", (1, 7, 8))]
    assert 1 not in passing(apart)


def test_another_value_of_the_same_group_vouches_for_nothing() -> None:
    values = [tie("device", RING, first=1), tie("device", RING), tie("payment", (1, 8, 9))]
    assert passing(values)[1] == 1
    counted = counting(ties(values)).filter(pl.col("account") == 1)
    assert sorted(counted["value"]) == [1, 2]


def test_nobody_is_first_where_two_came_together_or_nobody_knows_when() -> None:
    together = Tie("payment", {1: 1, 2: 1, 3: LATER, 4: LATER})
    unknown = Tie("device", dict.fromkeys((1, 2, 3, 4)))
    assert set(passing([together, unknown])) == {1, 2, 3, 4}


def test_where_the_data_knows_one_group_two_rare_values_pass() -> None:
    assert passing([tie("bank", RING), tie("bank", RING)], least=1) == dict.fromkeys(RING, 1)
    assert passing([tie("bank", RING)], least=1) == {}


def test_what_follows_from_a_value_is_no_second_value() -> None:
    values = [tie("payment", RING), tie("payment", RING, derived=True), tie("device", RING)]
    assert passing(values) == dict.fromkeys(RING, 1)
    assert passing([tie("bank", RING), tie("bank", RING, derived=True)], least=1) == {}


@st.composite
def communities(draw: st.DrawFn) -> list[Tie]:
    """Up to eight values of four groups among six accounts."""
    value = st.builds(
        Tie,
        st.sampled_from(["payment", "device", "network", "place"]),
        st.dictionaries(st.integers(1, 6), st.sampled_from([1, 5, LATER, None]), min_size=2),
        derived=st.booleans(),
        crowd=st.sampled_from([False, False, False, True]),
    )
    return draw(st.lists(value, min_size=1, max_size=8))


@settings(max_examples=60, deadline=None)
@given(communities(), st.randoms(use_true_random=False))
def test_the_order_of_ties_does_not_matter(values: list[Tie], rng: Random) -> None:
    table = ties(values)
    order = rng.sample(range(table.height), table.height)
    one, two = (judged(counting(each)).sort("account") for each in (table, table[order]))
    assert_frame_equal(one, two)


@settings(max_examples=60, deadline=None)
@given(communities())
def test_who_passes_has_two_groups_of_which_one_is_neither_network_nor_place(values: list[Tie]) -> None:
    counted = counting(ties(values))
    for account, groups in judged(counted).select("account", "groups").rows():
        own = set(counted.filter(pl.col("account") == account)["group"].cast(pl.String))
        assert len(own) == groups >= 2
        assert not own <= {"network", "place"}


@settings(max_examples=60, deadline=None)
@given(communities())
def test_copies_of_what_a_stranger_held_first_never_let_him_pass(values: list[Tie]) -> None:
    """Whatever a ring could copy of him it copied: he holds all of it, and held it before."""
    copied = [
        Tie(each.group, {STRANGER: 0, **dict.fromkeys(each.holders, LATER)}, each.crowd, each.derived)
        for each in values
        if each.group in FORGEABLE
    ]
    assert STRANGER not in passing([*values, *copied])
