"""The ground honest people and operators both stand on: networks, exits, number blocks, issuers, programs."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.simulate.places import COUNTRIES, REGIONS, WEIGHTS

START = 1_735_689_600
"""First moment of a world: 2025-01-01T00:00:00Z."""
DAYS = 546
END = START + DAYS * 86_400

NETWORK_TYPES = ("residential", "mobile", "business", "hosting", "vpn", "tor")
RESIDENTIAL, MOBILE, BUSINESS, HOSTING, VPN, TOR = range(6)

RELEASES = (-400, 131, 262, 349, 438)
"""Days on which models came out, counted from START."""

PROFILES = 420
TEMPLATES = 4_000
"""Popular prompt templates; the rest are people's own."""
VIRTUAL_BINS, BINS = 9, 240
"""Issuers of virtual cards come first among all issuers."""


@dataclass(frozen=True)
class Blocks:
    """IPv4 /16 blocks of one type of network, laid out by country."""

    prefix: np.ndarray
    asn: np.ndarray
    start: np.ndarray
    """Country c owns prefix[start[c]:start[c + 1]]."""

    def draw(self, rng: np.random.Generator, country: np.ndarray, six: float = 0.0) -> pl.DataFrame:
        """One fresh address for each country given, a share `six` of them IPv6."""
        n = len(country)
        width = self.start[country + 1] - self.start[country]
        at = self.start[country] + (rng.random(n) ** 1.4 * width).astype(np.int64)
        is_six = rng.random(n) < six
        low = rng.integers(4, 1 << 16, n, dtype=np.uint64)
        prefix = (np.uint64(0x2A00_0000) + self.prefix[at].astype(np.uint64)) << np.uint64(32)
        hi = np.where(is_six, prefix | rng.integers(0, 1 << 32, n, dtype=np.uint64), np.uint64(0))
        four = (self.prefix[at].astype(np.uint64) << np.uint64(16)) | low
        six_low = rng.integers(1 << 40, 1 << 63, n, dtype=np.uint64)
        return pl.DataFrame({"hi": hi, "lo": np.where(is_six, six_low, four), "asn": self.asn[at]})


@dataclass(frozen=True)
class Ground:
    """What is there before anybody signs up; nobody owns it alone."""

    accounts: int
    asn_number: np.ndarray
    asn_type: np.ndarray
    asn_country: np.ndarray
    blocks: tuple[Blocks, ...]
    """One a type of network."""
    mobile: pl.DataFrame
    """Exits of carriers that hide many behind one address, sorted by region."""
    mobile_start: np.ndarray
    vpn: pl.DataFrame
    """Exits of VPN and relay services, busiest first."""
    voip: tuple[tuple[int, int], ...]
    """Country and first digits (all but the last four) of the number blocks of internet telephony."""
    seed: int


def _lay_asns(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numbers, types and countries of networks: a few of each type in every country."""
    per = {RESIDENTIAL: 6, MOBILE: 3, BUSINESS: 6, HOSTING: 3, VPN: 1, TOR: 1}
    kinds = np.array([kind for kind, count in per.items() for _ in range(count * len(COUNTRIES))])
    home = np.array([c for count in per.values() for c in range(len(COUNTRIES)) for _ in range(count)])
    numbers = rng.choice(np.arange(1_000, 64_000), len(kinds), replace=False)
    return numbers, kinds, home


def _lay_blocks(
    rng: np.random.Generator, accounts: int, kinds: np.ndarray, home: np.ndarray
) -> tuple[Blocks, ...]:
    """Cut the address space into /16 blocks and hand them to networks by type and country."""
    reserved = (127, 169, 172, 192, 198, 203, 100)
    first = np.array([octet for octet in range(11, 224) if octet not in reserved])
    free = rng.permutation((first[:, None] * 256 + np.arange(256)).ravel())
    totals = (200 + accounts // 1_000, 60, 100, 60, 30, 15)
    made, taken = [], 0
    for kind, total in enumerate(totals):
        each = np.maximum(1, np.round(WEIGHTS * total)).astype(np.int64)
        prefix = free[taken : taken + each.sum()]
        taken += len(prefix)
        country = np.repeat(np.arange(len(COUNTRIES)), each)
        mine = [np.flatnonzero((kinds == kind) & (home == c)) for c in range(len(COUNTRIES))]
        asn = np.array([mine[c][int(rng.random() ** 2 * len(mine[c]))] for c in country], dtype=np.int32)
        made.append(Blocks(prefix, asn, np.concatenate([[0], np.cumsum(each)])))
    return tuple(made)


def _lay_mobile(rng: np.random.Generator, accounts: int, blocks: Blocks) -> tuple[pl.DataFrame, np.ndarray]:
    """Carrier exits: each serves hundreds of accounts, a handful a region at least."""
    share = np.repeat(WEIGHTS / REGIONS, REGIONS)
    each = np.maximum(1, np.round(share * accounts / 900)).astype(np.int64)
    country = np.repeat(np.arange(len(each)), each) // REGIONS
    return blocks.draw(rng, country), np.concatenate([[0], np.cumsum(each)])


def lay(accounts: int, seed: int, rng: np.random.Generator) -> Ground:
    """The ground of a world of that many accounts."""
    numbers, kinds, home = _lay_asns(rng)
    blocks = _lay_blocks(rng, accounts, kinds, home)
    mobile, start = _lay_mobile(rng, accounts, blocks[MOBILE])
    exits = max(12, accounts // 1_200)
    where = rng.choice(len(COUNTRIES), exits, p=WEIGHTS)
    vpn = blocks[VPN].draw(rng, where)
    voip = tuple(
        (int(c), int(rng.integers(100, 1_000)))
        for c in rng.choice(len(COUNTRIES), max(60, accounts // 1_000), p=WEIGHTS)
    )
    return Ground(accounts, numbers, kinds, home, blocks, mobile, start, vpn, voip, seed)


def popular(rng: np.random.Generator, count: int, size: int, power: float = 2.5) -> np.ndarray:
    """Indices below `size`, small ones far oftener: the popularity of phones, issuers and templates."""
    return np.minimum((rng.random(count) ** power * size).astype(np.int64), size - 1)


def exits(rng: np.random.Generator, ground: Ground, region: np.ndarray) -> pl.DataFrame:
    """A carrier exit for each region given."""
    width = ground.mobile_start[region + 1] - ground.mobile_start[region]
    at = ground.mobile_start[region] + (rng.random(len(region)) * width).astype(np.int64)
    return pl.DataFrame(ground.mobile[at])


def clouds(rng: np.random.Generator, ground: Ground, count: int) -> pl.DataFrame:
    """Machines rented in clouds: mostly in the large countries, wherever the tenant lives."""
    weight = WEIGHTS**1.5
    where = rng.choice(len(COUNTRIES), count, p=weight / weight.sum())
    return ground.blocks[HOSTING].draw(rng, where, 0.1)


def relays(rng: np.random.Generator, ground: Ground, count: int) -> pl.DataFrame:
    """That many draws of VPN exits, busy ones oftener."""
    return ground.vpn[popular(rng, count, len(ground.vpn), 1.6)]
