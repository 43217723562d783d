"""Rings that share rare values in two groups are one operator's; those that share exits or one account are not."""

from dataclasses import replace
from random import Random

import polars as pl
import pytest

from linkage.score import Judged, assemble, joined, judge
from tests.score.build import World, communities
from tests.score.platform import PEOPLE, RING, drive, platform

FIRST, SECOND = range(500, 520), range(520, 540)


def rings() -> World:
    """Two rings on cards, devices and exits of their own."""
    world, rng = platform(), Random(3)
    for ring in (FIRST, SECOND):
        for account in ring:
            drive(world, account, rng)
        for kind in ("card", "device", "ip", "card", "device", "ip"):
            world.deal(kind, ring, 5, rng)
        for kind in ("prompt", "email_shape"):
            world.deal(kind, ring, 10, rng)
    return world


def share(world: World, kind: str, times: int, from_each: int = 1) -> None:
    """Values of a kind that accounts of both rings hold."""
    for at in range(0, times * from_each, from_each):
        world.share(kind, [*FIRST[at : at + from_each], *SECOND[at : at + from_each]])


def parts(world: World) -> list[tuple[int, int]]:
    """The rings that are joined, with their parts."""
    both = communities(FIRST, SECOND).select("account", "community")
    return joined.parts(both, world.held, world.total).sort("community").rows()


def judged(world: World) -> Judged:
    """All rings, as detection had found them."""
    found = communities(RING, FIRST, SECOND)
    return judge(found, world.shared, world.weighed.verdicts, world.traits, world.about)


def test_two_groups_join_two_rings() -> None:
    world = rings()
    share(world, "card", 4)
    share(world, "device", 4)
    assert parts(world) == [(FIRST[0], FIRST[0]), (SECOND[0], FIRST[0])]


@pytest.mark.parametrize("kinds", [(), ("card",), ("ip", "subnet"), ("ip", "prompt")])
def test_less_joins_nothing(kinds: tuple[str, ...]) -> None:
    """One group, two that are one evidence of neighbours, and two that customers of one exit share."""
    world = rings()
    for kind in kinds:
        share(world, kind, 4)
    assert parts(world) == []


def test_one_account_of_each_joins_nothing() -> None:
    """Somebody had a card and a device of both."""
    world = rings()
    for _ in range(4):
        share(world, "card", 1)
        share(world, "device", 1)
    assert parts(world) == []


def test_what_others_hold_as_well_joins_nothing() -> None:
    world = rings()
    for at in range(4):
        for kind in ("card", "device"):
            world.share(kind, [FIRST[at], SECOND[at], *PEOPLE[40 * at : 40 * at + 40]])
    assert parts(world) == []


def test_joined_rings_are_judged_as_one() -> None:
    world = rings()
    share(world, "card", 4)
    share(world, "device", 4)
    assert assemble(judged(world), 0.5).rings.select("community", "size").rows() == [(0, 40), (500, 40)]
    apart = assemble(judged(rings()), 0.5).rings.select("community", "size").rows()
    assert apart == [(0, 40), (500, 20), (520, 20)]


def test_the_order_of_facts_changes_nothing() -> None:
    world = rings()
    share(world, "card", 4)
    share(world, "device", 4)
    both, held = communities(FIRST, SECOND).select("account", "community"), world.held
    backwards = replace(held, facts=held.facts.reverse(), values=held.values.reverse())
    turned = joined.parts(both.reverse(), backwards, world.total)
    assert turned.sort("community").equals(joined.parts(both, held, world.total).sort("community"))


def test_of_three_in_a_row_all_are_one() -> None:
    world, third = rings(), range(600, 620)
    for account in third:
        world.share("prompt", (account, account + 20))
    share(world, "card", 4)
    share(world, "device", 4)
    for at in range(4):
        for kind in ("card", "device"):
            world.share(kind, (SECOND[10 + at], third[at]))
    found = joined.parts(
        communities(FIRST, SECOND, third).select("account", "community"), world.held, world.total
    )
    assert found.select(pl.col("part").unique()).to_series().to_list() == [FIRST[0]]
    assert found.height == 3
