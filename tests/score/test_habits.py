"""What is learned of the honest groups of a platform, and that the operator is not learned."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from linkage.score import habits
from linkage.score.about import hidden
from linkage.score.case import DAYS, HONEST_AT, OPERATORS_AT, Case, Habits, case_of
from linkage.score.sharing import Community, sharing
from tests.score.build import DAY, START, World
from tests.score.test_rivals import RING, judged, own, ring, seen

HOMES = [range(start, start + 4) for start in range(1_000, 2_200, 4)]


def homes(days: float) -> Community:
    """Households whose accounts signed up within so many days."""
    world, rng = World(total=50_000), Random(3)
    for home in HOMES:
        for kind in ("ip", "address", "surname", "card"):
            world.share(kind, home)
        own(world, home, "device", "name")
        for account in home:
            world.measure(account, created_at=START + int(rng.random() * days * DAY))
    return seen(world, *HOMES)


def learned(found: Community) -> tuple[Case, Habits]:
    case = case_of(found)
    return case, habits.learned(found, case)


def margin_of(found: Community) -> float:
    return float(judged(found)["margin"][0])


def test_how_far_the_sign_ups_of_households_spread_is_learned() -> None:
    _, slow = learned(homes(300.0))
    _, quick = learned(homes(1.0))
    soon = slice(0, int(np.digitize(0.3, DAYS)) + 1)
    home = int(quick.times[HONEST_AT, soon].sum(axis=1).argmax())
    assert slow.times[home, soon].sum() < 0.05 < 0.9 < quick.times[home, soon].sum()
    assert np.allclose(slow.times.sum(axis=1), 1)


def test_operators_are_not_learned() -> None:
    case, found = learned(homes(1.0))
    before = habits.beliefs(case.sorts)
    assert (found.times[OPERATORS_AT] == before.times[OPERATORS_AT]).all()
    for sort in case.sorts:
        pairs = zip(found.ways[sort][OPERATORS_AT], before.ways[sort][OPERATORS_AT], strict=True)
        assert all((one == other).all() for one, other in pairs)


def test_networks_that_hide_speak_for_an_operator_and_unknown_ones_say_nothing() -> None:
    def margin(types: Sequence[str]) -> float:
        world = ring()
        named = {world.share("network_type", RING): each for each in types}
        found = seen(world, RING)
        about = replace(found.about, hidden=hidden(world.shared, named))
        return margin_of(replace(found, about=about))

    homes, exits, unknown = margin(["residential"]), margin(["residential", "vpn"]), margin([])
    assert homes < unknown < exits


def test_what_few_communities_do_hardly_moves_beliefs() -> None:
    world = World(total=50_000)
    case, found = learned(seen(world, *HOMES[:1]))
    before = habits.beliefs(case.sorts)
    assert np.abs(found.times - before.times).max() < 0.1


@pytest.mark.parametrize(("heavy", "light"), [(range(40), range(0)), (range(30), range(30, 40))])
def test_members_who_use_more_than_nine_in_ten_are_counted(
    heavy: Iterable[int], light: Iterable[int]
) -> None:
    world = using(heavy, light)
    row = sharing(seen(world, RING)).filter(sort="heavy use")
    assert row.select("have", "shared").row(0) == (40, len([*heavy]))


def using(heavy: Iterable[int], light: Iterable[int]) -> World:
    """The ring beside a thousand who use the platform a little."""
    world = ring()
    for account in [*light, *range(1_000, 2_000)]:
        world.measure(account, hours=[1, 2, 3], peak_requests=5)
    for account in heavy:
        world.measure(account, hours=[*range(30)], peak_requests=900)
    return world


def test_heavy_use_speaks_for_an_operator_and_no_use_says_nothing() -> None:
    def margin(world: World) -> float:
        return margin_of(seen(world, RING))

    bare = ring()
    for account in range(1_000, 2_000):
        bare.measure(account, hours=[1, 2, 3], peak_requests=5)
    assert margin(using(RING, ())) > margin(bare) + 0.5
    assert margin(using((), RING)) < margin(using(RING, ()))
    assert margin(bare) == margin(ring())
