"""One operator and its accounts: how it works, whom it pretends to be, and when it signs up."""

import math
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate.draft import CHEAP, DISPOSABLE, MEMBER, SHAPES
from linkage.simulate.ground import Ground
from linkage.simulate.places import COUNTRIES, REGIONS, WEIGHTS


@dataclass(frozen=True)
class Style:
    """How one operator works; shares are of its accounts, `per_` is accounts on one value on average."""

    size: int
    start: float
    """Day of the first sign-up."""
    span: float
    """Days from the first sign-up to the last."""
    bursts: int
    """Sessions in which it signs up; 0 for a steady trickle."""
    proxied: float
    per_exit: float
    relayed: float
    """Share seen on VPN exits and carriers that honest people use too."""
    guests: float
    """Honest customers on each of its exits, on average."""
    farmed: float
    per_device: float
    paying: float
    carded: float
    """Share of the paying on a card it uses again."""
    per_card: float
    virtual: float
    placed: float
    per_place: float
    mailed: float
    """Share on its own few mail domains."""
    phoned: float
    """Share of the telephone numbers that lie in its few number blocks."""
    worded: float
    """Share of requests from its own templates."""
    words: int
    scheduled: float
    """Share of usage rows that follow its schedule."""
    workday: bool
    """True when the schedule keeps to its own working hours, False around the clock."""
    after: float
    """Days it goes on after its last sign-up."""
    prompt: float
    """Share that moves to a new model within a day."""
    isolated: float
    """Share of accounts that share no identity, device, card, address or exit."""


def _near(rng: np.random.Generator, low: float, high: float) -> float:
    """One uniform draw."""
    return float(rng.uniform(low, high))


def campaign(rng: np.random.Generator, size: int) -> Style:
    """A harvesting campaign or a small ring with habits of its own."""
    large = size > 100
    span = _near(rng, 60, 150) if large else _near(rng, 0.2, 30)
    return Style(
        size=size,
        start=_near(rng, 150, g.DAYS - 60 - span),
        span=span,
        bursts=max(2, int(size / _near(rng, 10, 25))) if rng.random() < 0.85 else 0,
        proxied=_near(rng, 0.7, 0.95),
        per_exit=_near(rng, 12, 60) if large else _near(rng, 2.5, 8),
        relayed=_near(rng, 0.3, 0.7),
        guests=_near(rng, 0.0, 0.6) if large else _near(rng, 0.0, 0.15),
        farmed=_near(rng, 0.55, 0.9),
        per_device=_near(rng, 3, 8),
        paying=_near(rng, 0.4, 0.85),
        carded=_near(rng, 0.7, 0.95),
        per_card=_near(rng, 3, 7),
        virtual=_near(rng, 0.25, 0.6),
        placed=_near(rng, 0.3, 0.8),
        per_place=_near(rng, 3, 10),
        mailed=_near(rng, 0.2, 0.7),
        phoned=_near(rng, 0.2, 0.8),
        worded=_near(rng, 0.35, 0.8),
        words=max(3, int(_near(rng, 2, 4) * math.sqrt(size))),
        scheduled=_near(rng, 0.5, 0.85),
        workday=bool(rng.random() < 0.4),
        after=_near(rng, 25, 45),
        prompt=_near(rng, 0.3, 0.7),
        isolated=_near(rng, 0.0, 0.008),
    )


def tiny(rng: np.random.Generator, size: int) -> Style:
    """One person with fewer than ten accounts: one phone, one card, one line, the same few words."""
    return replace(
        campaign(rng, size),
        proxied=_near(rng, 0.85, 1.0),
        per_exit=float(size),
        farmed=_near(rng, 0.85, 1.0),
        per_device=float(size),
        paying=_near(rng, 0.6, 1.0),
        per_card=float(size),
        per_place=float(size),
        words=int(rng.integers(2, 5)),
    )


def regions(rng: np.random.Generator, n: int) -> np.ndarray:
    """Where its accounts say they are: two thirds in a handful of countries, the rest anywhere."""
    few = rng.choice(
        len(COUNTRIES), int(rng.integers(3, 8)) if n > 100 else int(rng.integers(1, 5)), p=WEIGHTS
    )
    chosen = few[g.popular(rng, n, len(few), 1.3)]
    country = np.where(rng.random(n) < 0.65, chosen, rng.choice(len(COUNTRIES), n, p=WEIGHTS))
    where: np.ndarray = country * REGIONS + rng.integers(0, REGIONS, n)
    return where


def signups(rng: np.random.Generator, style: Style) -> np.ndarray:
    """Moments of signing up, sorted: in sessions of minutes to hours, or a trickle."""
    n = style.size
    if style.bursts:
        when = (np.arange(style.bursts) + rng.random(style.bursts)) / style.bursts * style.span
        at = when[rng.integers(0, style.bursts, n)] + rng.exponential(rng.uniform(0.5, 4) / 24, n)
    else:
        at = rng.random(n) * style.span
    moments = np.sort(g.START + ((style.start + at) * 86_400).astype(np.int64))
    return np.minimum(moments, g.END - 86_400)


def domains(rng: np.random.Generator, style: Style, n: int) -> np.ndarray:
    """Mail domains: a short list of cheap, throw-away or free ones, else what everybody uses."""
    count = max(1, min(12, n // 40 + int(rng.integers(1, 4))))
    sort = rng.random(count)
    cheap = CHEAP + rng.integers(0, 2_000, count)
    few = np.where(
        sort < 0.4,
        cheap,
        np.where(sort < 0.6, DISPOSABLE + rng.integers(0, 10, count), rng.integers(0, 6, count)),
    )
    return np.where(rng.random(n) < style.mailed, few[rng.integers(0, count, n)], g.popular(rng, n, 20, 3.2))


def phones(rng: np.random.Generator, ground: Ground, style: Style, region: np.ndarray) -> pl.DataFrame:
    """Telephone numbers, a part of them from few blocks of internet telephony."""
    n = len(region)
    few = rng.integers(0, len(ground.voip), n // 50 + int(rng.integers(1, 3)))
    block = few[rng.integers(0, len(few), n)]
    held = rng.random(n) < rng.uniform(0.3, 0.8)
    voip = held & (rng.random(n) < style.phoned)
    of_block = np.array([c for c, _ in ground.voip])[block]
    return pl.DataFrame(
        {
            "phone": np.where(held, rng.integers(0, 10**8, n), -1),
            "block": np.where(voip, block, -1),
            "phone_country": np.where(voip, of_block, region // REGIONS),
        }
    )


def _shapes(rng: np.random.Generator, n: int) -> np.ndarray:
    """Shapes of local parts: two of the usual ones for most accounts."""
    few = rng.integers(0, SHAPES, 2)
    return np.where(rng.random(n) < 0.7, few[rng.integers(0, 2, n)], rng.integers(0, SHAPES, n))


def people(rng: np.random.Generator, ground: Ground, style: Style, created: np.ndarray) -> pl.DataFrame:
    """The people table of its accounts, without where they signed up; `ring` is for the caller to set."""
    n = style.size
    region = regions(rng, n)
    lure = rng.integers(0, 15, 3)
    u = rng.random(n)
    return pl.DataFrame(
        {
            "created": created,
            "region": region,
            "first": (rng.random(n) ** 1.5 * 1_000_000).astype(np.int64),
            "last": rng.integers(0, 1_000_000, n),
            "org": np.where(rng.random(n) < 0.1, g.popular(rng, n, max(4, ground.accounts // 40), 1.0), -1),
            "domain": domains(rng, style, n),
            "shape": _shapes(rng, n),
            "number": rng.integers(0, 10_000, n),
            "salt": rng.integers(0, 1 << 62, n),
            "tagged": rng.random(n) < 0.05,
            "referrer": np.where(rng.random(n) < 0.45, lure[rng.integers(0, 3, n)], -1),
            "plan": np.select([u < 0.45, u < 0.75, u < 0.8], [0, 1, 2], 3),
            "status": rng.choice(3, n, p=[0.9, 0.06, 0.04]),
            "ended": np.full(n, g.END),
            "ring": np.zeros(n, dtype=np.int64),
            "role": np.full(n, MEMBER),
        }
    ).hstack(phones(rng, ground, style, region))
