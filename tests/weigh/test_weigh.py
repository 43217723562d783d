from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from linkage import tables
from linkage.model import Group, Trait
from linkage.weigh import weigh
from tests.score.build import START, World

CROWDED = 60
"""Holders of the addresses that are compared: a carrier's and a ring's own."""


def town(crowd: int = CROWDED) -> World:
    """Families who also share cards, and a ring that shares cards and devices."""
    world = World(total=10_000)
    world.households(range(1_000, 3_000), 2)
    for one in range(1_000, 3_000, 10):
        world.share("card", (one, one + 1))
    world.ring(range(crowd), hand=5)
    return world


@pytest.fixture(scope="module")
def judged() -> tuple[World, dict[str, int]]:
    """A town with an address the whole ring uses, one of a carrier, and one of everybody."""
    world = town()
    named = {
        "proxy": world.share("ip", range(CROWDED)),
        "carrier": world.share("ip", range(1_000, 1_000 + 20 * CROWDED, 20)),
        "everybody": world.share("ip", range(1_000, 2_000)),
        "card": world.share("card", (0, 1, 2)),
    }
    return world, named


def test_a_value_held_once_ties_nobody() -> None:
    world = town()
    lonely = pl.DataFrame([(7, 7, "card", START, START, 1)], tables.SHARED, orient="row")
    links = weigh(pl.concat([world.shared, lonely]), world.traits, world.total).links
    assert 7 not in links["value"]
    assert links["holders"].min() == 2


def test_a_carriers_address_is_a_crowd_and_a_rings_own_with_as_many_holders_is_not(
    judged: tuple[World, dict[str, int]],
) -> None:
    world, named = judged
    carrier, proxy = world.verdict(named["carrier"]), world.verdict(named["proxy"])
    assert carrier["holders"] == proxy["holders"] == CROWDED
    assert carrier["crowd"]
    assert not proxy["crowd"]
    assert proxy["bits"] > carrier["bits"]


def test_a_value_that_more_than_a_twentieth_hold_is_a_crowd_whoever_holds_it(
    judged: tuple[World, dict[str, int]],
) -> None:
    world, named = judged
    assert world.verdict(named["everybody"])["crowd"]
    ring = World(total=1_000)
    ring.ring(range(60))
    own = ring.share("ip", range(60))
    assert ring.verdict(own)["crowd"]


def test_a_crowd_says_why_in_words_and_what_ties_needs_no_excuse(
    judged: tuple[World, dict[str, int]],
) -> None:
    world, named = judged
    assert "60 accounts hold it" in world.verdict(named["carrier"])["reason"]
    assert "1000 accounts hold it" in world.verdict(named["everybody"])["reason"]
    verdicts = world.weighed.verdicts
    assert verdicts.filter("crowd")["reason"].null_count() == 0
    assert verdicts.filter(~pl.col("crowd"))["reason"].is_null().all()


def test_crowds_are_judged_and_not_linked(judged: tuple[World, dict[str, int]]) -> None:
    weighed = judged[0].weighed
    tied = weighed.verdicts.filter(~pl.col("crowd"))
    assert set(weighed.links["value"]) == set(tied["value"])
    assert set(weighed.verdicts["value"]) == set(judged[0].shared["value"])
    assert weighed.links.schema == tables.LINKS
    assert weighed.verdicts.schema == tables.VERDICTS


def test_a_card_says_more_than_the_issuer_it_follows_from(judged: tuple[World, dict[str, int]]) -> None:
    world = town()
    card, issuer = world.share("card", range(4)), world.share("bin", range(4))
    assert world.verdict(card)["bits"] > world.verdict(issuer)["bits"]


def test_a_kind_nobody_declared_is_a_group_of_its_own() -> None:
    world = World()
    world.share("bank", (1, 2))
    world.share("handle", (1, 2))
    world.share("card", (1, 2))
    world.share("bin", (1, 2))
    found = world.weighed.verdicts.cast({"kind": pl.String, "group": pl.String})
    by_kind = dict(found.select("kind", "group").rows())
    assert by_kind == {"bank": "bank", "handle": "handle", "card": "payment", "bin": "payment"}


def test_what_vouches_for_a_value_is_of_another_group() -> None:
    """Addresses of the same subnet come together anyway: they do not make one another less common."""
    world = World(total=10_000)
    world.households(range(1_000, 2_000), 2)
    first, second = world.share("ip", range(40)), world.share("subnet", range(40))
    for one in range(0, 40, 2):
        world.share("ip", (one, one + 1))
    assert world.verdict(first)["crowd"]
    assert world.verdict(second)["crowd"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_ring_that_is_a_tenth_of_a_small_platform_keeps_its_cards_and_devices(seed: int) -> None:
    """200 of 2,200 accounts on 40 cards, 25 devices and 13 addresses dealt out at random: three of a device's eight
    holders meet again on an address that a dozen others hold, which is no chance among so few accounts."""
    world, rng = World(total=2_200), Random(seed)
    for kind, hand in (("card", 5), ("device", 8), ("ip", 16)):
        world.deal(kind, range(200), hand, rng)
    world.households(range(1_000, 2_000), 2)
    verdicts = weigh(world.shared, world.traits, world.total).verdicts
    theirs = verdicts.filter(pl.col("kind").cast(pl.String).is_in(["card", "device"]))
    assert theirs["crowd"].sum() == 0


def test_a_value_held_by_more_strangers_says_less() -> None:
    """The same ring behind an address that more and more honest people use too."""

    def bits(guests: int) -> float:
        world = town()
        exit_ = world.share("ip", [*range(CROWDED), *range(5_000, 5_000 + guests)])
        verdict = world.verdict(exit_)
        return 0.0 if verdict["crowd"] else float(verdict["bits"])

    said = [bits(guests) for guests in (0, 60, 400)]
    assert said == sorted(said, reverse=True)
    assert said[0] > said[-1]


def test_nothing_shared_is_nothing_weighed() -> None:
    empty = pl.DataFrame(schema=tables.SHARED)
    weighed = weigh(empty, {}, 0)
    assert weighed.links.is_empty()
    assert weighed.verdicts.is_empty()
    assert weighed.links.schema == tables.LINKS
    assert weighed.verdicts.schema == tables.VERDICTS


TRAITS = {
    "card": Trait(Group.PAYMENT, 18.0, False, False),
    "device": Trait(Group.DEVICE, 16.0, True, False),
    "ip": Trait(Group.NETWORK, 13.0, False, False),
    "bin": Trait(Group.PAYMENT, 4.0, False, True),
}

KINDS = (*TRAITS, "bank", "handle")


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Up to thirty values among a few dozen accounts."""
    world = World(total=draw(st.sampled_from([50, 1_000, 1_000_000])))
    for kind in draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=30)):
        world.share(kind, draw(st.sets(st.integers(0, 40), min_size=2, max_size=25)))
    return world


@settings(max_examples=40, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(world: World, rng: Random) -> None:
    shared = world.shared
    order = rng.sample(range(shared.height), shared.height)
    one, two = (weigh(rows, TRAITS, world.total) for rows in (shared, shared[order]))
    assert_frame_equal(one.links, two.links)
    assert_frame_equal(one.verdicts, two.verdicts)


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_bits_are_never_below_zero_nor_above_the_most_a_kind_may_say(world: World) -> None:
    weighed = weigh(world.shared, TRAITS, world.total)
    said = weighed.verdicts.select(pl.col("kind").cast(pl.String), "bits").rows()
    assert all(0 <= bits <= (TRAITS[kind].max_weight if kind in TRAITS else 12.0) for kind, bits in said)
    assert (weighed.links["bits"] > 0).all()
    held = world.shared.group_by("value").len("n").sort("value")
    assert weighed.verdicts["holders"].to_list() == held["n"].to_list()


@settings(max_examples=20, deadline=None)
@given(worlds())
def test_the_names_of_accounts_do_not_matter(world: World) -> None:
    shared = world.shared
    renamed = shared.with_columns(pl.col("account") * -7 + 3).sort("value", "account")
    one, two = weigh(shared, TRAITS, world.total), weigh(renamed, TRAITS, world.total)
    assert_frame_equal(one.verdicts, two.verdicts)
