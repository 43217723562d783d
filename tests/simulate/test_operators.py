"""Operators: limited stock spread over many accounts, unevenly, and never all of it on everybody."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.simulate import crew, ground, operators, scenes, stock
from linkage.simulate import ground as g


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


@pytest.fixture(scope="module")
def land() -> g.Ground:
    return ground.lay(5_000, 1, rng())


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 400))
def test_an_operator_of_any_size_has_accounts_that_hold_something(seed: int, size: int) -> None:
    by, land = rng(seed), ground.lay(1_000, 1, rng(2))
    style = operators.campaign(by, size) if size >= 10 else operators.tiny(by, size)
    made = crew.hire(by, land, style, stock.furnish(by, land, style))
    everybody = set(range(size))
    assert len(made) == size
    assert (
        set(made.network["account"])
        == set(made.devices["account"])
        == set(made.usage["account"])
        == everybody
    )
    assert (made.people["created"] >= g.START).all()
    assert (made.usage["hour"] < g.END).all()


def test_no_value_of_an_operator_is_on_all_its_accounts(land: g.Ground) -> None:
    by = rng(4)
    style = operators.campaign(by, 300)
    made = crew.hire(by, land, style, stock.furnish(by, land, style))
    for table, column in (
        (made.devices, "device"),
        (made.billing, "card"),
        (made.network, "lo"),
        (made.usage, "template"),
    ):
        most = table.select("account", column).unique().group_by(column).len()["len"].max()
        assert isinstance(most, int)
        assert 3 <= most < 150


def test_accounts_set_apart_share_no_device_card_or_exit(land: g.Ground) -> None:
    by = rng(5)
    style = replace(operators.campaign(by, 200), isolated=1.0)
    owned = stock.furnish(by, land, style)
    made = crew.hire(by, land, style, owned)
    assert not set(made.devices["device"]) & set(owned.devices.tolist())
    assert not set(made.billing["card"]) & set(owned.cards.tolist())
    assert not set(made.billing["place"]) & set(owned.places.tolist())


def test_a_successor_takes_a_third_of_the_stock_along(land: g.Ground) -> None:
    by = rng(6)
    style = operators.campaign(by, 600)
    old, new = stock.furnish(by, land, style), stock.furnish(by, land, style)
    kept = stock.inherited(by, old, new, 1 / 3)
    share = np.isin(kept.devices, old.devices).mean()
    assert len(kept.devices) == len(new.devices)
    assert share == pytest.approx(1 / 3, abs=0.02)


def test_a_successor_takes_one_value_of_each_sort_at_least(land: g.Ground) -> None:
    by = rng(7)
    style = operators.tiny(by, 3)
    old, new = stock.furnish(by, land, style), stock.furnish(by, land, style)
    kept = stock.inherited(by, old, new, 1 / 3)
    assert np.isin(kept.devices, old.devices).any()
    assert np.isin(kept.cards, old.cards).any()


def test_every_campaign_has_habits_of_its_own() -> None:
    by = rng(8)
    styles = [operators.campaign(by, 500) for _ in range(5)]
    assert len({style.per_exit for style in styles}) == 5


def test_an_operator_in_sessions_signs_up_many_within_the_hour(land: g.Ground) -> None:
    by = rng(9)
    style = replace(operators.campaign(by, 400), bursts=20)
    moments = pl.Series(operators.signups(by, style))
    trickle = pl.Series(operators.signups(by, replace(style, bursts=0)))
    busiest = [int((each // 3_600).value_counts()["count"].max() or 0) for each in (moments, trickle)]  # type: ignore[arg-type]
    assert busiest[0] > 2 * busiest[1]


def test_every_scene_says_what_it_mirrors() -> None:
    for scene in scenes.SCENES.values():
        assert scene.mirrors.endswith(".")


def test_hiding_operators_share_no_card_and_no_device() -> None:
    for style in scenes.SCENES["evasive"].styles(rng(3), 10_000):
        assert style.farmed == style.carded == 0
        assert style.scheduled > 0.6


def test_slow_rings_open_an_account_a_day() -> None:
    for style in scenes.SCENES["slow"].styles(rng(3), 40_000)[:2]:
        assert style.bursts == 0
        assert style.span == style.size


def test_guests_are_many_in_the_mixed_scene() -> None:
    mixed = scenes.SCENES["mixed"].styles(rng(3), 10_000)
    assert min(style.guests for style in mixed) >= 3
