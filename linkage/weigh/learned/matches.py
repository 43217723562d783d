"""How often two accounts of one operator agree on a kind (m), by expectation-maximisation.

Fellegi and Sunter 1969, with u, how often strangers agree, held at what the frequencies of values say. A pair
that was drawn through a kind agrees on it because it was drawn, so that agreement tells nothing of m: each kind
is learned from pairs drawn through other groups. Most pairs that share something are a household's, hence a pair
counts as a match only when it agrees on rare values of two groups beside the kind's own, and an address and the
line that ends there are one.

A value nobody else holds is not read: to lack a kind and to differ in it look alike, in m as in u.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linkage.model import Group
from linkage.weigh.learned.pairs import Bools, Pairs

Floats = npt.NDArray[np.float64]

TRUST = 20.0
"""Pairs that the prior is worth."""

ROUNDS = 100

STILL = 1e-6
"""Change of m at which the rounds end."""

LEAST_GROUPS = 2
"""Groups a match must agree in, that of the kind which is learned left out."""


HOME = (Group.PLACE.value, Group.NETWORK.value)
"""Groups any household agrees in."""


@dataclass(frozen=True)
class Matches:
    """By kind, in the order of the pairs' kinds."""

    m: Floats
    pairs: Floats
    """How many pairs m rests on, each counted as surely as it is a match."""


def maximise(pairs: Pairs, groups: list[str], u: Floats, prior: Floats) -> Matches:
    """Learn m from the pairs; `prior` is m before any is seen."""
    apart, share = others(groups)
    agreed = beside(pairs.rare, groups)
    counts = (agreed >= LEAST_GROUPS).astype(np.float64)
    drawn = pairs.through.astype(np.float64)
    m, odds, seen = prior, np.full(len(u), 0.5), np.zeros(len(u))
    for _ in range(ROUNDS):
        told = np.where(pairs.agree, np.log(m / u), np.log((1 - m) / (1 - u)))
        likely = told @ share + np.log(odds / (1 - odds))
        match = drawn / (1 + np.exp(-np.clip(likely, -60, 60)))
        weight = counts * (match @ apart) / np.maximum(drawn @ apart, 1)
        seen = weight.sum(0)
        new = ((weight * pairs.agree).sum(0) + TRUST * prior) / (seen + TRUST)
        odds = np.clip(match.sum(0) / np.maximum(drawn.sum(0), 1), 0.01, 0.99)
        moved, m = np.abs(new - m).max(initial=0.0), np.clip(new, 1e-6, 1 - 1e-6)
        if moved < STILL:
            break
    return Matches(m, seen)


def others(groups: list[str]) -> tuple[Floats, Floats]:
    """Kind by kind: whether they are of different groups, and the same with each group counted once."""
    names = np.array(groups, dtype=object)
    same = names[:, None] == names[None, :]
    apart = (~same).astype(np.float64)
    return apart, apart / same.sum(1)[:, None]


def beside(rare: Bools, groups: list[str]) -> npt.NDArray[np.int64]:
    """In how many groups beside that of each kind a pair agrees; a household's groups are one."""
    names = ["home" if group in HOME else group for group in groups]
    ordered = sorted(set(names))
    places = np.array([ordered.index(name) for name in names], np.int64)
    once = np.stack([rare[:, places == place].any(1) for place in range(len(ordered))], axis=1)
    counted: npt.NDArray[np.int64] = once.sum(1, dtype=np.int64)[:, None] - once[:, places]
    return counted
