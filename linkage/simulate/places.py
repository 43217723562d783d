"""Countries of a simulated world: languages, time zones, telephone numbers, currencies."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Country:
    """One country: what its people are called, when they are awake and how they write a number."""

    code: str
    language: str
    weight: float
    zones: tuple[float, ...]
    """Hours ahead of UTC, one a region."""
    calling: str
    prefixes: tuple[str, ...]
    """Beginnings of mobile numbers, without the trunk digit."""
    digits: int
    """Digits of a national number, prefix included."""
    trunk: str
    currency: str


_AREAS = ("212", "415", "312", "713", "206", "617", "305", "404", "702", "512", "602", "215")

COUNTRIES: tuple[Country, ...] = (
    Country("US", "en", 30, (-5.0, -6.0, -7.0, -8.0), "1", _AREAS, 10, "", "USD"),
    Country("GB", "en", 8, (0.0,), "44", ("7400", "7500", "7700", "7800", "7900"), 10, "0", "GBP"),
    Country("CA", "en", 4, (-5.0, -8.0), "1", ("416", "604", "514", "403"), 10, "", "CAD"),
    Country("AU", "en", 3, (10.0, 8.0), "61", ("41", "42", "43", "47"), 9, "0", "AUD"),
    Country("DE", "de", 6, (1.0,), "49", ("151", "160", "170", "171"), 11, "0", "EUR"),
    Country("FR", "fr", 5, (1.0,), "33", ("61", "62", "66", "76"), 9, "0", "EUR"),
    Country("ES", "es", 4, (1.0,), "34", ("61", "62", "65", "66"), 9, "", "EUR"),
    Country("MX", "es", 4, (-6.0, -7.0), "52", ("55", "81", "33"), 10, "", "MXN"),
    Country("BR", "pt", 7, (-3.0, -4.0), "55", ("119", "219", "319", "419"), 11, "0", "BRL"),
    Country("PL", "sl", 3, (1.0,), "48", ("50", "60", "66", "79"), 9, "", "PLN"),
    Country("IN", "in", 12, (5.5,), "91", ("98", "99", "97", "96"), 10, "0", "INR"),
    Country("JP", "ea", 4, (9.0,), "81", ("90", "80", "70"), 10, "0", "JPY"),
    Country("VN", "ea", 4, (7.0,), "84", ("90", "91", "98", "97"), 9, "0", "VND"),
    Country("SG", "ea", 2, (8.0,), "65", ("81", "91", "96"), 8, "", "SGD"),
    Country("NG", "af", 4, (1.0,), "234", ("803", "805", "806"), 10, "0", "NGN"),
)

REGIONS = 4
"""Regions a country is cut into; a region has one time zone, its own mobile exits and its own cities."""

WEIGHTS = np.array([each.weight for each in COUNTRIES]) / sum(each.weight for each in COUNTRIES)


def zone(region: np.ndarray) -> np.ndarray:
    """Hours ahead of UTC of each region (country * REGIONS + part)."""
    table = [each.zones[part % len(each.zones)] for each in COUNTRIES for part in range(REGIONS)]
    ahead: np.ndarray = np.array(table)[region]
    return ahead
