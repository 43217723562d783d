import polars as pl
import pytest
from polars.testing import assert_frame_equal

from linkage import tables
from linkage.model import UNDECLARED, Trait
from linkage.weigh.learned import Labelled, learn
from tests.score.build import World
from tests.weigh.learned.build import bits, gadgets, known, learned, records


def rests_on(world: World, kind: str) -> str:
    return str(learned(world).table.row(by_predicate=pl.col("kind") == kind, named=True)["rests_on"])


def test_declared_kinds_without_labels_stay_as_they_are() -> None:
    world = World(total=2_000)
    world.ring(range(60))
    found = learned(world)
    assert found.traits == world.traits
    assert found.table["learned"].equals(found.table["prior"])
    assert found.table["rests_on"].unique().to_list() == ["its prior"]
    assert found.table["pairs"].sum() == found.table["labelled"].sum() == 0


def test_the_table_has_its_columns_and_a_row_for_every_kind_that_is_shared() -> None:
    world = records()
    table = learned(world).table
    assert dict(table.schema) == tables.WEIGHTS
    assert table["kind"].to_list() == ["birth", "given", "passport", "street"]


def test_a_kind_many_strangers_agree_on_comes_to_say_less_than_one_they_do_not() -> None:
    found = learned(records())
    assert max(bits(found, "given"), bits(found, "street")) < bits(found, "passport")
    assert bits(found, "given") == pytest.approx(8.9, abs=0.4)


def test_no_kind_says_more_than_fourteen_bits_or_less_than_none() -> None:
    found = learned(records(2_000))
    assert found.table["learned"].is_between(0, 14).all()


def test_a_kind_of_which_no_pair_tells_keeps_what_is_assumed_of_any() -> None:
    world = gadgets()
    assert bits(learned(world), "badge") == UNDECLARED.max_weight
    assert "no pair tells more" in rests_on(world, "badge")


def test_a_kind_declared_without_a_group_keeps_that_it_can_be_forged() -> None:
    world = records()
    told = {**world.traits, "given": Trait(None, 12.0, forgeable=True, derived=False)}
    found = learn(world.shared, told, Labelled(), world.total)
    assert found.traits["given"].forgeable
    assert found.traits["given"].max_weight < 10


def test_what_is_learned_does_not_hang_on_the_order_of_rows() -> None:
    world = records()
    shuffled = world.shared.sample(fraction=1, shuffle=True, seed=1)
    again = learn(shuffled, world.traits, Labelled(), world.total)
    assert_frame_equal(learned(world).table, again.table, check_exact=True)
    assert again.traits == learned(world).traits


def test_labels_move_declared_kinds_and_say_by_how_many_pairs() -> None:
    world = World(total=2_000)
    for one in range(0, 200, 2):
        world.share("card", (one, one + 1))
        world.share("ip", (one, (one + 103) % 200))
    world.labelled = [(one, "fraud" if one % 4 < 2 else "honest") for one in range(200)]
    found = learned(world, known(world.about))
    assert bits(found, "card") > world.traits["card"].max_weight
    assert bits(found, "ip") < world.traits["ip"].max_weight
    assert (
        "labelled pairs: 50" in found.table.row(by_predicate=pl.col("kind") == "card", named=True)["rests_on"]
    )


def test_nothing_shared_teaches_nothing() -> None:
    empty = pl.DataFrame(schema=tables.SHARED)
    found = learn(empty, {}, Labelled(), 0)
    assert found.traits == {}
    assert found.table.is_empty()
