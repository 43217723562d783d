"""Bridges: a few ring accounts carry what belongs to two groups that never met."""

import numpy as np
import polars as pl

from linkage.simulate import meetings
from linkage.simulate.draft import Draft
from linkage.simulate.ground import Ground
from linkage.simulate.meetings import OWN
from linkage.simulate.takers import STRANGERS, Rings, added, handed, marked

FEW = 8
"""Most honest holders of a value that is carried over; what more hold is a crowd and bridges nothing."""


def bridged(rng: np.random.Generator, ground: Ground, draft: Draft) -> Draft:
    """Two to four accounts of a ring carry values of another ring, or of an honest family or team, too."""
    rings = Rings.of(draft)
    apart = _between(rng, rings)
    world = draft
    for name in OWN:
        table: pl.DataFrame = getattr(draft, name)
        theirs = table.unique("account", keep="first", maintain_order=True)
        world = added(world, name, _alike(handed(rng, draft, name, theirs, apart), theirs, apart))
    groups = max(1, round(STRANGERS * ground.accounts / 4))
    pairs = _among(rng, draft, rings, groups)
    touched = []
    for name in OWN:
        rows = handed(rng, draft, name, meetings.alone(draft, name, FEW), pairs)
        touched.append(_holders(draft, name, rows))
        world = added(world, name, rows)
    return marked(world, np.concatenate(touched))


def _between(rng: np.random.Generator, rings: Rings) -> pl.DataFrame:
    """One ring in three takes from the next one: two values at most of each sort for each taker."""
    order = rng.permutation(len(rings))
    here = order[: max(1, len(rings) // 3)]
    there = order[(np.arange(len(here)) + 1) % len(order)]
    taker, attack = rings.some(rng, here, rng.integers(2, 5, len(here)))
    taker, attack = np.repeat(taker, 2), np.repeat(attack, 2)
    at = (rng.random(len(taker)) * rings.size[there][attack]).astype(np.int64)
    return pl.DataFrame({"taker": taker, "owner": rings.account[rings.start[there][attack] + at]})


def _among(rng: np.random.Generator, draft: Draft, rings: Rings, groups: int) -> pl.DataFrame:
    """Who takes from whom of `groups` families and teams, known by the door they pay from."""
    paying = meetings.alone(draft, "billing", FEW).select("account", "place").unique(maintain_order=True)
    doors = paying.filter(pl.len().over("place") > 1).sort("place", "account")
    _, start, size = np.unique(doors["place"].to_numpy(), return_index=True, return_counts=True)
    chosen = rng.choice(len(size), min(groups, len(size)), replace=False)
    ring = rings.spread(rng, len(chosen))
    taker, attack = rings.some(rng, ring, rng.integers(2, 5, len(ring)))
    taker, attack = np.repeat(taker, 2), np.repeat(attack, 2)
    at = start[chosen][attack] + (rng.random(len(taker)) * size[chosen][attack]).astype(np.int64)
    return pl.DataFrame({"taker": taker, "owner": doors["account"].to_numpy()[at]})


def _alike(rows: pl.DataFrame, theirs: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The same payments on the very cards of the other ring; rings buy from the same thieves."""
    if "card" not in rows.columns:
        return rows
    own = pairs.join(theirs, left_on="owner", right_on="account", maintain_order="left")
    return rows.with_columns(own["card"], own["bin"])


def _holders(draft: Draft, name: str, rows: pl.DataFrame) -> np.ndarray:
    """Honest accounts that hold a value of those rows."""
    key = list(OWN[name])
    table: pl.DataFrame = getattr(draft, name)
    held = table.join(rows.select(key).unique(), on=key, how="semi")["account"].unique().sort()
    return held.filter(draft.people["ring"].gather(held) < 0).to_numpy()
