"""Honest people: where they live, whom they live and work with, what they own; nothing here is abuse."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate.draft import CAMPUS, CHEAP, DISPOSABLE, FIRM
from linkage.simulate.places import COUNTRIES, REGIONS, WEIGHTS, zone

GROWTH = 1.6
"""How many times as many people sign up a day at the end as at the start, less one."""
BY_WEEKDAY = np.array([1.05, 1.1, 1.08, 1.05, 0.95, 0.7, 0.65])
BY_HOUR = np.array([3, 2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 8, 8, 9, 9, 9, 8, 8, 8, 9, 9, 7, 5], dtype=np.float64)


@dataclass(frozen=True)
class Mix:
    """The habits of a platform: shares of honest people in each crowd, and what they do."""

    office: float = 0.22
    campus: float = 0.05
    lesson: float = 0.02
    """Classes and hackathons."""
    carrier: float = 0.45
    """Behind a carrier's exits, hundreds of accounts on each."""
    rotating: float = 0.03
    """On mobile IPv6, a new /64 every few days."""
    relay: float = 0.12
    """On VPNs and privacy relays."""
    phoned: float = 0.55
    """With a telephone number."""
    paying: float = 0.42
    """Who have paid at least once."""
    one_card: float = 0.4
    """Families that pay with one card."""
    growth: float = GROWTH
    own_words: float = 0.22
    """Share of habits that are prompt templates of the account's own making; the others are popular ones."""


@dataclass(frozen=True)
class Folk:
    """Who belongs where, by account: household, office, campus and class, -1 for none."""

    region: np.ndarray
    household: np.ndarray
    office: np.ndarray
    campus: np.ndarray
    lesson: np.ndarray
    twin: np.ndarray
    """True where the account is the second one of the person before it."""
    mix: Mix

    @property
    def country(self) -> np.ndarray:
        """Country of each account."""
        return self.region // REGIONS


def signups(rng: np.random.Generator, region: np.ndarray, growth: float = GROWTH) -> np.ndarray:
    """Moments of signing up: growing over the days, less at week-ends, in the waking hours of the region."""
    n = len(region)
    days = np.arange(g.DAYS)
    weight = (1 + growth * days / g.DAYS) * BY_WEEKDAY[(days + 2) % 7]
    day = rng.choice(g.DAYS, n, p=weight / weight.sum())
    hour = rng.choice(24, n, p=BY_HOUR / BY_HOUR.sum())
    at = g.START + day * 86_400 + hour * 3_600 + rng.integers(0, 3_600, n)
    moment: np.ndarray = np.clip(at - (zone(region) * 3_600).astype(np.int64), g.START, g.END - 1)
    return moment


def _cut(rng: np.random.Generator, order: np.ndarray, sizes: np.ndarray, total: int) -> np.ndarray:
    """Hand accounts out to groups of the sizes given, in `order`; -1 for who is left over."""
    group = np.full(total, -1, dtype=np.int64)
    labels = np.repeat(rng.permutation(len(sizes)), sizes)[: len(order)]
    group[order[: len(labels)]] = labels
    return group


def _sizes(rng: np.random.Generator, total: int, low: int, high: int) -> np.ndarray:
    """Sizes of groups, small ones far oftener (density as 1/size²), that add up to about `total`."""
    drawn: list[int] = []
    while not drawn or sum(drawn) < total:
        u = rng.random(256)
        drawn += (1 / (1 / low - u * (1 / low - 1 / (high + 1)))).astype(np.int64).tolist()
    ends = np.cumsum(drawn)
    return np.array(drawn)[ends <= max(total, int(ends[0]))]


def _grouped(rng: np.random.Generator, region: np.ndarray, share: float, low: int, high: int) -> np.ndarray:
    """Put a share of all accounts in groups, neighbours of one region together."""
    n = len(region)
    chosen = rng.permutation(n)[: int(n * share)]
    order = chosen[np.argsort(region[chosen], kind="stable")]
    return _cut(rng, order, _sizes(rng, len(order), low, high), n)


def near(rng: np.random.Generator, region: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Hand everybody out to groups of exactly those sizes, neighbours of one region together."""
    order = np.lexsort((rng.random(len(region)), region))
    group = np.empty(len(region), dtype=np.int64)
    group[order] = np.repeat(np.arange(len(sizes)), sizes)
    return group


def settle(rng: np.random.Generator, n: int, mix: Mix) -> Folk:
    """Spread people over regions, households, offices, campuses and classes."""
    sizes = rng.choice([1, 2, 3, 4, 5], n, p=[0.80, 0.12, 0.045, 0.025, 0.01])
    household = np.repeat(np.arange(n), sizes)[:n]
    home = rng.choice(len(COUNTRIES) * REGIONS, n, p=np.repeat(WEIGHTS / REGIONS, REGIONS))
    region = home[household]
    twin = np.concatenate([[False], household[1:] == household[:-1]]) & (rng.random(n) < 0.06)
    big = max(20, n // 200)
    office = _grouped(rng, region, mix.office, 2, big)
    campus = np.where(office < 0, _grouped(rng, region, mix.campus, 30, max(60, n // 100)), -1)
    lesson = np.where(office < 0, _grouped(rng, region, mix.lesson, 12, 140), -1)
    return Folk(region, household, office, campus, lesson, twin, mix)


def names(rng: np.random.Generator, folk: Folk) -> tuple[np.ndarray, np.ndarray]:
    """Given and family name codes; four households in five share a family name, twins share both."""
    n = len(folk.region)
    first = (rng.random(n) ** 1.5 * 1_000_000).astype(np.int64)
    last = rng.integers(0, 1_000_000, n)
    last = np.where(rng.random(n) < 0.8, last[folk.household], last)
    before = np.maximum(np.arange(n) - 1, 0)
    return np.where(folk.twin, first[before], first), np.where(folk.twin, last[before], last)


def domains(rng: np.random.Generator, folk: Folk) -> np.ndarray:
    """Mail domains: work, campus, free providers, a few people's own and throw-away ones."""
    n = len(folk.region)
    free = g.popular(rng, n, 20, 3.2)
    own = CHEAP + g.popular(rng, n, max(40, n // 40), 1.5)
    away = DISPOSABLE + rng.integers(0, 10, n)
    u = rng.random(n)
    personal = np.select([u < 0.05, u < 0.07], [own, away], free)
    v = rng.random(n)
    at_work = (folk.office >= 0) & (v < 0.65)
    at_campus = (folk.campus >= 0) & (v < 0.7)
    return np.select([at_work, at_campus], [FIRM + folk.office, CAMPUS + folk.campus], personal)


def phones(rng: np.random.Generator, ground: g.Ground, country: np.ndarray, share: float) -> pl.DataFrame:
    """Telephone numbers (country, first digits or voip block, rest); -1 where there is none."""
    n = len(country)
    block = rng.integers(0, len(ground.voip), n)
    voip = rng.random(n) < 0.1
    held = rng.random(n) < share
    of_block = np.array([c for c, _ in ground.voip])[block]
    return pl.DataFrame(
        {
            "phone": np.where(held, rng.integers(0, 10**8, n), -1),
            "block": np.where(voip & held, block, -1),
            "phone_country": np.where(voip & held, of_block, country),
        }
    )
