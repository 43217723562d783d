"""Means and counts with what they may be off by."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt
from statistics import fmean, stdev

from scipy import stats

SURE = 0.95
"""How sure every bound is."""


@dataclass(frozen=True)
class Mean:
    """A mean over worlds."""

    value: float
    off: float | None
    """Half the width of its interval by Student's t; None of a single world."""
    worlds: int

    def show(self, digits: int = 4) -> str:
        """Mean and half width, for a table."""
        shown = f"{self.value:.{digits}f}"
        return shown if self.off is None else f"{shown} ± {self.off:.{digits}f}"


def mean(values: Sequence[float | None]) -> Mean | None:
    """The mean of what was measured; None when nothing was."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    if len(known) == 1:
        return Mean(known[0], None, 1)
    width = float(stats.t.ppf((1 + SURE) / 2, len(known) - 1))
    return Mean(fmean(known), width * stdev(known) / sqrt(len(known)), len(known))


def most(count: int) -> float:
    """The exact upper bound, one-sided, of the mean of a Poisson count (Garwood 1936): 3.0 of none."""
    return float(stats.chi2.ppf(SURE, 2 * (count + 1))) / 2


def share(count: int, total: int) -> float:
    """The exact upper bound, one-sided, of a share (Clopper and Pearson 1934)."""
    return float(stats.beta.ppf(SURE, count + 1, total - count)) if count < total else 1.0


def ratio(ours: tuple[int, int], rest: tuple[int, int]) -> tuple[float | None, float, float]:
    """How many times the rate of the rest a group's is, each a count and its accounts; with exact bounds.

    Given the sum of two Poisson counts the one is binomial, so the bounds are Clopper and Pearson's on it.
    The ratio is None, and the bounds 0 and infinity, where nothing was counted.
    """
    (count, accounts), (others, of) = ours, rest
    total, odds = count + others, of / max(accounts, 1)
    if not total or not accounts or not of:
        return None, 0.0, inf
    tail = (1 - SURE) / 2
    low = float(stats.beta.ppf(tail, count, others + 1)) if count else 0.0
    high = float(stats.beta.ppf(1 - tail, count + 1, others)) if others else 1.0
    value = inf if not others else count / others * odds
    return value, low / (1 - low) * odds, inf if high == 1 else high / (1 - high) * odds
