"""Text as feeds carry it: mixed case, stray spaces, many ways to write one thing, words that mean nothing."""

import numpy as np
import polars as pl

from linkage.simulate import lists, text
from linkage.simulate.places import COUNTRIES, REGIONS, zone

NOTHING = ("unknown", "N/A", "", "-", "none")
"""What people and programs write when there is no value."""


def some(rng: np.random.Generator, n: int, share: float) -> pl.Expr:
    """True for a random share of rows."""
    return pl.lit(pl.Series(rng.random(n) < share))


def cased(rng: np.random.Generator, values: pl.Series, upper: float, lower: float) -> pl.Series:
    """Some in capitals, some in small letters, some with spaces around."""
    n, it = len(values), pl.lit(values)
    it = pl.when(some(rng, n, upper)).then(it.str.to_uppercase()).otherwise(it)
    it = pl.when(some(rng, n, lower)).then(it.str.to_lowercase()).otherwise(it)
    it = pl.when(some(rng, n, 0.02)).then(pl.concat_str([pl.lit(" "), it, pl.lit("  ")])).otherwise(it)
    return pl.select(it).to_series()


def gaps(rng: np.random.Generator, values: pl.Series, empty: float, nothing: float) -> pl.Series:
    """Some cells null, some with a word that means nothing."""
    n = len(values)
    words = text.pick(list(NOTHING), rng.integers(0, len(NOTHING), n))
    it = pl.when(some(rng, n, nothing)).then(pl.lit(words)).otherwise(pl.lit(values))
    it = pl.when(some(rng, n, empty)).then(None).otherwise(it)
    return pl.select(it).to_series()


def full_names(
    rng: np.random.Generator, first: np.ndarray, last: np.ndarray, region: np.ndarray
) -> pl.Series:
    """Full names; some with a middle initial, some family name first, some without their accents."""
    n = len(first)
    bare = pl.lit(pl.Series(rng.random(n) < 0.15))
    a = (
        pl.when(bare)
        .then(pl.lit(text.given(first, region, True).str.to_titlecase()))
        .otherwise(pl.lit(text.given(first, region)))
    )
    b = (
        pl.when(bare)
        .then(pl.lit(text.family(last, region, True).str.to_titlecase()))
        .otherwise(pl.lit(text.family(last, region)))
    )
    key = text.mixed(first * 1_000_003 + last, 7)
    initial = text.pick([f" {c}." for c in "ABCDEFGHJKLMNPRSTVW"], (key % np.uint64(19)).astype(np.int64))
    middle = pl.when(pl.lit(pl.Series(key % np.uint64(5) < 2))).then(pl.lit(initial)).otherwise(pl.lit(""))
    straight = pl.concat_str([a, middle, pl.lit(" "), b])
    turned = pl.concat_str([b, pl.lit(", "), a, middle])
    both = pl.select(pl.when(some(rng, n, 0.04)).then(turned).otherwise(straight)).to_series()
    return cased(rng, both, 0.05, 0.06)


def places(rng: np.random.Generator, key: np.ndarray, region: np.ndarray) -> pl.Series:
    """Postal addresses: one key is one door, written out in full or short, in any case."""
    n = len(key)
    streets, cities = lists.STREETS.split(), lists.CITIES.split()
    a, b = text.mixed(key, 1).astype(np.int64), text.mixed(key, 2).astype(np.int64)
    house = pl.Series(1 + a % 220).cast(pl.String)
    street = text.pick(streets, a // 220 % len(streets))
    which, short = a // 9_000 % len(lists.STREET_KINDS), rng.random(n) < 0.4
    kind = text.pick([word for pair in lists.STREET_KINDS for word in pair], 2 * which + short)
    flat = pl.Series(1 + b % 40).cast(pl.String)
    has_flat = pl.lit(pl.Series(b % 3 == 0))
    unit = text.pick([", Apt ", ", Apartment ", " #"], rng.integers(0, 3, n))
    city = text.pick(cities, (region % REGIONS) * 6 + b // 131 % 6)
    code = pl.Series(10_000 + b // 1_009 % 90_000).cast(pl.String)
    country = text.pick([each.code for each in COUNTRIES], region // REGIONS)
    door = pl.when(has_flat).then(pl.concat_str([pl.lit(unit), pl.lit(flat)])).otherwise(pl.lit(""))
    line = pl.concat_str(
        [
            pl.lit(house),
            pl.lit(" "),
            pl.lit(street),
            pl.lit(" "),
            pl.lit(kind),
            door,
            pl.lit(", "),
            pl.lit(city),
            pl.lit(" "),
            pl.lit(code),
            pl.lit(", "),
            pl.lit(country),
        ]
    )
    return cased(rng, pl.select(line).to_series(), 0.06, 0.06)


def moments(rng: np.random.Generator, at: np.ndarray, region: np.ndarray) -> pl.Series:
    """ISO 8601 times, half in UTC, half in local time with its offset."""
    ahead = np.where(rng.random(len(at)) < 0.5, zone(region), 0.0)
    shift = (ahead * 3_600).astype(np.int64)
    clock = pl.from_epoch(pl.Series(at + shift), time_unit="s").dt.strftime("%Y-%m-%dT%H:%M:%S")
    offset = [
        f"{'-' if q < 0 else '+'}{abs(q) // 4:02d}:{abs(q) % 4 * 15:02d}" if q else "Z"
        for q in range(-48, 57)
    ]
    return clock + text.pick(offset, (ahead * 4).astype(np.int64) + 48)


def devices(rng: np.random.Generator, key: np.ndarray) -> pl.Series:
    """Device ids: UUIDs for most, sixteen digits for the rest, now and then in capitals."""
    a, b = pl.lit(text.hexed(key)), pl.lit(text.hexed(text.mixed(key, 9)))
    uuid = pl.concat_str(
        [
            a.str.slice(0, 8),
            pl.lit("-"),
            a.str.slice(8, 4),
            pl.lit("-4"),
            a.str.slice(13, 3),
            pl.lit("-a"),
            b.str.slice(1, 3),
            pl.lit("-"),
            b.str.slice(4, 12),
        ]
    )
    written = pl.select(
        pl.when(pl.lit(pl.Series(key % np.uint64(10) < 7))).then(uuid).otherwise(a)
    ).to_series()
    return cased(rng, written, 0.08, 0.0)
