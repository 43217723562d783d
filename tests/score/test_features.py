from collections.abc import Callable

import polars as pl
import pytest

from linkage.score.features import FEATURES, Facts
from tests.score.build import DAY, START, World, communities
from tests.score.platform import FAMILY, OFFICE, PEOPLE, RING, TEAM, TODAY, platform

LIFE = {
    "burst",
    "rhythm",
    "alike",
    "volume",
    "balance",
    "eager",
    "brief",
    "paying",
    "bad",
    "honest",
    "related",
}
"""Features that look at more than who shares what."""


def facts(world: World, *pieces: range) -> Facts:
    """What the features read of those communities."""
    proof = world.proved(communities(*pieces))
    return Facts(proof.members, proof.ties, world.about, proof.lives)


@pytest.fixture(scope="module")
def seen() -> Facts:
    """The ring, the family and the team of the platform."""
    return facts(platform(), RING, FAMILY, TEAM)


@pytest.fixture(scope="module")
def bare() -> Facts:
    """A ring of which nothing is known but what it shares."""
    world = World()
    world.ring(range(30), hand=6, seed=3)
    world.share("card", range(30))
    world.share("device", range(30))
    return facts(world, range(30))


def read(name: str, seen: Facts, piece: range) -> float:
    """A feature's reading of the community that begins a range."""
    row = FEATURES[name](seen).row(by_predicate=pl.col("community") == piece[0], named=True)
    assert row["sentence"]
    return float(row["reading"])


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_answers_one_row_a_community_with_a_reading_and_a_sentence(name: str, seen: Facts) -> None:
    answer = FEATURES[name](seen)
    assert answer.columns == ["community", "reading", "sentence"]
    assert answer["community"].is_sorted()
    assert answer["community"].is_unique().all()
    assert set(answer["community"]) <= set(seen.members["community"])
    told = answer.filter(pl.col("reading").is_not_null())
    assert told["reading"].is_between(-1, 1).all()
    assert told["sentence"].null_count() == 0


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_does_not_depend_on_the_order_of_rows(name: str, seen: Facts) -> None:
    turned = Facts(seen.members.reverse(), seen.ties.reverse(), seen.about, seen.lives)
    one, two = FEATURES[name](seen), FEATURES[name](turned)
    assert one.select("community", "sentence").equals(two.select("community", "sentence"))
    assert one["reading"].to_list() == pytest.approx(two["reading"].to_list(), nan_ok=True)


@pytest.mark.parametrize("name", sorted(LIFE))
def test_a_feature_says_nothing_where_the_data_does_not_tell(name: str, bare: Facts) -> None:
    answer = FEATURES[name](bare)
    assert len(bare.members) == 30
    assert answer["reading"].null_count() == answer.height


@pytest.mark.parametrize("name", FEATURES)
def test_every_feature_is_explained_in_a_sentence(name: str) -> None:
    said = FEATURES[name].__doc__
    assert said is not None
    assert said.splitlines()[0].endswith((".", ";"))


@pytest.mark.parametrize("name", ["size", "burst", "rhythm", "volume", "balance", "behaviour", "looks"])
def test_a_ring_reads_higher_than_a_family(name: str, seen: Facts) -> None:
    assert read(name, seen, RING) > read(name, seen, FAMILY)


def test_what_is_honest_about_a_team_is_seen(seen: Facts) -> None:
    assert read("firm", seen, TEAM) == 1
    assert read("firm", seen, RING) == 0
    assert read("hub", seen, TEAM) == 1
    assert read("hub", seen, RING) < 0.6


def test_everybody_on_a_few_devices_is_read_as_that(seen: Facts) -> None:
    assert read("devices", seen, RING) == 1
    assert read("devices", seen, TEAM) == 0


def labelled(change: Callable[[World], None]) -> Facts:
    """The same with something known of the ring."""
    world = platform()
    change(world)
    return facts(world, RING, TEAM)


def test_known_fraud_counts_beyond_chance_and_known_honesty_as_a_share() -> None:
    def change(world: World) -> None:
        world.labelled += [(account, "fraud") for account in RING[:10]]
        world.labelled += [(account, "banned") for account in RING[5:20]]
        world.labelled += [(account, "honest") for account in TEAM[:3]]

    seen = labelled(change)
    assert read("bad", seen, RING) > 0.9 > 0 > read("bad", seen, TEAM)
    assert read("honest", seen, TEAM) == pytest.approx(0.5)


def test_an_account_banned_by_status_is_known_as_bad() -> None:
    def change(world: World) -> None:
        for account in RING[:4]:
            world.measure(account, status="banned")

    rate = 4 / platform().total
    expected = rate * len(RING)
    assert read("bad", labelled(change), RING) == pytest.approx(min((4 - expected) / (1 + expected) / 3, 1))


def test_a_relation_of_one_organisation_explains_and_a_transfer_does_not() -> None:
    def change(world: World) -> None:
        world.related += [(TEAM[0], other, "same_organisation") for other in TEAM[1:]]
        world.related += [(RING[0], other, "transfer") for other in RING[1:]]

    seen = labelled(change)
    assert read("related", seen, TEAM) == 1
    assert read("related", seen, RING) == 0


def test_customers_who_pay_for_months_are_seen() -> None:
    def change(world: World) -> None:
        for account in TEAM:
            world.measure(account, paid_days=[TODAY, TODAY + 45, TODAY + 95])

    seen = labelled(change)
    assert read("paying", seen, TEAM) == 1
    assert read("paying", seen, RING) == 0


def test_accounts_put_to_use_at_once_are_eager_and_short_lived() -> None:
    def change(world: World) -> None:
        for account in (*PEOPLE, *TEAM):
            world.measure(account, created_at=START - 90 * DAY)

    seen = labelled(change)
    for name in ("eager", "brief"):
        assert read(name, seen, RING) > 0
        assert read(name, seen, TEAM) < read(name, seen, RING)


def test_an_office_is_no_proved_ring_or_hangs_on_one_organisation() -> None:
    seen = facts(platform(), OFFICE)
    if len(seen.members):
        assert read("firm", seen, OFFICE) > 0.9


def visitors(days: int) -> Facts:
    """Thirty people on one address and one prompt, who came two by two over so many days."""
    world, people = World(), range(30)
    for kind in ("ip", "prompt"):
        world.share(kind, people, {each: START + each // 2 * days * DAY // 15 for each in people})
    return facts(world, people)


def test_who_came_to_one_place_at_once_came_to_an_event() -> None:
    assert read("event", visitors(1), range(30)) == 1
    assert read("event", visitors(60), range(30)) == 0
    assert read("venue", visitors(60), range(30)) == 1


def test_who_shares_cards_as_well_came_to_no_event(seen: Facts) -> None:
    assert read("event", seen, RING) == 0
