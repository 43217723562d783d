"""What stands for a second group: likeness, one more holder, and how a victim is told from a founder."""

import pytest

from linkage.score import gate
from tests.score.tie import Tie, counting, lives, second, tie, ties

RING = range(1, 7)
STANDING = [tie("payment", RING), tie("device", RING)]
"""A ring that stands by itself, so that others may be seconded."""


def test_one_group_and_a_life_alike_is_enough_in_a_ring_that_stands() -> None:
    values = [*STANDING, tie("payment", (5, 6, 9))]
    assert 9 in second(values, {9: gate.LIKE}, last=False)
    assert 9 not in second(values, {9: gate.LIKE - 0.1}, last=False)
    assert 9 in second(values, {9: gate.LAST_LIKE})
    assert 9 not in second(values, {9: gate.LAST_LIKE - 0.1})


def test_nobody_is_seconded_where_nobody_stands() -> None:
    assert second([tie("payment", RING)], dict.fromkeys(RING, 8.0)) == set()


def test_the_network_alone_is_seconded_by_a_life_much_alike_only() -> None:
    values = [*STANDING, tie("network", (4, 5, 6, 9))]
    assert 9 in second(values, {9: gate.AKIN})
    assert 9 not in second(values, {9: gate.AKIN - 0.1})


def test_more_is_asked_of_him_while_he_may_connect_others() -> None:
    values = [*STANDING, tie("network", (4, 5, 6, 9))]
    assert 9 in second(values, {9: gate.TWIN}, last=False)
    assert 9 not in second(values, {9: gate.TWIN - 0.1}, last=False)


def test_who_comes_by_two_exits_of_a_ring_is_no_mere_neighbour() -> None:
    values = [*STANDING, tie("network", (4, 5, 6, 9)), tie("network", (1, 2, 3, 9))]
    assert 9 in second(values, {9: gate.LAST_LIKE})
    assert 9 not in second(values, {9: gate.LAST_LIKE - 0.1})
    assert 9 not in second(values, {9: gate.LIKE}, last=False)


def test_one_without_the_marks_of_the_rest_needs_what_a_ring_keeps_to_itself() -> None:
    ring = dict.fromkeys(RING, gate.CLOSE)
    lent = [*STANDING, tie("payment", (4, 5, 9)), tie("network", (5, 6, 9)), tie("behaviour", (4, 6, 9))]
    few = gate.CLOSE * gate.UNLIKE
    assert 9 in second(lent, {**ring, 9: few})
    assert 9 not in second(lent, {**ring, 9: few - 0.1})
    assert 9 in second(lent, {**ring, 9: few - 0.1}, last=False)
    assert 9 in second([*lent, tie("device", (4, 5, 9))], {**ring, 9: few - 0.1})


def test_one_device_of_the_ring_is_not_enough_for_one_without_its_marks() -> None:
    ring = dict.fromkeys(RING, gate.CLOSE)
    values = [*STANDING, tie("device", (4, 5, 9), first=4), tie("payment", (6, 9), first=6)]
    few = gate.CLOSE * gate.UNLIKE
    assert 9 in second(values, {**ring, 9: few})
    assert 9 not in second(values, {**ring, 9: few - 0.1})
    assert 9 in second([*values, tie("payment", (4, 5, 9))], {**ring, 9: few - 0.1})


def test_marks_that_are_not_known_are_unlike_nobodys() -> None:
    lent = [*STANDING, tie("payment", (4, 5, 9)), tie("network", (5, 6, 9))]
    assert 9 in second(lent, {**dict.fromkeys(RING, 2 * gate.CLOSE), 9: 0.0})


def test_where_the_rest_have_few_marks_in_common_nobody_is_unlike_them() -> None:
    values = [*STANDING, tie("payment", (4, 5, 9)), tie("network", (5, 6, 9))]
    assert 9 in second(values, {**dict.fromkeys(RING, gate.CLOSE - 0.1), 9: 0.1})


def test_nobody_whose_marks_are_unlike_passes_whatever_he_shares() -> None:
    values = [*STANDING, tie("payment", (4, 5, 9)), tie("device", (5, 6, 9)), tie("identity", (4, 6, 9))]
    assert 9 in second(values, {9: gate.UNALIKE})
    assert 9 not in second(values, {9: gate.UNALIKE - 0.1})


def test_the_network_is_seconded_by_a_value_shared_with_one_who_held_it_before() -> None:
    values = [*STANDING, tie("network", (4, 5, 6, 9)), tie("device", (6, 9), first=6)]
    assert 9 in second(values, {9: 0.0})
    assert 9 not in second(values, {9: gate.BACKED - 10.1})


def test_a_value_shared_with_one_other_speaks_for_him_who_held_it_later() -> None:
    values = [*STANDING, tie("payment", (5, 6, 9))]
    assert 9 in second([*values, tie("device", (6, 9), first=6)], {9: 0.0})
    assert 9 not in second([*values, tie("device", (6, 9), first=9)], {9: 0.0})


def test_more_is_asked_of_a_possible_victim_while_he_may_connect_others() -> None:
    values = [*STANDING, tie("payment", (5, 6, 9)), tie("device", (3, 9), first=9)]
    assert 9 not in second(values, {9: gate.EXPOSED - 0.1}, last=False)
    assert 9 in second(values, {9: gate.EXPOSED}, last=False)
    assert 9 not in second(values, {9: gate.LAST_LIKE - 0.1})
    assert 9 in second(values, {9: gate.LAST_LIKE})


def test_as_many_marks_as_half_of_the_ring_has_are_enough_for_one_who_came_by_its_network() -> None:
    values = [*STANDING, tie("network", (4, 5, 6, 9))]
    ring = dict.fromkeys(RING, gate.CLOSE)
    assert 9 in second(values, {**ring, 9: gate.CLOSE})
    assert 9 not in second(values, {**ring, 9: gate.CLOSE - 0.1})
    assert 9 not in second(values, {**ring, 9: gate.CLOSE}, last=False)
    few = dict.fromkeys(RING, gate.CLOSE - 0.1)
    assert 9 not in second(values, {**few, 9: gate.CLOSE})


@pytest.mark.parametrize("group", ["payment", "device", "identity"])
def test_the_marks_of_who_held_a_value_first_vouch_for_it(group: str) -> None:
    values = [*STANDING, tie(group, (4, 5, 9), first=9)]
    assert 9 in second(values, {9: gate.LAST_LIKE})
    assert 9 not in second(values, {9: gate.LAST_LIKE - 0.1})
    assert 9 not in second(values, {9: gate.LIKE}, last=False)


def test_marks_vouch_for_no_address_that_anyone_may_come_to() -> None:
    values = [*STANDING, tie("network", (4, 5, 6, 9), first=9)]
    assert 9 not in second(values, {9: gate.TWIN})


def test_marks_vouch_for_nothing_that_one_other_alone_shares() -> None:
    values = [*STANDING, tie("device", (4, 9), first=9)]
    assert 9 not in second(values, {9: gate.TWIN})


def test_what_counts_by_marks_is_told() -> None:
    found = ties([*STANDING, tie("device", (4, 5, 9), first=9)])
    counted = counting(found, lives({9: gate.LAST_LIKE}))
    assert counted.filter("by_marks").select("account", "value").rows() == [(9, 2)]


def test_what_could_be_copied_does_not_speak_for_a_possible_victim() -> None:
    copied = tie("device", (3, 9), first=9)
    assert 9 not in second([*STANDING, tie("behaviour", (5, 6, 9)), copied], {9: 0.0})


def test_values_that_could_all_be_planted_need_a_life_that_is_not_unlike() -> None:
    planted = [*STANDING, tie("device", (4, 5, 9)), tie("place", (5, 6, 9))]
    assert 9 in second(planted, {9: 0.0})
    assert 9 not in second(planted, {9: -3.0})


def test_a_card_outweighs_hours_that_are_a_little_unlike_and_no_more() -> None:
    values = [*STANDING, tie("device", (4, 5, 9)), tie("payment", (5, 6, 9))]
    assert 9 in second(values, {9: 0.0}, {9: gate.AVERSE})
    assert 9 not in second(values, {9: 0.0}, {9: gate.AVERSE - 0.1})


def test_who_sent_a_prompt_first_was_not_planted_with_it() -> None:
    founder = [*STANDING, Tie("behaviour", {9: 1, 5: 1_000, 6: 1_000}), tie("payment", (5, 6, 9))]
    assert 9 in second(founder, {9: 0.0})
