from random import Random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from linkage import tables
from linkage.rewire import MONTH, rewire, sample
from tests.score.build import START, World


def by_account(shared: pl.DataFrame) -> dict[object, int]:
    """Number of values of each account, kind and month."""
    month = (pl.col("first_seen").fill_null(-1) // MONTH).alias("month")
    counted = shared.group_by("account", pl.col("kind").cast(pl.String), month).len()
    return {row[:3]: row[3] for row in counted.rows()}


def by_value(shared: pl.DataFrame) -> dict[object, int]:
    """Number of holders of each value."""
    return dict(shared.group_by("value").len().rows())


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A few values of three kinds, held since one of three months or nobody knows when."""
    world = World()
    since = st.sampled_from([START, START + MONTH, START + 2 * MONTH, None])
    for kind in draw(st.lists(st.sampled_from(["card", "ip", "bank"]), min_size=1, max_size=12)):
        holders = draw(st.sets(st.integers(0, 25), min_size=2, max_size=12))
        world.share(kind, holders, {holder: draw(since) for holder in holders})
    return world


@settings(max_examples=50, deadline=None)
@given(worlds(), st.integers(0, 5))
def test_degrees_are_kept_but_for_pairs_dealt_twice(world: World, seed: int) -> None:
    shared = world.shared
    dealt = rewire(shared, seed)
    lost = shared.height - dealt.height
    for before, after in (
        (by_account(shared), by_account(dealt)),
        (by_value(shared), by_value(dealt)),
    ):
        assert all(after[key] <= before[key] for key in after)
        assert sum(before.values()) - sum(after.values()) == lost
    assert dealt.select("value", "account").is_duplicated().sum() == 0


@settings(max_examples=30, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_same_facts_are_dealt_the_same_in_any_order(world: World, rng: Random) -> None:
    shared = world.shared
    order = rng.sample(range(shared.height), shared.height)
    assert_frame_equal(rewire(shared, 3), rewire(shared[order], 3))


def test_another_seed_deals_otherwise() -> None:
    world = World()
    world.ring(range(100))
    assert not rewire(world.shared, 1).equals(rewire(world.shared, 2))


def test_most_facts_keep_a_holder_and_the_ring_is_gone() -> None:
    """What tied the same accounts twice ties others now: a pair seldom shares two kinds."""
    world = World()
    for first in range(0, 400, 4):
        for kind in ("card", "device", "ip"):
            world.share(kind, range(first, first + 4))
    dealt = rewire(world.shared, 1)
    assert dealt.height > 0.95 * world.shared.height
    assert twice(world.shared) == 600
    assert twice(dealt) < 60


def twice(shared: pl.DataFrame) -> int:
    """Pairs of accounts that share values of two kinds or more."""
    held = shared.select("account", "value", "kind")
    pairs = held.join(held.rename({"account": "other"}), on=["value", "kind"])
    pairs = pairs.filter(pl.col("account") < pl.col("other"))
    kinds = pairs.group_by("account", "other").agg(n=pl.col("kind").n_unique())
    return kinds.filter(pl.col("n") > 1).height


def test_a_sample_keeps_what_is_still_shared_among_its_accounts() -> None:
    world = World()
    whole, torn = world.share("card", (1, 2, 3)), world.share("card", (3, 4))
    kept = sample(world.shared, pl.Series("account", [1, 2, 3]))
    assert set(kept["value"]) == {whole}
    assert torn not in kept["value"]
    assert kept["account"].sort().to_list() == [1, 2, 3]


def test_nothing_shared_is_nothing_dealt() -> None:
    empty = pl.DataFrame(schema=tables.SHARED)
    assert rewire(empty, 1).is_empty()
    assert sample(empty, pl.Series("account", [], pl.Int64)).is_empty()
