"""The whole score on a small platform: a ring is one, a family, a team and an office are not."""

import polars as pl
import pytest

from linkage import tables
from linkage.model import TIERS
from linkage.score import Scored
from linkage.score.reasons import LISTED, REASONS
from tests.score.build import World, communities, enforceable
from tests.score.platform import FAMILY, OFFICE, RING, TEAM, platform

PUBLISHED = 0.5
"""Score at which a ring is published by default."""

STRANGER = 1_777


@pytest.fixture(scope="module")
def scored() -> Scored:
    """The platform as it is."""
    return platform().scored()


def score_of(scored: Scored, some: range) -> float:
    """Score of the ring most of a group is enforceable in; 0 where none is."""
    ours = scored.members.filter(pl.col("account").is_in(list(some)) & (pl.col("tier") != "possible"))
    found = scored.rings.join(ours.select("community").unique(), on="community")
    return float(str(found["score"].max() or 0.0))


def test_a_ring_is_surely_one(scored: Scored) -> None:
    assert score_of(scored, RING) > 0.9
    assert enforceable(scored) >= set(RING)


@pytest.mark.parametrize("honest", [FAMILY, OFFICE, TEAM], ids=["family", "office", "team"])
def test_honest_groups_look_less_abusive_than_a_ring_and_are_not_published(
    scored: Scored, honest: range
) -> None:
    assert score_of(scored, honest) < PUBLISHED < score_of(scored, RING)


def test_tables_are_those_that_were_promised(scored: Scored) -> None:
    assert scored.rings.columns == list(tables.RINGS)
    assert scored.members.columns == list(tables.MEMBERS)
    assert scored.rings["community"].is_sorted()
    assert scored.members.equals(scored.members.sort("community", "account"))
    assert scored.members["account"].is_unique().all()


def test_tiers_follow_from_the_certificate(scored: Scored) -> None:
    for tier, certificate in scored.members.select("tier", "certificate").rows():
        assert tier in TIERS
        assert (tier == "core") == (certificate >= 2)
        assert (tier == "possible") == (certificate == 0)


def test_sizes_count_the_tiers(scored: Scored) -> None:
    for ring in scored.rings.iter_rows(named=True):
        own = scored.members.filter(pl.col("community") == ring["community"])["tier"].to_list()
        assert [own.count(tier) for tier in TIERS] == [ring[tier] for tier in TIERS]
        assert ring["size"] == ring["core"] + ring["member"] >= 3


def test_a_score_and_a_confidence_are_probabilities(scored: Scored) -> None:
    assert scored.rings["score"].is_between(0, 1).all()
    both = scored.members.join(scored.rings.select("community", "score"), on="community")
    assert (both["confidence"] <= both["score"] + 1e-9).all()
    assert (both["confidence"] >= 0).all()


def test_every_member_is_told_why_in_words_of_the_vocabulary(scored: Scored) -> None:
    proved = scored.members.filter(pl.col("tier") != "possible")
    assert (proved["reasons"].list.len() > 0).all()
    assert (scored.members["reasons"].list.len() <= LISTED).all()
    assert set(scored.members["reasons"].explode().drop_nulls()) <= set(REASONS)


def test_known_fraud_comes_first_among_the_reasons_and_raises_the_score() -> None:
    world = platform()
    world.labelled += [(account, "fraud") for account in FAMILY[:3]]
    known, before = world.scored(), platform().scored()
    reasons = dict(known.members.select("account", "reasons").rows())
    assert all(reasons[account][0] == "known_bad" for account in FAMILY[:3])
    assert score_of(known, FAMILY) > score_of(before, FAMILY)


def test_known_honesty_lowers_the_score() -> None:
    world = platform()
    world.labelled += [(account, "honest") for account in RING]
    assert score_of(world.scored(), RING) < score_of(platform().scored(), RING)


def test_a_ring_is_told_in_sentences_and_in_a_line(scored: Scored) -> None:
    ring = scored.rings.row(by_predicate=pl.col("community") == RING[0], named=True)
    assert len(ring["sentences"]) > 3
    assert any("signed up within" in sentence for sentence in ring["sentences"])
    assert "card" in ring["summary"]
    assert ring["first_seen"] < ring["last_seen"]


@pytest.mark.parametrize("copied", [("device",), ("address",), ("ip",), ("device", "address")])
def test_a_stranger_whose_values_a_ring_copied_is_not_enforceable(copied: tuple[str, ...]) -> None:
    world = platform()
    for kind in copied:
        since = {STRANGER: 1_600_000_000, **dict.fromkeys(RING[:6], 1_720_000_000)}
        world.share(kind, since, since)
    scored = world.scored()
    assert STRANGER not in enforceable(scored)
    assert enforceable(scored) >= set(RING)


def test_honest_customers_on_a_rings_exits_are_not_enforceable() -> None:
    """A mixed proxy: each of its exits is used by half a dozen others, families among them."""
    world = platform()
    guests = range(1_000, 1_048)
    for at in range(8):
        world.share("ip", (*RING[5 * at : 5 * at + 5], *guests[6 * at : 6 * at + 6]))
    assert enforceable(world.scored()).isdisjoint(guests)


def test_a_newcomer_who_uses_what_the_ring_uses_is_in_it() -> None:
    world = platform()
    for kind in ("card", "device"):
        world.share(kind, (*RING[:4], 90))
    assert 90 in enforceable(world.scored())


def test_a_ring_on_undeclared_kinds_alone_is_proved_by_them() -> None:
    world = World(total=5_000)
    for kind in ("bank", "handle"):
        for first in range(0, 12, 4):
            world.share(kind, range(first, first + 4))
    scored = world.scored(communities(range(4), range(4, 8), range(8, 12)))
    assert enforceable(scored) == set(range(12))
    assert set(scored.members["reasons"].explode()) == {"shared_other"}


def test_of_one_group_two_values_prove_and_one_does_not() -> None:
    world = World(total=5_000)
    for _ in range(2):
        world.share("bank", range(5))
    world.share("bank", range(10, 15))
    for first in range(100, 140, 2):
        for _ in range(2):
            world.share("bank", (first, first + 1))
    held = world.weighed.verdicts.filter(~pl.col("crowd"))
    assert held["group"].n_unique() <= 1
    assert enforceable(world.scored(communities(range(5), range(10, 15)))) <= set(range(5))


def test_nothing_is_scored_of_nothing() -> None:
    scored = World().scored(communities())
    assert scored.rings.is_empty()
    assert scored.members.is_empty()
    assert scored.rings.columns == list(tables.RINGS)
    assert scored.members.columns == list(tables.MEMBERS)


def test_three_accounts_are_a_ring_and_two_are_none() -> None:
    world = platform()
    for kind in ("card", "device", "address"):
        world.share(kind, (50, 51, 52))
        world.share(kind, (60, 61))
    found = enforceable(world.scored())
    assert found >= {50, 51, 52}
    assert found.isdisjoint({60, 61})


def test_one_whom_two_values_tie_is_a_member_and_one_whom_more_tie_is_of_the_core() -> None:
    """Without one of the two he would be out: no single value may make the core."""
    world = platform()
    for kind in ("card", "device"):
        world.share(kind, range(50, 54))
    for kind in ("card", "device", "address", "phone"):
        world.share(kind, range(60, 64))
    tiers = dict(world.scored().members.select("account", "tier").rows())
    assert {tiers[account] for account in range(50, 54)} == {"member"}
    assert {tiers[account] for account in range(60, 64)} == {"core"}


def test_accounts_driven_by_the_rings_hours_are_told_so() -> None:
    """What they share with the ring is little, their hours are its hours."""
    scored = platform().scored()
    reasons = scored.members.filter(pl.col("account").is_in(list(RING)))["reasons"]
    assert reasons.list.contains("rhythm").any()
