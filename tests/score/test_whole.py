"""A small ring in which nobody passes the gate unsupported is found by what all of it shares; clients are not."""

from collections.abc import Callable, Sequence
from random import Random

import polars as pl
import pytest

from linkage.score import Judged, assemble, judge, whole
from linkage.score.gate import LAST_LIKE
from tests.score.build import START, World, communities
from tests.score.platform import RING, drive, live, platform

SMALL = range(500, 512)
"""A ring by the side of the other, all of whom detection had put into one community."""
STRANGER = 700


def beside(lives: Callable[[World, int, Random], None] = drive) -> World:
    """Three cards of four, and devices and phones that cross them, of two accounts each: only a card counts."""
    world, rng = platform(), Random(3)
    for account in SMALL:
        lives(world, account, rng)
    for first in range(0, 12, 4):
        world.share("card", SMALL[first : first + 4])
        world.share("phone", (SMALL[first], SMALL[(first + 5) % 12]))
    for first in range(6):
        world.share("device", (SMALL[first], SMALL[first + 6]))
    return world


def judged(world: World, accounts: Sequence[int] = SMALL) -> Judged:
    """The two rings, as detection had found them."""
    found = communities(RING, accounts)
    return judge(found, world.shared, world.weighed.verdicts, world.traits, world.about)


def found(world: World, accounts: Sequence[int] = SMALL) -> pl.DataFrame:
    """Who is proved beside the first ring."""
    return judged(world, accounts).proof.members.filter(~pl.col("account").is_in(list(RING)))


def test_a_ring_in_which_nobody_passes_unsupported_is_found() -> None:
    members = found(beside())
    assert {*members["account"]} == {*SMALL}
    assert not members["sufficient"].any()
    assert members["peers"].unique().to_list() == [len(SMALL) - 1]


def test_its_members_are_enforceable_and_have_a_certificate() -> None:
    members = assemble(judged(beside()), 0.5).members.filter(pl.col("account").is_in(list(SMALL)))
    assert {*members["tier"]} == {"member"}
    assert {*members["certificate"]} == {1}


def test_who_share_the_same_and_live_each_in_their_own_way_are_not() -> None:
    assert found(beside(live)).is_empty()


def test_less_than_clearly_a_ring_is_not_enough() -> None:
    world, rng = platform(), Random(3)
    for account in SMALL:
        drive(world, account, rng)
    world.share("card", SMALL)
    assert found(world).is_empty()


def test_from_whom_it_copied_a_card_stays_outside() -> None:
    world, rng = beside(), Random(4)
    live(world, STRANGER, rng)
    world.share("card", [STRANGER, *SMALL[:6]], since={STRANGER: START - 1})
    assert {*found(world, [*SMALL, STRANGER])["account"]} == {*SMALL}


@pytest.mark.parametrize(
    ("marks", "promising"),
    [
        ([LAST_LIKE, LAST_LIKE, -2.0], True),
        ([LAST_LIKE / 2, LAST_LIKE / 2, 9.0], False),
        ([0.0, 0.0, 0.0], True),
        ([9.0, 9.0], False),
    ],
)
def test_half_of_three_or_more_have_its_marks_where_any_are_known(
    marks: list[float], promising: bool
) -> None:
    passing = pl.DataFrame({"community": [7] * len(marks), "alike": marks})
    assert whole.promising(passing)["community"].to_list() == [7] * promising


def test_two_runs_agree_whatever_the_order_of_facts() -> None:
    world = beside()
    turned = World(world.total, world.facts[::-1], world.known, world.related, world.labelled)
    one, other = judged(world), judged(turned)
    assert one.scores.equals(other.scores)
    assert one.proof.members.sort("account").equals(other.proof.members.sort("account"))
