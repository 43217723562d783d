"""Whoever was put with others and is not enforceable is told what he failed, by what decided."""

import polars as pl
import pytest

from linkage import tables
from linkage.model import Failure
from linkage.score import Scored, assemble, judge
from tests.score.build import START, World, communities
from tests.score.platform import FAMILY, RING, platform

PUBLISHED = 0.5


def scored(world: World, found: pl.DataFrame, least: float = 0.0) -> Scored:
    judged = judge(found, world.shared, world.weighed.verdicts, world.traits, world.about)
    return assemble(judged, least)


def codes(scored: Scored) -> dict[int, list[str]]:
    return dict(scored.failed.select("account", "codes").rows())


@pytest.fixture(scope="module")
def crowded() -> Scored:
    """A ring and, put with it by detection, people who share one thing or another with it."""
    world = World(total=20_000)
    for kind in ("card", "device", "address"):
        world.share(kind, range(10))
    world.share("ip", (*range(10), 20, 21))
    world.share("ip", (20, 21, 22))
    world.share("tax_id", (*range(3), 23))
    world.share("address", (0, 23))
    copied = {24: START - 90 * 86_400}
    world.share("device", (0, 1, 2, 24), copied)
    world.share("phone", (0, 3, 4, 24), copied)
    found = communities((*range(10), 20, 21, 22, 23, 24), range(30, 33), (40, 41))
    for kind in ("card", "device"):
        world.share(kind, (30, 31))
    return scored(world, found)


def test_the_table_is_as_promised(crowded: Scored) -> None:
    assert dict(crowded.failed.schema) == dict(tables.FAILED)
    assert crowded.failed["account"].is_sorted()
    assert crowded.failed["account"].is_unique().all()


def test_everyone_is_enforceable_or_told_what_he_failed(crowded: Scored) -> None:
    enforceable = set(crowded.members.filter(pl.col("tier") != "possible")["account"])
    assert enforceable == set(range(10))
    assert set(codes(crowded)) == {20, 21, 22, 23, 24, 30, 31, 32}


def test_every_code_is_of_the_vocabulary(crowded: Scored) -> None:
    assert {each for told in codes(crowded).values() for each in told} <= {each.value for each in Failure}


def test_one_who_shares_the_network_alone_is_told_so(crowded: Scored) -> None:
    assert codes(crowded)[20][0] in {"only_network", "few_bits"}


def test_one_kind_of_evidence_is_told_with_its_group(crowded: Scored) -> None:
    row = crowded.failed.row(by_predicate=pl.col("account") == 23, named=True)
    assert (row["codes"], row["groups"], row["group"]) == (["one_group"], 1, "payment")
    assert row["bits"] >= 5


def test_what_was_held_first_is_told_with_the_values(crowded: Scored) -> None:
    row = crowded.failed.row(by_predicate=pl.col("account") == 24, named=True)
    assert row["codes"] == ["nothing_counts", "held_first"]
    assert len(row["first"]) == 2


def test_who_is_left_with_one_other_makes_no_ring(crowded: Scored) -> None:
    assert codes(crowded)[30] == ["small_ring"]
    assert codes(crowded)[32] == ["few_bits"]


def test_how_many_it_was_judged_with_is_told(crowded: Scored) -> None:
    told = dict(crowded.failed.select("account", "together").iter_rows())
    assert [told[each] for each in (20, 24, 30, 32)] == [15, 15, 3, 3]


def test_the_ring_that_is_near_is_told(crowded: Scored) -> None:
    near = dict(crowded.failed.select("account", "community").rows())
    ring = crowded.rings["community"].item()
    assert {near[account] for account in range(20, 25)} == {ring}
    assert near[30] is None


def test_who_belongs_to_what_does_not_look_abusive_is_told_the_score() -> None:
    world = platform()
    found = communities(RING, FAMILY)
    every, some = scored(world, found), scored(world, found, PUBLISHED)
    assert set(codes(some)) >= set(FAMILY)
    unlike = codes(every).keys() & set(FAMILY)
    low = some.failed.filter(pl.col("account").is_in([each for each in FAMILY if each not in unlike]))
    assert low["codes"].to_list() == [["low_score"]] * low.height
    assert low.height > len(FAMILY) / 2
    family = every.rings.filter(pl.col("community").is_in(list(FAMILY)))["score"].item()
    assert low["score"].to_list() == pytest.approx([family] * low.height)


def test_nobody_failed_where_nobody_was_judged() -> None:
    assert scored(World(), communities()).failed.is_empty()
