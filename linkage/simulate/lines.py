"""Networks honest people are seen on: homes, carriers, offices, campuses, VPNs, clouds, hotels."""

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate.ground import Ground
from linkage.simulate.people import Folk
from linkage.simulate.places import COUNTRIES, WEIGHTS

HOME, MOVED, CARRIER, DESK, HALL, ROOM, RELAY, CLOUD, TRAVEL = range(9)
"""Where a row of the network feed comes from; used to choose where an account signed up."""

SIX = 0.17
"""Share of homes on IPv6."""


def fresh(rng: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    """Give every IPv6 row a privacy address of its own in its /64."""
    low = pl.Series("low", rng.integers(1 << 40, 1 << 63, len(rows), dtype=np.uint64))
    return rows.with_columns(lo=pl.when(pl.col("hi") > 0).then(low).otherwise("lo"))


def _rows(who: np.ndarray, address: pl.DataFrame, source: int) -> pl.DataFrame:
    """Accounts beside their addresses."""
    return address.select(
        pl.Series("account", who.astype(np.int64)), "hi", "lo", "asn", pl.lit(source).alias("source")
    )


def _members(rng: np.random.Generator, group: np.ndarray, share: float) -> np.ndarray:
    """A random share of the accounts that are in a group."""
    return np.flatnonzero((group >= 0) & (rng.random(len(group)) < share))


def _egress(
    rng: np.random.Generator, ground: Ground, country: np.ndarray, group: np.ndarray, most: int
) -> pl.DataFrame:
    """For each account given by its group: one of its group's few exits, where the first member lives."""
    labels, first, at = np.unique(group, return_index=True, return_inverse=True)
    pool = ground.blocks[g.BUSINESS].draw(rng, np.repeat(country[first], most))
    held = rng.integers(1, most + 1, len(labels))
    return pool[at * most + (rng.random(len(group)) * held[at]).astype(np.int64)]


def often(rng: np.random.Generator, who: np.ndarray) -> np.ndarray:
    """Users of what changes its address, each as many times as it does: once to six times."""
    return np.repeat(who, np.minimum(rng.geometric(0.55, len(who)), 6))


def _homes(rng: np.random.Generator, ground: Ground, folk: Folk) -> list[pl.DataFrame]:
    """The home line of each household, and the address it had after the provider renewed it."""
    n = len(folk.region)
    lines = ground.blocks[g.RESIDENTIAL]
    country = np.zeros(int(folk.household.max()) + 1, dtype=np.int64)
    country[folk.household] = folk.country
    made = []
    for share, source in ((0.88, HOME), (0.3, MOVED)):
        who = np.flatnonzero(rng.random(n) < share)
        made.append(_rows(who, lines.draw(rng, country, SIX)[folk.household[who]], source))
    return made


def _away(rng: np.random.Generator, ground: Ground, folk: Folk) -> list[pl.DataFrame]:
    """Carriers, relays, clouds and hotels."""
    n = len(folk.region)
    carried = np.flatnonzero(rng.random(n) < folk.mix.carrier)
    again = carried[rng.random(len(carried)) < 0.4]
    hidden = often(rng, np.flatnonzero(rng.random(n) < folk.mix.relay))
    moving = often(rng, np.flatnonzero(rng.random(n) < folk.mix.rotating))
    cloud = np.flatnonzero(rng.random(n) < 0.07)
    travel = np.flatnonzero(rng.random(n) < 0.08)
    abroad = rng.choice(len(COUNTRIES), len(travel), p=WEIGHTS)
    return [
        _rows(carried, g.exits(rng, ground, folk.region[carried]), CARRIER),
        _rows(again, g.exits(rng, ground, folk.region[again]), CARRIER),
        _rows(hidden, g.relays(rng, ground, len(hidden)), RELAY),
        _rows(moving, ground.blocks[g.MOBILE].draw(rng, folk.country[moving], 1.0), CARRIER),
        _rows(cloud, g.clouds(rng, ground, len(cloud)), CLOUD),
        _rows(travel, ground.blocks[g.RESIDENTIAL].draw(rng, abroad), TRAVEL),
    ]


def _together(rng: np.random.Generator, ground: Ground, folk: Folk) -> list[pl.DataFrame]:
    """Offices, campuses and class rooms."""
    made = []
    for group, share, most, source in (
        (folk.office, 0.85, 3, DESK),
        (folk.campus, 0.9, 4, HALL),
        (folk.lesson, 1.0, 1, ROOM),
    ):
        who = _members(rng, group, share)
        if len(who):
            made.append(_rows(who, _egress(rng, ground, folk.country[who], group[who], most), source))
    return made


def seen(rng: np.random.Generator, ground: Ground, folk: Folk) -> pl.DataFrame:
    """Every address every honest account was seen on, without times; each account has one at least."""
    rows = _homes(rng, ground, folk) + _away(rng, ground, folk) + _together(rng, ground, folk)
    bare = np.setdiff1d(
        np.arange(len(folk.region)), np.concatenate([each["account"].to_numpy() for each in rows])
    )
    rows.append(_rows(bare, g.exits(rng, ground, folk.region[bare]), CARRIER))
    return fresh(rng, pl.concat(rows))


def spells(
    rng: np.random.Generator, rows: pl.DataFrame, created: np.ndarray, span: float = 60.0
) -> pl.DataFrame:
    """Give rows of accounts a first and a last time between sign-up and the end of the world."""
    n = len(rows)
    born = created[rows["account"].to_numpy()]
    start = born + (rng.exponential(span / 2, n) * (rng.random(n) < 0.6) * 86_400).astype(np.int64)
    start = np.minimum(start + rng.integers(0, 1_800, n), g.END - 1)
    stop = np.minimum(start + (rng.exponential(span, n) * 86_400).astype(np.int64), g.END - 1)
    return rows.with_columns(pl.Series("first_seen", start), pl.Series("last_seen", stop))


def first(rng: np.random.Generator, rows: pl.DataFrame, lesson: np.ndarray) -> pl.DataFrame:
    """The address each account signed up from: the class room for a class, else one of its own by chance."""
    rank = pl.Series("rank", rng.random(len(rows)))
    taught = pl.Series("taught", lesson >= 0)[rows["account"]]
    late = pl.col("source").is_in([MOVED, TRAVEL])
    order = pl.when(taught & (pl.col("source") == ROOM)).then(-1.0).when(late).then(rank + 1).otherwise(rank)
    return (
        rows.with_columns(order.alias("order"))
        .sort("account", "order")
        .unique("account", keep="first", maintain_order=True)
    )


def arrivals(
    rng: np.random.Generator, rows: pl.DataFrame, created: np.ndarray, span: float = 60.0
) -> pl.DataFrame:
    """Give rows of accounts a first time within half an hour of signing up, and a last one by `span` in days."""
    n = len(rows)
    start = np.minimum(created[rows["account"].to_numpy()] + rng.integers(0, 1_800, n), g.END - 1)
    stop = np.minimum(start + (rng.exponential(span, n) * 86_400).astype(np.int64), g.END - 1)
    return rows.with_columns(pl.Series("first_seen", start), pl.Series("last_seen", stop))


def entered(people: pl.DataFrame, rows: pl.DataFrame, share: np.ndarray) -> pl.DataFrame:
    """The people, of whom those of the rows picked by `share` signed up from the address, or on the device, there."""
    mine = rows.filter(pl.Series(share))
    for name in ("hi", "lo", "device", "profile"):
        if name in rows.columns:
            held = people[name].to_numpy().copy()
            held[mine["account"].to_numpy()] = mine[name].to_numpy()
            people = people.with_columns(pl.Series(name, held))
    return people
