"""Rings that share weak things are found at a second look; families and large firms are not."""

from dataclasses import replace
from functools import partial
from random import Random

import polars as pl
import pytest

from linkage import pipeline
from linkage.detect import detect
from linkage.score import Judged, assemble, belonging, further_look, judge, overlooked
from tests.score.build import World, communities, hands
from tests.score.platform import PEOPLE, RING, drive, platform

WEAK = range(600, 640)
"""An operator who deals out prompts and blocks of phone numbers, and each card three times."""
SCHOOL = range(4_000, 4_300)
MEANS = pipeline.means_of(partial(detect, detector="leiden", seed=1))


@pytest.fixture(scope="module")
def world() -> World:
    """A platform with a ring that detection finds, a weak one, and a school with one mail domain."""
    world, rng = platform(), Random(3)
    for account in WEAK:
        drive(world, account, rng)
    for kind, hand in (("phone_block", 5), ("prompt", 8), ("prompt", 8), ("card", 3)):
        world.deal(kind, WEAK, hand, rng)
    world.share("email_domain", SCHOOL)
    return world


def judged(world: World, looking: bool = True) -> Judged:
    """All of them, with the weak ring in pairs, as detection left it."""
    found, weighed = communities(RING, *hands(WEAK, 2), SCHOOL), world.weighed
    means = MEANS if looking else replace(MEANS, detect=None)
    return judge(found, world.shared, weighed.verdicts, world.traits, world.about, means)


def rings(judged: Judged) -> list[tuple[int, int]]:
    """Rings with the number of their enforceable accounts."""
    return assemble(judged, 0.5).rings.select("community", "size").rows()


def test_a_weak_ring_is_found_at_the_second_look(world: World) -> None:
    assert rings(judged(world, looking=False)) == [(RING[0], 40)]
    first, second = rings(judged(world))
    assert first == (RING[0], 40)
    assert second[1] > 0.7 * len(WEAK)


@pytest.mark.parametrize(("look", "there"), [(overlooked.LOOKS[0], False), (overlooked.LOOKS[1], True)])
def test_a_ring_that_exits_hold_together_is_found_by_the_links_of_detection(
    look: overlooked.Look, there: bool
) -> None:
    """Its cards serve three accounts each, and nothing else crosses them but the exits it works behind."""
    world, rng = platform(), Random(3)
    for account in WEAK:
        drive(world, account, rng)
    for kind, hand in (("ip", 6), ("ip", 6), ("card", 3)):
        world.deal(kind, WEAK, hand, rng)
    found = further_look(judged(world, looking=False), MEANS, look)
    assert (found.height > 0.7 * len(WEAK)) is there
    assert {*found["account"]} <= {*WEAK}


def test_a_ring_that_was_found_is_as_it_was(world: World) -> None:
    before, after = judged(world, looking=False).scores, judged(world).scores
    assert before.filter(community=RING[0]).equals(after.filter(community=RING[0]))


def test_nobody_is_linked_by_networks_nor_by_what_hundreds_share(world: World) -> None:
    found = judged(world, looking=False)
    seen: list[pl.DataFrame] = []

    def detect(links: pl.DataFrame, total: int, look: overlooked.Look) -> pl.DataFrame:
        seen.append(links)
        return communities(WEAK)

    known, look = belonging(found.proof).select("account"), overlooked.Look(0.1, weak=True)
    overlooked.groups(found.held, known, 20_000, look, detect)
    known = seen[0].join(found.held.values, on="value")
    assert not known["group"].is_in(["network"]).any()
    assert known["holders"].max() <= overlooked.RARE  # type: ignore[operator]
    assert seen[0].join(belonging(found.proof), on="account", how="semi").is_empty()


def test_accounts_are_of_one_community(world: World) -> None:
    found = judged(world)
    candidates = found.proof.candidates.select("community", "account").unique()
    assert candidates["account"].is_unique().all()
    assert {*found.proof.members["account"]}.isdisjoint(found.proof.failed["account"])


def test_families_are_no_ring_at_a_second_look() -> None:
    world = World(total=20_000)
    world.households(PEOPLE, 6)
    for family in hands(PEOPLE, 6):
        world.share("surname", family)
        world.share("device", family[:3])
    found = judge(communities(), world.shared, world.weighed.verdicts, world.traits, world.about, MEANS)
    for look in overlooked.LOOKS:
        assert further_look(found, MEANS, look).is_empty()
