import numpy as np
import polars as pl

from linkage.weigh.learned import pairs
from tests.score.build import World
from tests.weigh.learned.build import gadgets, records


def test_no_more_pairs_are_drawn_than_the_sample_has_and_every_kind_has_its_part() -> None:
    world = World(total=60_000)
    for kind in ("one", "two"):
        for first in range(0, 50_000, 2):
            world.share(kind, (first, first + 1 + (kind == "two")))
    drawn = pairs.draw(world.shared, world.total)
    assert drawn.kinds == ["one", "two"]
    assert drawn.through.sum(0).tolist() == [pairs.SAMPLE // 2, pairs.SAMPLE // 2]


def test_pairs_are_drawn_through_rare_values_and_agree_on_common_ones_too() -> None:
    world = World(total=1_000)
    world.share("card", (1, 2))
    world.share("city", range(200))
    world.share("team", range(40))
    drawn = pairs.draw(world.shared, world.total)
    assert len(drawn.agree) == 1
    city = drawn.kinds.index("city")
    team = drawn.kinds.index("team")
    assert drawn.agree[0].all()
    assert drawn.notable[0].tolist() == [name != "city" for name in drawn.kinds]
    assert not drawn.rare[0, [city, team]].any()
    assert not drawn.through[0, [city, team]].any()


def test_to_hold_other_values_of_a_kind_is_told_from_holding_none() -> None:
    world = World(total=1_000)
    world.share("card", (1, 2))
    world.share("badge", (1, *range(10, 30)))
    world.share("badge", (2, *range(30, 50)))
    world.share("hat", (1, *range(10, 30)))
    drawn = pairs.draw(world.shared, world.total)
    holds = dict(zip(drawn.kinds, drawn.hold[0].tolist(), strict=True))
    assert holds == {"badge": True, "card": True, "hat": False}
    assert not drawn.agree[0, drawn.kinds.index("badge")]


def test_the_sample_is_the_same_in_any_order_of_rows() -> None:
    world = records()
    one = pairs.draw(world.shared, world.total)
    other = pairs.draw(world.shared.sample(fraction=1, shuffle=True, seed=2), world.total)
    assert one.kinds == other.kinds
    for name in ("through", "agree", "notable", "rare", "hold"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


def test_a_value_that_many_hold_draws_no_pair() -> None:
    world = gadgets()
    drawn = pairs.draw(world.shared.filter(pl.col("kind") == "maker"), world.total)
    assert len(drawn.through) == 0
