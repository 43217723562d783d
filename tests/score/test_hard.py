"""Rings that detection left in pieces: their cards and devices hold them together still."""

from random import Random

import polars as pl
import pytest

from linkage.score import Judged, assemble, hard, judge
from tests.score.build import World, communities, hands
from tests.score.platform import PEOPLE, RING, drive, platform

GUESTS = PEOPLE[:400]
"""Customers who came by the ring's exits."""
OTHER = range(600, 640)
"""A second operator, who kept his exits to himself."""


@pytest.fixture(scope="module")
def world() -> World:
    """A platform with two rings; customers use the exits of the first."""
    world, rng = platform(), Random(3)
    for account in OTHER:
        drive(world, account, rng)
    for kind in ("card", "device", "ip"):
        world.deal(kind, OTHER, 5, rng)
    for guests in hands(GUESTS, 10):
        world.share("ip", [*guests, RING[guests[0] % len(RING)]])
    return world


def judged(world: World, *pieces: object) -> Judged:
    """Those accounts, as detection had put them together."""
    weighed = world.weighed
    return judge(communities(*pieces), world.shared, weighed.verdicts, world.traits, world.about)  # type: ignore[arg-type]


def pieces() -> list[list[int]]:
    """The ring in twenty pieces, each among customers who came by its exits, and the other ring."""
    mixed = zip(hands(sorted(RING, key=lambda each: each * 7 % 40), 2), hands(GUESTS, 20), strict=True)
    return [*([*ours, *guests] for ours, guests in mixed), [*OTHER]]


def enforceable(judged: Judged) -> dict[int, list[int]]:
    """The accounts of each ring that is published."""
    members = assemble(judged, 0.5).members.filter(pl.col("tier") != "possible")
    return {name: each["account"].sort().to_list() for (name,), each in members.group_by("community")}


def test_a_ring_in_pieces_is_whole_and_no_customer_in_it(world: World) -> None:
    assert enforceable(judged(world, *pieces())) == {0: [*RING], 600: [*OTHER]}


def test_without_its_hard_links_it_is_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hard, "HALF", 0.0)
    assert enforceable(judged(world, *pieces())) == {600: [*OTHER]}


def test_a_ring_that_detection_found_is_as_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    found = judged(world, *pieces()).scores.filter(community=600)
    monkeypatch.setattr(hard, "HALF", 0.0)
    alone = judged(world, *pieces()).scores.filter(community=600)
    assert found.rows() == alone.rows()


def test_accounts_are_of_one_community_and_all_others_learn_why_not(world: World) -> None:
    found = judged(world, *pieces())
    candidates = found.proof.candidates.select("community", "account").unique()
    assert candidates["account"].is_unique().all()
    assert {*found.proof.members["account"]}.isdisjoint(found.proof.failed["account"])
    assert {*found.proof.members["account"], *found.proof.failed["account"]} == {*RING, *GUESTS, *OTHER}


def test_families_that_detection_parted_stay_honest(world: World) -> None:
    families = World(total=20_000)
    for first in range(0, 3_000, 6):
        for kind in ("card", "address", "device"):
            families.share(kind, range(first, first + 6))
    halves = [range(first, first + 2) for first in range(0, 3_000, 2)]
    assert enforceable(judged(families, *halves)) == {}


def test_a_community_named_by_an_account_that_left_it_is_named_anew() -> None:
    communities = pl.DataFrame({"community": [1, 1, 7], "account": [5, 6, 8]})
    rings = pl.DataFrame({"account": [1, 8], "community": [1, 1]})
    assert hard.touched(communities, rings)["community"].to_list() == [1, 7]


def test_who_is_in_a_ring_already_is_left_out() -> None:
    world = World()
    for kind in ("card", "device"):
        world.share(kind, range(6))
    eligible = world.held.eligible()
    pairs = communities(*(range(first, first + 2) for first in (0, 2, 4)))
    nobody, three = (pl.DataFrame({"account": each}, {"account": pl.Int64}) for each in ([], [0, 1, 2]))
    four = pl.DataFrame({"account": [0, 1, 2, 3]})
    assert hard.scattered(pairs, eligible, nobody)["account"].to_list() == [0, 1, 2, 3, 4, 5]
    assert hard.scattered(pairs, eligible, three)["account"].to_list() == [3, 4, 5]
    assert hard.scattered(pairs, eligible, four).is_empty()
    assert hard.scattered(communities(range(3)), eligible, nobody).is_empty()
