import polars as pl
import pytest

from linkage.score.alike import read
from linkage.score.members import Belonging, belonging
from tests.score.build import START, World, communities

RING = range(20)
GUEST = 50


def town() -> World:
    """A ring of twenty with cards, devices, exits and one proxy of its own among families."""
    world = World(total=50_000)
    world.ring(RING, hand=5)
    world.households(range(1_000, 2_000), 2)
    return world


def left(world: World, *pieces: range | list[int]) -> Belonging:
    """Who belongs to those communities."""
    return belonging(world.held, communities(*pieces), read(world.about), world.total)


def test_the_accounts_of_a_ring_belong_to_it() -> None:
    found = left(town(), RING).members
    assert set(found["account"]) == set(RING)
    assert (found["bits"] > 10).all()


def test_an_honest_bystander_on_the_proxy_of_a_ring_is_pruned() -> None:
    world = town()
    world.share("ip", [*RING, GUEST])
    found = left(world, [*RING, GUEST]).members
    assert set(found["account"]) == set(RING)


def test_fewer_than_three_are_nobody() -> None:
    world = town()
    assert left(world, [1_000, 1_001]).members.is_empty()


def test_accounts_that_share_nothing_do_not_belong() -> None:
    assert left(town(), [40_000, 40_001, 40_002]).members.is_empty()


def test_no_communities_leave_nobody() -> None:
    assert left(town()).members.is_empty()


def test_the_best_value_of_a_group_counts_and_groups_add_up() -> None:
    one, more, two = (World(total=50_000) for _ in range(3))
    for world in (one, more, two):
        world.share("card", range(4))
        world.share("ip", range(4))
    more.share("card", range(4))
    two.share("device", range(4))
    bits = [left(world, range(4)).members["bits"].min() for world in (one, more, two)]
    assert bits[0] == pytest.approx(bits[1])
    assert float(str(bits[2])) > float(str(bits[0]))


def test_ties_are_what_members_share_with_one_another() -> None:
    world = town()
    lonely = world.share("card", [0, 40_000])
    ties = left(world, RING).ties
    assert lonely not in ties["value"]
    assert set(ties["account"]) == set(RING)
    assert (ties["others"] >= 1).all()
    most = {"card": 18, "device": 16, "ip": 13}
    said = ties.select(pl.col("kind").cast(pl.String), "match_weight").rows()
    assert all(0 <= says <= most[kind] for kind, says in said)


def test_common_hours_speak_for_a_member_and_other_hours_against_him() -> None:
    world = town()
    for account in range(200, 2_000):
        day = START // 3_600 // 24 * 24
        world.measure(account, hours=[day + (account * 7 + each * 5) % 24 for each in range(4)])
    for account in RING:
        hours = [24 * each + (3 if account else 15) for each in range(19_700, 19_712)]
        world.measure(account, hours=hours)
    found = left(world, RING).members
    said = dict(found.select("account", "rhythm").rows())
    assert all(said[account] > 0 for account in RING if account)
    assert said[0] < 0
