from random import Random

import pytest

from linkage.model import Group
from tests.score.build import World, hands
from tests.weigh.learned.build import gadgets, learned, records


def test_a_kind_that_follows_from_another_is_of_its_group() -> None:
    found = learned(gadgets())
    assert found.traits["gadget"].group == found.traits["maker"].group == "gadget"
    assert found.traits["badge"].group == "badge"


def test_a_kind_that_follows_from_a_declared_one_joins_the_group_declared() -> None:
    found = learned(gadgets("device"))
    assert found.traits["maker"].group == Group.DEVICE.value
    assert found.traits["device"].group is Group.DEVICE
    rests = dict(found.table.select("kind", "rests_on").iter_rows())
    assert "maker follows from device in " in rests["maker"]
    assert rests["device"] == "its prior"


@pytest.mark.parametrize("known", [0.97, 0.92, 0.6])
def test_duplicates_in_which_one_id_tells_all_are_not_one_group(known: float) -> None:
    found = learned(records(2_000, known))
    assert {found.traits[kind].group for kind in ("passport", "birth", "given", "street")} == {
        "passport",
        "birth",
        "given",
        "street",
    }


def test_what_nearly_everybody_agrees_on_follows_from_nothing() -> None:
    world = gadgets()
    world.share("continent", range(4_000))
    found = learned(world)
    assert found.traits["continent"].group == "continent"
    assert found.traits["maker"].group == "gadget"


def test_a_handful_of_pairs_joins_nothing() -> None:
    world = gadgets()
    world.facts = [fact for fact in world.facts if fact[0] < 36]
    assert learned(world).traits["maker"].group == "maker"


def test_declared_kinds_are_never_joined() -> None:
    world = gadgets("device")
    for first in range(0, 600, 2):
        world.share("card", (first, first + 1))
    found = learned(world)
    assert found.traits["card"].group is Group.PAYMENT
    assert found.traits["device"].group is Group.DEVICE


def test_where_there_is_nothing_else_to_differ_in_a_kind_that_follows_is_joined() -> None:
    world = gadgets("device")
    world.facts = [fact for fact in world.facts if fact[2] != "badge"]
    assert learned(world).traits["maker"].group == Group.DEVICE.value


@pytest.mark.parametrize("thing", ["ip", "device"])
def test_what_only_rings_agree_on_joins_no_declared_group(thing: str) -> None:
    world = World(total=4_000)
    rng = Random(4)
    for ring in hands(range(600), 30):
        world.share("icon", ring)
        world.deal(thing, ring, 3, rng)
        world.deal("badge", ring, 2, rng)
    for house in hands(range(600, 2_000), 40):
        world.share(thing, house)
    world.deal("icon", range(600, 2_000), 2, rng)
    world.deal("badge", range(600, 2_000), 2, rng)
    assert learned(world).traits["icon"].group == "icon"
