"""The habits of a platform, drawn anew for every seed: what is usual on one is rare on another."""

import numpy as np

from linkage.simulate.people import Mix

RANGES: dict[str, tuple[float, float]] = {
    "office": (0.05, 0.35),
    "campus": (0.0, 0.12),
    "lesson": (0.0, 0.04),
    "carrier": (0.1, 0.85),
    "rotating": (0.0, 0.3),
    "relay": (0.02, 0.4),
    "phoned": (0.1, 1.0),
    "paying": (0.05, 0.8),
    "one_card": (0.1, 0.8),
    "growth": (0.0, 6.0),
    "own_words": (0.05, 0.5),
}
"""Least and most of each habit; see `linkage.simulate.people.Mix`."""


def drawn(rng: np.random.Generator) -> Mix:
    """Every habit, evenly from its range."""
    return Mix(**{name: float(rng.uniform(low, high)) for name, (low, high) in RANGES.items()})
