import pytest

from linkage.weigh.learned.labels import FURTHEST, Labelled, shifts
from tests.score.build import World
from tests.weigh.learned.build import known


def labelled(world: World, fraud: range, honest: range) -> Labelled:
    world.labelled = [(one, "fraud") for one in fraud] + [(one, "honest") for one in honest]
    return known(world.about)


def test_pairs_are_counted_by_what_is_known_of_both() -> None:
    world = World(total=1_000)
    world.share("card", (0, 1, 2, 500))
    world.share("card", (3, 100))
    world.share("ip", (100, 101))
    told = shifts(world.shared, labelled(world, range(10), range(100, 110)))
    assert told.select("kind", "labelled").rows() == [("card", 4)]


def test_a_kind_that_ties_fraud_to_fraud_gains_and_one_that_ties_it_to_the_honest_loses() -> None:
    world = World(total=1_000)
    for one in range(0, 60, 2):
        world.share("card", (one, one + 1))
        world.share("ip", (one, 100 + one))
    moved = dict(
        shifts(world.shared, labelled(world, range(60), range(100, 160))).select("kind", "shift").iter_rows()
    )
    assert 0 < moved["card"] <= FURTHEST
    assert moved["ip"] == pytest.approx(-moved["card"])


def test_a_pair_or_two_hardly_move_a_kind_and_many_move_it_no_further_than_the_bound() -> None:
    world = World(total=9_000)
    for one in range(0, 1_600, 2):
        world.share("card", (one, one + 1))
        world.share("ip", (one, 2_000 + one))
    world.share("device", (0, 1))
    told = shifts(world.shared, labelled(world, range(1_600), range(2_000, 3_600)))
    moved = dict(told.select("kind", "shift").iter_rows())
    assert 0 < moved["device"] < 0.2
    assert (moved["card"], moved["ip"]) == (FURTHEST, -FURTHEST)


def test_labels_of_one_sort_alone_tell_nothing() -> None:
    world = World(total=1_000)
    assert not labelled(world, range(10), range(0)).both()
    assert not labelled(world, range(0), range(10)).both()
    assert labelled(world, range(10), range(20, 30)).both()


def test_an_account_with_both_labels_is_fraud() -> None:
    world = World(total=1_000)
    world.share("card", (1, 2))
    told = shifts(world.shared, labelled(world, range(10), range(2, 12)))
    assert told["labelled"].to_list() == [1]
