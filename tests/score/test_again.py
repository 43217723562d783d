"""Rings that people cut in two: each half is judged by its own accounts alone."""

from functools import partial
from random import Random

import polars as pl
import pytest

from linkage import pipeline
from linkage.model import Failure
from linkage.score import Judged, Scored, again, assemble, judge
from linkage.score.calibration import Calibration
from linkage.tables import DECIDED, PAIRS, RunDecisions
from tests.score.build import World, communities
from tests.score.platform import RING, drive, platform

OTHER = range(600, 630)
"""The second operator: it has no exits, and one prompt for all."""
EVERYBODY = [*RING, *OTHER]
LEAST = 0.5
APART = RunDecisions(pairs=pl.DataFrame([(RING[0], OTHER[0])], PAIRS, orient="row"))


def two(bridged: bool) -> World:
    """A platform with two rings; some of each share cards and devices when they are bridged."""
    world, rng = platform(), Random(7)
    for account in OTHER:
        drive(world, account, rng)
    for kind in ("card", "device", "card", "device"):
        world.deal(kind, OTHER, 5, rng)
    world.share("prompt", OTHER)
    for kind, first in (("card", 1), ("device", 11)):
        for place in range(first, first + 12, 3):
            hands = RING[place : place + 3], OTHER[place : place + 3]
            for hand in [(*hands[0], *hands[1])] if bridged else hands:
                world.share(kind, hand)
    return world


def judged(world: World, *pieces: object) -> Judged:
    """Communities of those accounts, as judged."""
    weighed = world.weighed
    return judge(communities(*pieces), world.shared, weighed.verdicts, world.traits, world.about)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def whole() -> tuple[World, Judged, Scored]:
    """Both as the one ring they are taken for."""
    world = two(bridged=True)
    found = judged(world, EVERYBODY)
    return world, found, assemble(found, LEAST)


@pytest.fixture(scope="module")
def halves(whole: tuple[World, Judged, Scored]) -> Scored:
    """What is published once somebody said that they are two."""
    world, found, scored = whole
    anew = partial(again, found, least=LEAST, calibration=Calibration())
    return pipeline.with_decisions(scored, anew, world.weighed.links, APART)


def test_before_anybody_said_so_they_are_one(whole: tuple[World, Judged, Scored]) -> None:
    assert whole[2].rings.select("community", "size").rows() == [(0, len(EVERYBODY))]


def test_each_half_is_scored_and_told_by_its_own_accounts(
    whole: tuple[World, Judged, Scored], halves: Scored
) -> None:
    first, second = halves.rings.sort("community").to_dicts()
    assert [(each["community"], each["size"]) for each in (first, second)] == [(0, 40), (600, 30)]
    assert second["score"] < first["score"] < whole[2].rings["score"].item()
    assert second["sentences"][2:] == [
        "for one operator: they share rarer values and are more alike than honest groups are (3.0 bits)",
        "for one operator: 30 of 30 who pay by card use 16 shared cards",
        "for one operator: 0 of 30 customers paid on for two months or more",
        "for one operator: 30 of 30 use the platform more than nine in ten accounts do",
        "for the honest story: 30 of 30 send the same rare prompt",
        "for one operator: 30 of 30 are on 16 shared devices",
    ]
    assert "for one operator: 40 of 40 are on 16 shared IP addresses" in first["sentences"]
    assert (first["summary"], second["summary"]) == (
        "20 card, 20 device, 16 ip, 4 prompt",
        "16 card, 16 device, 1 prompt",
    )


def test_members_believe_in_their_own_half_and_its_values_alone(halves: Scored) -> None:
    scores = dict(halves.rings.select("community", "score").iter_rows())
    assert (halves.members["confidence"] <= halves.members["community"].replace_strict(scores)).all()
    own = halves.members.filter(pl.col("community") == OTHER[0])
    assert own["account"].to_list() == list(OTHER)
    assert not own["reasons"].explode().is_in(["shared_network"]).any()


def test_halves_are_what_they_would_be_had_they_never_shared_anything(halves: Scored) -> None:
    apart = assemble(judged(two(bridged=False), RING, OTHER), LEAST)
    assert apart.rings.drop("score", "sentences").equals(halves.rings.drop("score", "sentences"))
    assert (
        apart.rings["sentences"].list.slice(1).to_list() == halves.rings["sentences"].list.slice(1).to_list()
    )
    assert halves.rings["score"].to_list() == pytest.approx(apart.rings["score"].to_list(), abs=0.01)


def test_a_half_that_does_not_look_abusive_by_itself_is_no_ring(
    whole: tuple[World, Judged, Scored], halves: Scored
) -> None:
    world, found, scored = whole
    between = float(halves.rings["score"].mean())  # type: ignore[arg-type]
    anew = partial(again, found, least=between, calibration=Calibration())
    left = pipeline.with_decisions(scored, anew, world.weighed.links, APART)
    assert left.rings["community"].to_list() == [0]
    told = left.failed.filter(pl.col("account").is_in(list(OTHER)))
    assert told["codes"].to_list() == [[Failure.LOW_SCORE.value]] * len(OTHER)


def test_a_ring_is_judged_anew_without_whom_people_took_from_it(whole: tuple[World, Judged, Scored]) -> None:
    world, found, scored = whole
    rings = pl.DataFrame([(1, account) for account in EVERYBODY], DECIDED, orient="row")
    away = pl.DataFrame([(1, account) for account in OTHER], DECIDED, orient="row")
    anew = partial(again, found, least=LEAST, calibration=Calibration())
    left = pipeline.with_decisions(
        scored, anew, world.weighed.links, RunDecisions(ring_members=rings, not_of_ring=away)
    )
    assert left.rings.select("community", "size").rows() == [(0, len(RING))]
    assert left.rings["summary"].to_list() == ["20 card, 20 device, 16 ip, 4 prompt"]
