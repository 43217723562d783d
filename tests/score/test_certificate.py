"""The certificate is the least that must be taken away, and what is taken away is the strongest."""

from collections.abc import Mapping
from itertools import combinations
from random import Random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from linkage.score import gate
from linkage.score.certificate import LARGEST, Certified, certify
from tests.score.tie import LATER, Tie, counting, passing, tie, ties

RING = range(1, 7)

Slight = Mapping[int, float]
"""Bits that the hours of each account say, or its marks."""


def members_of(table: pl.DataFrame, hours: Slight, marks: Slight) -> pl.DataFrame:
    """Everyone in a table of ties, with what hours and marks say."""
    accounts = table.select("community", "account").unique().sort("account")
    said = {
        name: pl.Series([bits.get(account, 0.0) for account in accounts["account"]], dtype=pl.Float64)
        for name, bits in (("rhythm", hours), ("alike", marks))
    }
    return accounts.with_columns(**said)


def passed(table: pl.DataFrame, hours: Slight, marks: Slight, least: int) -> pl.DataFrame:
    """Who passes."""
    members = members_of(table, hours, marks)
    counted = counting(table, members)
    found = gate.passed(counted, gate.further_evidence(gate.mark(table), counted, members), least)
    return members.join(found, on=gate.KEY)


def certified(table: pl.DataFrame, hours: Slight, least: int = 2) -> Certified:
    """The certificates of those who pass."""
    return certify(table, passed(table, hours, {}, least), least)


def taken(values: list[Tie], slight: Slight | None = None) -> dict[int, list[int]]:
    """The values without which each would not pass, by account."""
    found = certified(ties(values), slight or {}).values
    held = found.sort("value").group_by("account", maintain_order=True).agg("value")
    return dict(held.select("account", "value").rows())


def test_two_values_that_all_share_are_a_certificate_of_one() -> None:
    assert passing([tie("payment", RING), tie("device", RING)]) == dict.fromkeys(RING, 1)


def test_the_group_with_fewer_values_is_taken_away() -> None:
    values = [tie("payment", RING), tie("device", RING), tie("device", RING), tie("place", RING)]
    assert passing(values) == dict.fromkeys(RING, 2)
    assert taken(values) == {each: [0, 3] for each in RING}


def test_of_sets_as_small_the_one_with_the_strongest_values_is_told() -> None:
    weak, strong = tie("payment", RING), Tie("device", dict.fromkeys(RING, LATER), match_weight=14.0)
    assert taken([weak, strong]) == {each: [1] for each in RING}
    assert taken([strong, weak]) == {each: [0] for each in RING}


def test_where_hours_speak_against_a_member_what_could_not_be_planted_is_taken_away() -> None:
    """A device and an address anyone may copy: with the card gone they are not enough for him."""
    values = [tie("payment", RING), *(tie(group, RING) for group in ("device", "place") for _ in range(3))]
    assert taken(values, dict.fromkeys(RING, gate.AVERSE)) == {each: [0] for each in RING}
    assert passing(values) == dict.fromkeys(RING, LARGEST)


def test_more_than_three_are_not_counted() -> None:
    values = [tie(group, RING) for group in ("payment", "device") for _ in range(6)]
    assert passing(values) == dict.fromkeys(RING, LARGEST)
    assert taken(values) == {}


def test_where_only_the_network_is_left_all_else_was_taken_away() -> None:
    values = [tie("payment", RING), *(tie("network", RING) for _ in range(3))]
    assert passing(values) == dict.fromkeys(RING, 1)
    assert taken(values) == {each: [0] for each in RING}


def test_a_derived_value_falls_with_any_value_of_its_group() -> None:
    values = [
        *(tie("payment", RING) for _ in range(2)),
        tie("device", RING),
        tie("device", RING, derived=True),
    ]
    assert taken(values) == {each: [2] for each in RING}


def test_derived_values_that_stand_alone_fall_as_one() -> None:
    values = [
        *(tie("payment", RING) for _ in range(2)),
        *(tie("place", RING, derived=True) for _ in range(2)),
    ]
    assert passing(values) == dict.fromkeys(RING, 1)
    assert taken(values) == {each: [2, 3] for each in RING}


def test_what_vouches_for_a_value_held_first_may_be_taken_away() -> None:
    """The founder's card counts by his device alone: without the device both are gone."""
    values = [tie("payment", RING, first=1), tie("payment", RING, first=1), tie("device", RING)]
    assert taken(values)[1] == [2]


def test_values_shared_with_one_other_each_hang_together() -> None:
    pairs = [tie("device", (1, 2)), tie("device", (1, 3)), *(tie("payment", RING) for _ in range(2))]
    assert passing(pairs)[1] == 1
    assert taken(pairs)[1] in ([0], [1])


def test_whom_hours_hold_is_dropped_with_the_last_value_that_counts() -> None:
    values = [
        tie("payment", RING),
        tie("payment", RING),
        tie("device", range(1, 6)),
        tie("device", range(1, 6)),
    ]
    assert passing(values)[1] == 2
    assert 6 not in passing(values)
    assert taken(values, {6: 8.0})[6] == [0, 1]


def test_the_last_firm_members_of_a_community_do_not_hold_each_other() -> None:
    """A second kind of evidence may be slight only where three others are firm."""
    values = [tie("payment", (1, 2, 3)), tie("device", (1, 2, 3))]
    hours = dict.fromkeys(RING, 8.0)
    assert taken(values, hours) == {each: [0] for each in (1, 2, 3)}
    both = [tie("payment", RING), tie("device", RING)]
    assert taken(both, hours) == {each: [0, 1] for each in RING}


def test_whoever_has_too_many_sets_gets_what_is_proved() -> None:
    """A founder of a hundred values: none alone drops him, and the pairs are too many to try."""
    values = [tie(group, RING, first=1) for group in ("payment", "bank") for _ in range(55)]
    found = certified(ties(values), {})
    assert dict(found.members.select("account", "certificate").rows())[1] == 2
    assert 1 not in found.values["account"]


def test_nobody_has_a_certificate_of_nothing() -> None:
    found = certified(ties([]), {})
    assert found.members.is_empty()
    assert found.values.is_empty()


@st.composite
def communities(draw: st.DrawFn) -> list[Tie]:
    """Up to nine values of four groups among six accounts."""
    value = st.builds(
        Tie,
        st.sampled_from(["payment", "device", "network", "place"]),
        st.dictionaries(st.integers(1, 6), st.sampled_from([1, 5, LATER, None]), min_size=2),
        derived=st.sampled_from([False, False, True]),
        crowd=st.sampled_from([False, False, False, True]),
        match_weight=st.sampled_from([2.0, 6.0, 10.0]),
    )
    return draw(st.lists(value, min_size=2, max_size=9))


HOURS = st.dictionaries(st.integers(1, 6), st.sampled_from([-1000.0, -3.0, 0.0, 3.5, 8.0]))
MARKS = st.dictionaries(st.integers(1, 6), st.sampled_from([-1.0, 0.0, 2.0, 4.0, 8.0]))


def without(table: pl.DataFrame, account: int, gone: set[tuple[str, int]]) -> pl.DataFrame:
    """The ties left when a member no longer holds some of his values, nor what may follow from them."""
    own = pl.col("account") == account
    groups = [group for group, _ in gone]
    values = [value for _, value in gone]
    derived = pl.col("derived") & pl.col("group").cast(pl.String).is_in(groups)
    return table.filter(~(own & (derived | (~pl.col("derived") & pl.col("value").is_in(values)))))


def fewest(table: pl.DataFrame, members: pl.DataFrame, account: int, least: int) -> int:
    """Fewest values whose removal drops an account, every set of them tried."""
    own = table.filter(pl.col("account") == account)
    named = own.select(pl.col("group").cast(pl.String), value=pl.when("derived").then(-1).otherwise("value"))
    names = named.unique().sort("value", "group").rows()
    member = members.filter(pl.col("account") == account)
    for number in range(1, LARGEST):
        for gone in combinations(names, number):
            left = without(table, account, set(gone))
            counted = counting(left, member)
            judged = gate.judged(counted, gate.further_evidence(gate.mark(left), counted, member), least)
            judged = judged.join(member.select(*gate.KEY, "peers", "usual"), on=gate.KEY)
            if judged.filter(gate.passing(least)).is_empty():
                return number
    return LARGEST


@settings(max_examples=50, deadline=None)
@given(communities(), HOURS, MARKS, st.sampled_from([2, 2, 1]))
def test_the_certificate_is_that_of_brute_force(
    values: list[Tie], hours: Slight, marks: Slight, least: int
) -> None:
    if least == 1:
        values = [
            Tie("payment", each.holders, each.crowd, each.derived, each.match_weight) for each in values
        ]
    table = ties(values)
    members = passed(table, hours, marks, least)
    found = certify(table, members, least)
    for account, number in found.members.select("account", "certificate").rows():
        assert number == fewest(table, members, account, least)


@settings(max_examples=40, deadline=None)
@given(communities(), HOURS, MARKS)
def test_without_the_values_told_a_member_does_not_pass(
    values: list[Tie], hours: Slight, marks: Slight
) -> None:
    table = ties(values)
    members = passed(table, hours, marks, 2)
    found = certify(table, members, 2)
    kept = table.with_columns(pl.col("group").cast(pl.String))
    told = found.values.join(kept, on=[*gate.KEY, "value"])
    for account, certificate in found.members.select("account", "certificate").rows():
        own = told.filter(pl.col("account") == account)
        names = own.select("group", pl.when("derived").then(-1).otherwise("value")).unique().rows()
        assert len(names) == (certificate if certificate < LARGEST else 0)
        left = without(table, account, {(str(group), int(value)) for group, value in names})
        member = members.filter(pl.col("account") == account)
        counted = counting(left, member)
        judged = gate.judged(counted, gate.further_evidence(gate.mark(left), counted, member), 2)
        judged = judged.join(member.select(*gate.KEY, "peers", "usual"), on=gate.KEY)
        drops = judged.filter(gate.passing(2), account=account).is_empty()
        assert drops == (certificate < LARGEST)


@settings(max_examples=30, deadline=None)
@given(communities(), HOURS, st.randoms(use_true_random=False))
def test_the_order_of_ties_does_not_matter(values: list[Tie], hours: Slight, rng: Random) -> None:
    table = ties(values)
    one = certified(table, hours)
    two = certified(table[rng.sample(range(table.height), table.height)], hours)
    assert_frame_equal(one.members.sort("account"), two.members.sort("account"))
    assert_frame_equal(one.values, two.values)
