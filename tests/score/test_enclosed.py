"""An honest firm that detection left in one community with a ring is judged by itself."""

from dataclasses import replace
from functools import partial
from random import Random

import polars as pl
import pytest

from linkage.detect import Grain, detect
from linkage.score import Judged, Means, assemble, enclosed, judge
from linkage.score.regroup import connected
from tests.score.build import World, communities
from tests.score.platform import PEOPLE, RING

FIRM = range(700, 720)
EVERYBODY = [*RING, *FIRM]
LOOSER = Means(looser=partial(detect, grain=Grain(enclosed.LOOSE)))


def families_and_ring() -> World:
    """Families and a ring; nothing is known of how anybody lives."""
    world = World()
    world.households(PEOPLE, 2)
    drive(world, RING)
    return world


def drive(world: World, accounts: range) -> None:
    """Deal out an operator's stock."""
    rng = Random(accounts[0])
    for kind in ("card", "device", "ip", "ip", "prompt"):
        world.deal(kind, accounts, 5, rng)


@pytest.fixture(scope="module")
def world() -> World:
    """Families, a ring, and a firm of which four go out by the ring's exits."""
    world = families_and_ring()
    for kind in ("organisation", "ip", "email_domain", "card"):
        world.share(kind, FIRM)
    world.deal("device", FIRM, 5, Random(5))
    for place in range(4):
        world.share("ip", [FIRM[place], *RING[5 * place : 5 * place + 3]])
    return world


def judged(world: World, means: Means) -> Judged:
    """Ring and firm, as detection had put them together."""
    found, verdicts = communities(EVERYBODY), world.weighed.verdicts
    return judge(found, world.shared, verdicts, world.traits, world.about, means)


def enforceable(judged: Judged) -> list[int]:
    """Who is in a ring."""
    members = assemble(judged, 0.5).members.filter(pl.col("tier") != "possible")
    return members["account"].sort().to_list()


def test_the_firm_leaves_and_the_ring_stays(world: World) -> None:
    assert enforceable(judged(world, LOOSER)) == [*RING]


def test_it_would_be_banned_with_the_ring(world: World) -> None:
    assert {*FIRM} & {*enforceable(judged(world, Means()))}


def test_the_firm_is_told_of_by_itself(world: World) -> None:
    scores = judged(world, LOOSER).scores
    assert scores["community"].to_list() == [RING[0], FIRM[0]]
    assert scores["margin"].to_list()[1] <= -enclosed.HONEST
    assert scores["fit"].to_list()[1] == len(FIRM)


def test_a_part_of_a_ring_stays_in_it() -> None:
    world = families_and_ring()
    other = range(600, 620)
    drive(world, other)
    for place in range(4):
        world.share("device", [other[place], *RING[5 * place : 5 * place + 3]])
    found = communities([*RING, *other])
    both = judge(found, world.shared, world.weighed.verdicts, world.traits, world.about, LOOSER)
    assert enforceable(both) == [*RING, *other]


def test_two_runs_agree_whatever_the_order_of_facts(world: World) -> None:
    turned = World(world.total, world.facts[::-1], world.known, world.related, world.labelled)
    assert judged(world, LOOSER).scores.equals(judged(turned, LOOSER).scores)


def test_what_counts_by_marks_holds_no_part_to_a_ring(world: World) -> None:
    proof = judged(world, Means()).proof
    ring = proof.members.select("community").unique()
    assert enclosed.parts(proof, ring, connected).is_empty()
    in_firm = pl.col("account").is_in([*FIRM])
    bridges = in_firm.any().over("value") & (~in_firm).any().over("value")
    marked = replace(proof, ties=proof.ties.with_columns(by_marks=bridges))
    assert set(enclosed.parts(marked, ring, connected)["community"]) == {RING[0], FIRM[0]}
