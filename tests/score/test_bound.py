"""How tightly the proved accounts of a community are bound speaks for an operator."""

import numpy as np
import polars as pl
import pytest

from linkage.score import bound, community, rivals
from linkage.score.case import Case, Habits, case_of
from linkage.score.habits import beliefs
from linkage.score.stories import HONEST
from tests.score.build import World

FAMILY = range(4)


def proved(bits: list[float], alike: list[float]) -> pl.DataFrame:
    return pl.DataFrame({"community": [7] * len(bits), "bits": bits, "alike": alike})


@pytest.mark.parametrize(
    ("bits", "alike", "granted"),
    [
        ([30.0, 30.0, 30.0], [5.0, 5.0, 5.0], None),
        ([30.0, 30.0, 30.0], [7.0, 7.0, 7.0], 1.0),
        ([44.0, 44.0, 44.0], [0.0, 0.0, 0.5], 1.0),
        ([44.0, 44.0, 44.0], [0.0, 0.0, 0.0], None),
        ([48.0, 48.0, 48.0], [-4.0, -4.0, -4.0], None),
        ([20.0, 42.0, 90.0], [0.0, 0.0, 0.5], 0.5),
        ([90.0, 90.0, 90.0], [6.0, 6.0, 6.0], 3.0),
    ],
)
def test_the_median_members_bits_and_twice_their_marks_count(
    bits: list[float], alike: list[float], granted: float | None
) -> None:
    found = bound.bonds(proved(bits, alike))
    assert found.rows() == ([] if granted is None else [(7, granted)])


def test_the_order_of_members_changes_nothing() -> None:
    members = proved([41.0, 47.0, 52.0, 60.0], [0.1, 0.2, 0.4, 0.3])
    assert bound.bonds(members).equals(bound.bonds(members.reverse()))


def case(*kinds: str) -> tuple[Case, Habits]:
    """Four accounts that share one of each of these."""
    world = World()
    for kind in kinds:
        world.share(kind, FAMILY)
    members = pl.DataFrame({"community": [0] * 4, "account": list(FAMILY)})
    found = case_of(community(members, world.held, world.about))
    return found, beliefs(found.sorts)


def bonds(bits: float) -> pl.DataFrame:
    return pl.DataFrame({"community": [0], "bound": [bits]})


def test_bonds_speak_against_a_household_and_are_told() -> None:
    home = case("ip", "address", "surname", "card")
    before, after = rivals.judge(*home), rivals.judge(*home, bonds(2.0))
    assert before["story"].item() == after["story"].item() == "a household"
    assert after["margin"].item() == pytest.approx(before["margin"].item() + 2)
    said = "for one operator: they share rarer values and are more alike than honest groups are (2.0 bits)"
    assert said in after["sentences"].item().to_list()
    assert said not in before["sentences"].item().to_list()


def test_one_persons_accounts_are_as_tightly_bound_and_bonds_say_nothing_against_that() -> None:
    found, _ = case("device")
    told = rivals.beside(found, bonds(2.0))[:, 0]
    tight = {story.name for story, bits in zip(HONEST, told, strict=True) if bits == 0}
    assert tight == {"one person with several accounts", "one customer's service accounts"}
    assert np.unique(told).tolist() == [0.0, 2.0]


def test_communities_without_bonds_are_judged_as_before() -> None:
    home = case("ip", "address")
    others = pl.DataFrame({"community": [99], "bound": [3.0]})
    assert rivals.judge(*home, others).equals(rivals.judge(*home))
