from collections.abc import Iterable
from dataclasses import replace
from random import Random

import polars as pl
import pytest

from linkage.score import regroup
from linkage.score.regroup import connected
from tests.score.build import World, communities, hands
from tests.score.tie import counting, tie, ties

FIRST, SECOND = list(range(24)), list(range(100, 124))


def pieces(table: pl.DataFrame) -> list[set[int]]:
    """Pieces as sets, by their smallest account."""
    sets = [set(accounts) for accounts in table.group_by("community").agg("account")["account"]]
    return sorted(sets, key=min)


def waves() -> World:
    """An operator's first wave of accounts and his second, each on cards and devices of its own."""
    world = World(total=20_000)
    for number, wave in enumerate((FIRST, SECOND)):
        rng = Random(number)
        for kind in ("card", "device"):
            world.deal(kind, wave, 4, rng)
    return world


def joined(world: World, *parts: Iterable[int]) -> list[set[int]]:
    """What becomes of pieces when those that share are joined."""
    return pieces(regroup.merge(communities(*parts), world.held.eligible()))


def bridge(world: World, kind: str, share: int) -> None:
    """Let that many of each wave share values of a kind with as many of the other, four and four."""
    for some, others in zip(hands(FIRST[:share], 4), hands(SECOND[:share], 4), strict=True):
        world.share(kind, (*some, *others))


def test_pieces_that_share_a_third_of_their_infrastructure_are_one_ring() -> None:
    world = waves()
    bridge(world, "card", 8)
    bridge(world, "device", 8)
    assert joined(world, FIRST, SECOND) == [{*FIRST, *SECOND}]


def test_pieces_that_share_nothing_stay_apart() -> None:
    assert joined(waves(), FIRST, SECOND) == [set(FIRST), set(SECOND)]


@pytest.mark.parametrize("kinds", [("device",), ("device", "address"), ("device", "address", "card")])
def test_a_single_planted_copy_joins_nothing(kinds: tuple[str, ...]) -> None:
    """One account of a ring holds what the other's accounts hold."""
    world = waves()
    for kind in kinds:
        world.share(kind, (FIRST[0], *SECOND[:6]))
    assert joined(world, FIRST, SECOND) == [set(FIRST), set(SECOND)]


def test_a_crowd_joins_nothing() -> None:
    """Both are seen at a carrier's address, as many strangers are."""
    world = waves()
    world.households(range(1_000, 3_000), 2)
    for kind in ("ip", "device"):
        world.share(kind, [*FIRST[:12], *SECOND[:12], *range(1_000, 1_400, 2)])
    assert joined(world, FIRST, SECOND) == [set(FIRST), set(SECOND)]


def test_what_was_judged_a_crowd_joins_nothing_whoever_holds_it() -> None:
    world = waves()
    bridge(world, "card", 8)
    bridge(world, "device", 8)
    crowded = replace(world.held, values=world.held.values.with_columns(crowd=pl.lit(True))).eligible()
    assert pieces(regroup.merge(communities(FIRST, SECOND), crowded)) == [set(FIRST), set(SECOND)]


def test_a_joined_ring_is_named_by_its_smallest_account() -> None:
    world = waves()
    bridge(world, "card", 12)
    bridge(world, "device", 12)
    table = regroup.merge(communities(FIRST, SECOND), world.held.eligible())
    assert table["community"].unique().to_list() == [0]
    assert table["account"].is_sorted()


PIECES = [list(range(start, start + 6)) for start in range(0, 600, 20)]
"""An operator's accounts as detection may find them: thirty pieces of six."""


def shattered() -> World:
    """Each piece on cards and devices of its own."""
    world = World(total=20_000)
    for number, piece in enumerate(PIECES):
        for kind in ("card", "device"):
            world.deal(kind, piece, 3, Random(number))
    return world


def shared_by_all(world: World, kind: str, times: int = 4) -> None:
    """Values of a kind that two accounts of each piece hold."""
    for _ in range(times):
        world.share(kind, [account for piece in PIECES for account in Random(piece[0]).sample(piece, 2)])


def united(world: World) -> list[set[int]]:
    """What becomes of rings when those of one operator are put together."""
    return pieces(regroup.merge_rings(communities(*PIECES).sort("account"), world.held.eligible()))


def test_rings_that_share_prompts_and_exits_are_one_though_each_holds_little_of_them() -> None:
    world = shattered()
    shared_by_all(world, "prompt")
    shared_by_all(world, "ip")
    assert joined(world, *PIECES) == [set(piece) for piece in PIECES]
    assert united(world) == [{account for piece in PIECES for account in piece}]


@pytest.mark.parametrize("kind", ["ip", "prompt"])
def test_rings_that_share_in_one_way_alone_stay_apart(kind: str) -> None:
    """Two operators may rent exits of one network, or both copy a prompt."""
    world = shattered()
    shared_by_all(world, kind)
    assert united(world) == [set(piece) for piece in PIECES]


def test_values_that_mostly_others_hold_put_nobody_together() -> None:
    world = shattered()
    for kind in ("prompt", "ip"):
        for _ in range(4):
            held = [account for piece in PIECES for account in piece[:2]]
            world.share(kind, [*held, *range(1_000, 1_000 + 2 * len(held))])
    assert united(world) == [set(piece) for piece in PIECES]


def test_one_account_that_holds_what_another_ring_holds_puts_nothing_together() -> None:
    world = shattered()
    for kind in ("prompt", "ip"):
        world.share(kind, (*PIECES[0][:4], PIECES[1][0]))
    assert united(world) == [set(piece) for piece in PIECES]


def test_growth_brings_back_an_account_that_was_left_out() -> None:
    world = waves()
    for kind in ("card", "device"):
        world.share(kind, (*FIRST[:5], 500))
    grown = regroup.grow(communities(FIRST, SECOND), world.held.strong())
    assert pieces(grown) == [{*FIRST, 500}, set(SECOND)]


def test_growth_looks_again_at_whoever_holds_a_value_of_the_ring_and_the_proof_drops_him() -> None:
    world = waves()
    for _ in range(2):
        world.share("card", (*FIRST[:5], 500))
    world.share("device", FIRST[:5])
    grown = regroup.grow(communities(FIRST), world.held.strong())
    assert pieces(grown) == [{*FIRST, 500}]
    assert 500 not in world.proved(grown).members["account"]


def test_growth_takes_nobody_for_values_that_are_others() -> None:
    """Most who hold them are not of the ring."""
    world = waves()
    for kind in ("card", "device"):
        world.share(kind, (*FIRST[:2], *range(500, 508)))
    assert pieces(regroup.grow(communities(FIRST), world.held.eligible())) == [set(FIRST)]


def test_an_account_grows_into_one_ring_alone() -> None:
    world = waves()
    for wave in (FIRST, SECOND):
        for kind in ("card", "device"):
            world.share(kind, (*wave[:5], 500))
    world.share("ip", (*SECOND[:5], 500))
    grown = regroup.grow(communities(FIRST, SECOND), world.held.eligible())
    assert grown["account"].is_unique().all()
    assert pieces(grown) == [set(FIRST), {*SECOND, 500}]


def test_what_no_value_connects_is_cut_apart() -> None:
    values = [tie("payment", (1, 2, 3)), tie("device", (3, 4)), tie("payment", (7, 8, 9))]
    assert pieces(regroup.split(ties(values), connected)) == [{1, 2, 3, 4}, {7, 8, 9}]


def test_pieces_of_two_are_dropped() -> None:
    values = [tie("payment", (1, 2, 3)), tie("device", (7, 8))]
    assert pieces(regroup.split(ties(values), connected)) == [{1, 2, 3}]


def test_only_what_counts_holds_a_ring_together() -> None:
    values = [tie("payment", (1, 2, 3)), tie("device", (1, 2, 3)), tie("place", range(1, 10), crowd=True)]
    values += [tie("payment", (7, 8, 9)), tie("device", (7, 8, 9))]
    assert pieces(regroup.split(counting(ties(values)), connected)) == [{1, 2, 3}, {7, 8, 9}]


def test_nothing_is_cut_joined_and_grown_into_nothing() -> None:
    world = waves()
    none = communities()
    assert regroup.merge(none, world.held.eligible()).is_empty()
    assert regroup.merge_rings(none.select("account", "community"), world.held.eligible()).is_empty()
    assert regroup.grow(none, world.held.eligible()).is_empty()
    assert regroup.split(ties([]), connected).is_empty()
