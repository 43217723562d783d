"""The margin of a community: the best operator against the best honest story."""

from collections.abc import Iterable
from random import Random

import numpy as np
import polars as pl
import pytest

from linkage.score import community, habits, likelihood, rivals
from linkage.score.case import OPERATORS_AT, STORIES, case_of
from linkage.score.sharing import SHARING, Community, sharing
from linkage.score.stories import OPERATOR
from linkage.score.story import STRANGERS
from tests.score.build import DAY, START, World


def seen(world: World, *pieces: Iterable[int]) -> Community:
    rows = [(min(piece), account) for piece in map(list, pieces) for account in piece]
    members = pl.DataFrame(rows, {"community": pl.Int64, "account": pl.Int64}, orient="row")
    return community(members, world.held, world.about)


def judged(found: Community) -> pl.DataFrame:
    case = case_of(found)
    return rivals.judge(case, habits.learned(found, case))


def margin(world: World, piece: range) -> float:
    return float(judged(seen(world, piece))["margin"][0])


def story(world: World, piece: range) -> str:
    return str(judged(seen(world, piece))["story"][0])


def own(world: World, accounts: Iterable[int], *kinds: str) -> None:
    """Something of one's own of each kind."""
    for account in accounts:
        for kind in kinds:
            world.share(kind, [account])


RING = range(40)
FAMILY = range(100, 104)


def ring() -> World:
    world, rng = World(), Random(2)
    for kind in ("card", "device", "address"):
        world.deal(kind, RING, 5, rng)
    return world


def family() -> World:
    world = World()
    for kind in ("ip", "address", "surname"):
        world.share(kind, FAMILY)
    world.share("card", FAMILY[:2])
    own(world, FAMILY, "device", "phone", "name")
    return world


def test_many_cards_that_cross_many_devices_are_an_operators() -> None:
    assert margin(ring(), RING) > 5


def test_one_address_one_card_and_a_surname_are_a_households() -> None:
    world = family()
    assert margin(world, FAMILY) < -5
    assert story(world, FAMILY) == "a household"


def test_a_firm_with_its_domain_its_office_and_its_card_is_a_firm() -> None:
    world, staff = World(), range(200, 230)
    for kind in ("email_domain", "organisation", "ip", "card", "payer", "address"):
        world.share(kind, staff)
    own(world, staff, "device", "name")
    assert margin(world, staff) < -5
    assert story(world, staff) in ("a firm or a team", "one customer's service accounts")


def test_a_class_on_the_machines_of_a_lab_is_no_operators() -> None:
    world, pupils, rng = World(), range(300, 330), Random(4)
    world.deal("device", pupils, 4, rng)
    for kind in ("ip", "email_domain", "prompt"):
        world.share(kind, pupils)
    for account in pupils:
        world.measure(account, created_at=START + rng.randrange(3_600), country="DE")
    assert margin(world, pupils) < 0


def test_what_is_missing_says_nothing() -> None:
    bare, plus = ring(), ring()
    own(plus, range(1_000, 1_040), "prompt", "phone")
    assert margin(bare, RING) == margin(plus, RING)


def test_a_further_sort_that_is_shared_by_stock_raises_the_margin() -> None:
    world = ring()
    before = margin(world, RING)
    world.deal("payer", RING, 40, Random(5))
    world.deal("phone", RING, 4, Random(6))
    assert margin(world, RING) > before


def test_one_sort_alone_is_no_proof() -> None:
    world = World()
    world.deal("device", RING, 5, Random(3))
    world.share("ip", RING)
    assert margin(world, RING) < 3


def test_names_on_a_shared_card_that_nobody_else_gives_speak_against_honest_stories() -> None:
    alike, apart = ring(), ring()
    alike.deal("payer", RING, 5, Random(2))
    own(apart, RING, "payer")
    assert margin(apart, RING) > margin(alike, RING)


def test_a_value_that_many_hold_everywhere_is_not_the_communitys() -> None:
    world = World(total=2_000)
    world.share("ip", range(1_500))
    world.share("card", range(3))
    rows = sharing(seen(world, range(3)))
    assert rows.filter(pl.col("sort") == "card")["shared"].to_list() == [3]
    assert rows.filter(pl.col("sort") == "ip")["shared"].to_list() in ([], [0])


def test_the_table_is_as_promised_and_neither_order_nor_company_changes_a_row() -> None:
    world = ring()
    for kind in ("ip", "address"):
        world.share(kind, FAMILY)
    both, turned = seen(world, RING, FAMILY), seen(world, FAMILY, RING)
    assert sharing(both).schema == pl.Schema(SHARING)
    assert sharing(both).equals(sharing(turned))
    assert sharing(both).filter(pl.col("community") == 0).equals(sharing(seen(world, RING)))


def test_people_are_told_the_margin_the_best_honest_story_and_what_speaks_against_it() -> None:
    said = judged(seen(ring(), RING))["sentences"][0].to_list()
    assert "bits better than the best honest story" in said[0]
    assert any(each.startswith("for one operator: ") and "shared cards" in each for each in said)


def test_sign_ups_of_one_hour_and_of_a_year_are_told_apart() -> None:
    world = World()
    for account in RING:
        world.measure(account, created_at=START + account * 9 * DAY)
    case = case_of(seen(world, RING))
    names = [each.name for each in STORIES]
    found = dict(zip(names, case.aside(habits.beliefs(case.sorts))[:, 0], strict=True))
    assert found["a class or a course"] < found["a residence: a dormitory, a home, barracks"]


def test_what_the_platforms_households_share_is_learned_from_them() -> None:
    world = World(total=50_000)
    pieces = [range(start, start + 4) for start in range(1_000, 2_200, 4)]
    for piece in pieces:
        for kind in ("ip", "address", "surname", "card"):
            world.share(kind, piece)
        own(world, piece, "device", "name")
    case = case_of(seen(world, *pieces))
    found = habits.learned(seen(world, *pieces), case)
    before = habits.beliefs(case.sorts)
    home = [each.name for each in STORIES].index("a household")
    assert found.ways["card"][home][0] > before.ways["card"][home][0]
    operators = zip(found.ways["card"][OPERATORS_AT], before.ways["card"][OPERATORS_AT], strict=True)
    assert all((one == other).all() for one, other in operators)


def test_a_sort_that_the_sample_does_not_have_is_judged_by_what_is_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = ring()
    own(world, range(100, 104), "name")
    world.share("ip", range(100, 104))
    world.share("referrer", range(100, 104))
    monkeypatch.setattr(habits, "SAMPLE", 1)
    found = judged(seen(world, RING, range(100, 104)))
    assert found["community"].to_list() == [0, 100]
    assert found["margin"].is_finite().all()


def test_known_bans_speak_in_full_and_one_in_many_hardly() -> None:
    def banned(accounts: Iterable[int]) -> float:
        world = ring()
        for account in RING:
            world.measure(account, status="banned" if account in accounts else "active")
        return margin(world, RING)

    assert banned(range(12)) > banned([]) + 3
    assert abs(banned([0]) - banned([])) < 1.5


def test_members_spread_over_addresses_are_likelier_an_operators_than_all_on_one() -> None:
    spread, venue = (
        sharing(seen(world, RING)).filter(pl.col("sort") == "busiest address") for world in addresses()
    )
    assert spread.select("have", "shared").row(0) == (40, 8)
    assert venue.select("have", "shared").row(0) == (40, 40)


def addresses() -> tuple[World, World]:
    """The ring on five addresses of eight each, and on one."""
    spread, venue = ring(), ring()
    for first in range(0, 40, 8):
        spread.share("ip", range(first, first + 8))
    venue.share("ip", RING)
    return spread, venue


def test_the_busiest_address_speaks_against_an_operator_where_all_are_on_it() -> None:
    ways = [OPERATOR.explains["busiest address"][0], STRANGERS["busiest address"][0]]

    def bits(shared: float) -> float:
        numbers = (np.array([each]) for each in (40.0, shared, 0.0, -1.0))
        found = likelihood.ways(ways, *numbers)
        operator, honest = (found[way.shape][0] for way in ways)
        return float(operator - honest)

    assert bits(8) > 0 > bits(40)
