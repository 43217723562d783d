"""Communities that one account holds together are judged without it."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import polars as pl
import pytest

from linkage.score import Judged, community, hub, judge, scored
from linkage.score.calibration import Calibration
from linkage.score.case import case_of
from linkage.score.phrases import HUB_ASIDE
from linkage.score.sharing import Community
from tests.score.build import World, communities
from tests.score.platform import RING, live, platform

LENT = 700
"""A subscription that its users are signed in to from machines and addresses of their own."""
USERS = range(701, 713)


@pytest.fixture(scope="module")
def world() -> World:
    """A platform with a ring, and twelve who use one subscription."""
    world, rng = platform(), Random(5)
    for account in (LENT, *USERS):
        live(world, account, rng)
    for user in USERS:
        for kind in ("device", "device", "ip", "ip", "prompt"):
            world.share(kind, (LENT, user))
    return world


@pytest.fixture(scope="module")
def judged(world: World) -> Judged:
    """The ring, judged."""
    return judge(communities(RING), world.shared, world.weighed.verdicts, world.traits, world.about)


def found(judged: Judged, *pieces: Sequence[int]) -> Community:
    """Those accounts with what they hold."""
    return community(communities(*pieces), judged.held, judged.facts.about)


def told(judged: Judged, *accounts: int) -> dict[str, object]:
    """What is said of accounts."""
    own = found(judged, accounts)
    return scored(own, case_of(own), judged.habits, Calibration()).row(0, named=True)


def test_the_account_that_all_share_with_is_the_hub(judged: Judged) -> None:
    assert hub.hubs_of(found(judged, RING, (LENT, *USERS))).rows() == [(LENT, LENT)]


def test_users_of_one_subscription_are_no_ring(judged: Judged, monkeypatch: pytest.MonkeyPatch) -> None:
    without = told(judged, LENT, *USERS)
    assert without["margin"] < 0  # type: ignore[operator]
    assert without["fit"] == len(USERS)
    assert without["sentences"][2] == HUB_ASIDE  # type: ignore[index]
    monkeypatch.setattr(hub, "OUTSTANDING", float("inf"))
    with_it = told(judged, LENT, *USERS)
    assert with_it["margin"] > 5  # type: ignore[operator]
    assert with_it["fit"] == len(USERS) + 1
    assert HUB_ASIDE not in with_it["sentences"]  # type: ignore[operator]


def test_a_margin_and_its_sentence_agree(judged: Judged) -> None:
    said = told(judged, LENT, *USERS)
    assert f" {-float(said['margin']):.1f} bits better" in said["sentences"][0]  # type: ignore[index, arg-type]


def test_a_ring_stays_one_without_its_busiest_account(judged: Judged) -> None:
    busy = found(judged, RING)
    extra = busy.facts.filter(pl.col("account") != RING[0]).unique("value", keep="first", maintain_order=True)
    spread = replace(
        busy, facts=pl.concat([busy.facts, extra.with_columns(account=pl.lit(RING[0], pl.Int64))])
    )
    assert hub.hubs_of(spread).rows() == [(RING[0], RING[0])]
    assert scored(spread, case_of(spread), judged.habits, Calibration())["margin"].item() > 5


def test_two_beside_a_hub_are_too_few_to_be_judged(judged: Judged) -> None:
    assert hub.without_hubs(found(judged, (LENT, *USERS[:2]))).members.is_empty()
