"""How often two accounts of one operator agree on a kind (m), by expectation-maximisation.

Fellegi and Sunter 1969, with u, how often strangers agree, held at what the frequencies of values say. A pair
that was drawn through a kind agrees on it because it was drawn, so that agreement is no evidence on m: each kind
is learned from pairs drawn through other groups. Most pairs that share something are a household's, hence a pair
counts as a match only when it agrees on rare values of two groups beside the kind's own, and an address and the
line that ends there are one.

Values of a single holder are not read. So to lack a kind and to differ in it look the same, in m as in u.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linkage.model import Group
from linkage.weigh.learned.pairs import Bools, Pairs

Floats = npt.NDArray[np.float64]

PRIOR_STRENGTH = 20.0
"""Pairs that the prior of m is worth (0018)."""

ROUNDS = 100
"""Most rounds of expectation and maximisation; bounds time."""

STILL = 1e-6
"""Change of m, a share, at which the rounds end; a choice."""

LEAST_GROUPS = 2
"""Groups a match must agree in, that of the kind which is learned left out (0018)."""


HOME = (Group.PLACE.value, Group.NETWORK.value)
"""Groups that any household agrees in; they count as one (0018)."""


@dataclass(frozen=True)
class Matches:
    """Estimates by kind, in the order of the pairs' kinds; all arrays have the shape (kinds,)."""

    m: Floats
    pairs: Floats
    """Pairs from which m was estimated, each weighted by the probability that it is a match."""


def maximise(pairs: Pairs, groups: list[str], u: Floats, prior: Floats) -> Matches:
    """Learn m from the pairs; `prior` is m before any is seen."""
    other, share = others(groups)
    agreed = beside(pairs.rare, groups)
    counts = (agreed >= LEAST_GROUPS).astype(np.float64)
    drawn = pairs.through.astype(np.float64)
    m, odds, seen = prior, np.full(len(u), 0.5), np.zeros(len(u))
    for _ in range(ROUNDS):
        weights = np.where(pairs.agree, np.log(m / u), np.log((1 - m) / (1 - u)))
        likely = weights @ share + np.log(odds / (1 - odds))
        match = drawn / (1 + np.exp(-np.clip(likely, -60, 60)))
        weight = counts * (match @ other) / np.maximum(drawn @ other, 1)
        seen = weight.sum(0)
        new = ((weight * pairs.agree).sum(0) + PRIOR_STRENGTH * prior) / (seen + PRIOR_STRENGTH)
        odds = np.clip(match.sum(0) / np.maximum(drawn.sum(0), 1), 0.01, 0.99)
        change, m = np.abs(new - m).max(initial=0.0), np.clip(new, 1e-6, 1 - 1e-6)
        if change < STILL:
            break
    return Matches(m, seen)


def others(groups: list[str]) -> tuple[Floats, Floats]:
    """Kind by kind, shape (kinds, kinds): 1 where they are of different groups, and the same with each group counted
    once."""
    names = np.array(groups, dtype=object)
    same = names[:, None] == names[None, :]
    other = (~same).astype(np.float64)
    return other, other / same.sum(1)[:, None]


def beside(rare: Bools, groups: list[str]) -> npt.NDArray[np.int64]:
    """In how many groups beside that of each kind a pair agrees, `HOME` as one; shape (pairs, kinds)."""
    names = ["home" if group in HOME else group for group in groups]
    ordered = sorted(set(names))
    places = np.array([ordered.index(name) for name in names], np.int64)
    once = np.stack([rare[:, places == place].any(1) for place in range(len(ordered))], axis=1)
    counted: npt.NDArray[np.int64] = once.sum(1, dtype=np.int64)[:, None] - once[:, places]
    return counted
