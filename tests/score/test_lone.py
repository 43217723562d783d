"""Accounts of a ring that share one thing with it and were left outside join it; strangers do not."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

import polars as pl
import pytest

from linkage.score import Judged, judge, lone
from tests.score.build import START, World, communities
from tests.score.platform import RING, drive, live, platform

LONE = 700
STRANGERS = range(710, 722)
KNOWN = communities(RING).select("account", "community")


def judged(world: World) -> Judged:
    """The ring, as detection had found it."""
    weighed = world.weighed
    return judge(communities(RING), world.shared, weighed.verdicts, world.traits, world.about)


def joined(world: World) -> set[int]:
    """Who is proved beside the ring."""
    return {*judged(world).proof.members["account"]} - {*RING}


def outside(accounts: Iterable[int] = (LONE,), seed: int = 7) -> World:
    """A platform with a ring, and accounts that live as it does."""
    world, rng = platform(), Random(seed)
    for account in accounts:
        drive(world, account, rng)
    return world


def test_who_lives_as_the_ring_and_holds_numbers_of_its_block_joins() -> None:
    world = outside()
    world.share("phone_block", [LONE, *RING[:5]])
    assert joined(world) == {LONE}


def test_those_who_join_together_count_for_each_other() -> None:
    lone = range(700, 704)
    world = outside(lone)
    world.share("email_domain", [*lone, *RING[:4]])
    assert joined(world) == {*lone}


def test_the_ring_stays_as_it_is() -> None:
    world = outside()
    before = judged(world).proof.members
    world.share("phone_block", [LONE, *RING[:5]])
    after = judged(world).proof.members
    assert {*before["account"]} == {*RING}
    assert {*after["account"]} == {*RING, LONE}


def test_who_lives_otherwise_stays_outside() -> None:
    world = platform()
    live(world, LONE, Random(7))
    world.share("phone_block", [LONE, *RING[:5]])
    assert joined(world) == set()


@pytest.mark.parametrize(("share", "joins"), [(0.6, True), (0.4, False)])
def test_half_of_the_marks_of_the_ring_are_enough(share: float, joins: bool) -> None:
    world = outside()
    world.share("phone_block", [LONE, *RING[:5]])
    proof = judged(world).proof
    is_lone = pl.col("account") == LONE
    marks = pl.when(is_lone).then(share * pl.col("usual")).otherwise("alike")
    beside = replace(proof, members=proof.members.with_columns(alike=marks))
    found = lone.candidates(world.held, KNOWN, KNOWN)
    assert lone.joining(found, world.held, KNOWN, beside)["account"].to_list() == [LONE] * joins


def test_what_most_hold_who_are_no_ring_brings_nobody_in() -> None:
    world = outside()
    for account in STRANGERS:
        live(world, account, Random(account))
    world.share("email_domain", [LONE, *STRANGERS, *RING[:7]])
    assert joined(world) == set()


def test_three_of_a_ring_are_enough_and_two_too_few() -> None:
    for holders, found in ((3, [LONE]), (2, [])):
        world = outside()
        world.share("card", [LONE, *RING[:holders]])
        assert lone.candidates(world.held, KNOWN, KNOWN)["account"].to_list() == found


def test_neither_exits_nor_prompts_are_looked_at() -> None:
    world = outside()
    for kind in ("ip", "prompt"):
        world.share(kind, [LONE, *RING[:5]])
    assert lone.candidates(world.held, KNOWN, KNOWN).is_empty()


def test_from_whom_a_ring_copied_stays_outside() -> None:
    world = outside()
    world.share("phone_block", [LONE, *RING[:5]], since={LONE: START - 1})
    assert joined(world) == set()


def test_two_runs_agree_whatever_the_order_of_facts() -> None:
    world = outside()
    world.share("phone_block", [LONE, *RING[:5]])
    turned = World(world.total, world.facts[::-1], world.known, world.related, world.labelled)
    one, other = judged(world), judged(turned)
    assert one.scores.equals(other.scores)
    assert one.proof.members.sort("account").equals(other.proof.members.sort("account"))


def test_accounts_are_of_one_community() -> None:
    world = outside()
    world.share("phone_block", [LONE, *RING[:5]])
    proof = judged(world).proof
    assert proof.candidates.select("community", "account").unique()["account"].is_unique().all()
    assert {*proof.members["account"]}.isdisjoint(proof.failed["account"])
    assert proof.members.filter(pl.col("account") == LONE)["community"].to_list() == [RING[0]]
