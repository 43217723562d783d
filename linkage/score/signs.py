"""Which way each feature may speak, fixed before anything is fitted: no sample can turn a reason round.

A weight of the wrong sign would tell an investigator that a ring is worse for paying its bills. So a fit that
finds one gives the feature no weight at all.
"""

from collections.abc import Mapping

FOR, AGAINST = 1, -1

SIGNS: Mapping[str, int] = {
    "size": FOR,
    "cards": FOR,
    "devices": FOR,
    "addresses": FOR,
    "goods": FOR,
    "web": FOR,
    "swift": FOR,
    "hub": AGAINST,
    "venue": AGAINST,
    "event": AGAINST,
    "firm": AGAINST,
    "burst": FOR,
    "rhythm": FOR,
    "alike": FOR,
    "behaviour": FOR,
    "looks": FOR,
    "several": FOR,
    "volume": FOR,
    "balance": FOR,
    "eager": FOR,
    "brief": FOR,
    "paying": AGAINST,
    "bad": FOR,
    "honest": AGAINST,
    "related": AGAINST,
}
"""Does the feature speak for coordinated abuse, or against it? One line a feature of `features.FEATURES`."""

MOST = 6.0
"""Largest weight: no feature decides alone."""

LIMITS = {"size": 1.5}
"""Largest weights of features that could: a large employer is no ring, however few of them a sample shows."""

INTERCEPT = (-14.0, 4.0)
"""Bounds of the log-odds of a ring of which nothing speaks."""

LEAKS = ("bad", "honest", "brief", "paying")
"""Features that read a platform's labels or what follows from them: a ban ends an account's use and its
payments. Nothing can be learned of them from the same labels."""


def bounds(feature: str) -> tuple[float, float]:
    """Least and largest weight of a feature."""
    most = LIMITS.get(feature, MOST)
    return (0.0, most) if SIGNS[feature] == FOR else (-most, 0.0)
