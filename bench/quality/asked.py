"""The figures asked for, by who made the data; a set that is as it is, by its own name."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """What is to be reached, as means over the sets; None where nothing was asked."""

    large: float | None = None
    """Least B³ F1 of rings of ten and more."""
    small: float | None = None
    """Least share of the enforceable that are in a true ring, in rings of 3 to 9."""
    f1: float | None = None
    precision: float | None = None
    recall: float | None = None
    """Least B³ measures of all rings."""
    honest: float | None = None
    """Most honest accounts flagged in 100,000."""
    worst: float | None = None
    """The same in the worst set."""


GENERATED = Asked(large=0.95, small=0.99, honest=5, worst=20)

ASKED: Mapping[str, Asked] = {
    "ours": GENERATED,
    "bazaar": GENERATED,
    "parlour": GENERATED,
    "foundry": GENERATED,
    "varied": Asked(honest=20, precision=0.97, recall=0.6),
    "real hop": Asked(f1=0.6, precision=0.9),
}

COMMUNITIES = Asked(f1=0.95, precision=0.99)
"""Of communities in febrl, where nobody is to be enforceable."""

ENFORCEABLE, LARGEST = 500, 200
"""Most enforceable accounts in p2p, and in its largest ring."""

LEFT_OUT = 0.95
"""Least B³ precision without some of the feeds; and F1 may not rise."""

RATIO = 1.25
"""Most times that a crowd of honest people may be flagged as often as the rest."""
