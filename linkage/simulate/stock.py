"""What an operator owns and spreads over its accounts: exits, devices, cards, places, words, hours."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate import purchases
from linkage.simulate.ground import Ground
from linkage.simulate.operators import Style
from linkage.simulate.places import COUNTRIES, WEIGHTS

SIX = 0.12
"""Share of an operator's exits that are IPv6 networks, in which every account gets an address of its own."""


@dataclass(frozen=True)
class Stock:
    """The values an operator has to share out; a successor may take over a part of them."""

    exits: pl.DataFrame
    devices: np.ndarray
    profiles: np.ndarray
    cards: np.ndarray
    issuers: np.ndarray
    places: np.ndarray
    words: np.ndarray
    schedule: np.ndarray
    """Hours (since 1970) in which it works."""


def _count(share: float, size: int, per: float) -> int:
    """How many values serve that share of the accounts."""
    return max(1, round(share * size / per))


def _schedule(rng: np.random.Generator, style: Style) -> np.ndarray:
    """Hours of its runs: a few hours at a stretch, for weeks; at any hour or in its own working hours."""
    last = min(style.start + style.span + style.after, g.DAYS - 2)
    length = max(last - style.start, 1.0)
    daily = rng.uniform(1.2, 2.5) if style.size > 100 else rng.uniform(0.5, 0.9)
    count = max(5, int(min(length, style.size) * daily))
    day = (style.start + length * (np.arange(count) + rng.random(count)) / count).astype(np.int64)
    morning = int(rng.integers(0, 24))
    hour = (rng.integers(0, 8, count) + morning) % 24 if style.workday else rng.integers(0, 24, count)
    hours = (g.START // 3_600 + day * 24 + hour)[:, None] + np.arange(int(rng.integers(2, 7)))
    return np.unique(hours.ravel())


def _exits(rng: np.random.Generator, ground: Ground, style: Style) -> pl.DataFrame:
    """Exits of its own: lines of households it rents and machines in clouds, in any mixture."""
    count = _count(style.proxied * 1.6, style.size, style.per_exit)
    few = rng.choice(len(COUNTRIES), int(rng.integers(3, 8)), p=WEIGHTS)
    where = few[g.popular(rng, count, len(few), 1.3)]
    homes = ground.blocks[g.RESIDENTIAL].draw(rng, where, SIX)
    hosts = g.clouds(rng, ground, count)
    housed = pl.Series(rng.random(count) < rng.uniform(0.4, 0.95))
    return pl.DataFrame([homes[name].zip_with(housed, hosts[name]) for name in homes.columns])


def furnish(rng: np.random.Generator, ground: Ground, style: Style) -> Stock:
    """Buy what an operator of that style needs."""
    devices = _count(style.farmed, style.size, style.per_device)
    cards = _count(style.paying * style.carded, style.size, style.per_card)
    few = g.popular(rng, max(4, devices // 4), g.PROFILES)
    issuers = purchases.issuers(rng, max(3, min(120, cards // 3)), style.virtual)
    return Stock(
        exits=_exits(rng, ground, style),
        devices=purchases.keys(rng, devices),
        profiles=few[rng.integers(0, len(few), devices)],
        cards=purchases.keys(rng, cards),
        issuers=issuers[rng.integers(0, len(issuers), cards)],
        places=purchases.keys(rng, _count(style.paying * style.placed, style.size, style.per_place)),
        words=g.TEMPLATES + (1 << 42) + rng.integers(0, 1 << 40, style.words),
        schedule=_schedule(rng, style),
    )


def inherited(rng: np.random.Generator, old: Stock, new: Stock, share: float) -> Stock:
    """New stock, a share of which is old: one value of each sort at least."""

    def taken(before: int, after: int) -> np.ndarray:
        """For each new value, the index of the old one in its place, or of itself behind all the old."""
        chosen = rng.permutation(after) < max(1, round(share * after))
        return np.where(chosen, rng.integers(0, before, after), before + np.arange(after))

    device, card = taken(len(old.devices), len(new.devices)), taken(len(old.cards), len(new.cards))
    place, word = taken(len(old.places), len(new.places)), taken(len(old.words), len(new.words))
    return replace(
        new,
        exits=pl.concat([old.exits, new.exits])[taken(len(old.exits), len(new.exits))],
        devices=np.concatenate([old.devices, new.devices])[device],
        profiles=np.concatenate([old.profiles, new.profiles])[device],
        cards=np.concatenate([old.cards, new.cards])[card],
        issuers=np.concatenate([old.issuers, new.issuers])[card],
        places=np.concatenate([old.places, new.places])[place],
        words=np.concatenate([old.words, new.words])[word],
    )
