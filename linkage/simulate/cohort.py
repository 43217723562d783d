"""Sorts of honest groups in numbers, and who is in which group."""

from dataclasses import dataclass

import numpy as np

from linkage.simulate import ground as g
from linkage.simulate.draft import CROWDS, Draft

CODES, SORT = 200_000, 20_000
"""Where the codes of organisations and mail domains begin, and how many each sort has."""


@dataclass(frozen=True)
class Cohort:
    """One sort of honest group; shares are of its people, or of their rows of usage."""

    crowd: str
    """Its name in CROWDS."""
    share: float
    """Its people, as a share of all accounts."""
    low: int
    high: int
    """Sizes, small ones oftener."""
    days: float
    """Within so many days everybody signs up."""
    places: int = 1
    """Places of a group; each has a line, a door and machines."""
    network: int = g.BUSINESS
    """Type of the lines of its places."""
    lined: float = 0.0
    """On the line of its place."""
    machines: int = 1
    """Shared machines a place."""
    lent: float = 0.0
    """On one of them."""
    cards: int = 1
    """Cards a group pays with."""
    carded: float = 0.0
    """Paid for by one of them, in the name of the first to come."""
    doors: float = 0.0
    """Of those who pay, at the address of their place."""
    gifted: float = 0.0
    """Paying with a card of its own out of one batch."""
    mailed: float = 0.0
    """At a mail domain of the group."""
    named: float = 0.0
    """With its organisation."""
    surnamed: float = 0.0
    """With the family name of the first to come."""
    linked: float = 0.0
    """By its link."""
    invited: float = 0.0
    """Declared as invited by the first to come."""
    worded: float = 0.0
    """Rows of usage in words of the group."""
    clocked: float = 0.0
    """Rows of usage in the hours the group meets."""
    moved: float = 0.0
    """Moving to a new model on the group's day."""
    login: float = 0.0
    """Seen on the account of the first to come too, with line and device."""


@dataclass(frozen=True)
class Groups:
    """Who is in which group of a sort, one row an account."""

    cohort: Cohort
    group: np.ndarray
    place: np.ndarray
    lead: np.ndarray
    """The first of its group to sign up."""
    begin: np.ndarray
    """When each group began, one a group."""

    @property
    def size(self) -> int:
        """Number of accounts."""
        return len(self.group)

    @property
    def code(self) -> np.ndarray:
        """A number for the group of each account that no group of another sort has."""
        return CODES + list(CROWDS).index(self.cohort.crowd) * SORT + self.group

    def some(self, rng: np.random.Generator, share: float) -> np.ndarray:
        """True for that share of the accounts, drawn by chance."""
        return rng.random(self.size) < share

    def region(self, draft: Draft) -> np.ndarray:
        """Where the first to come of each account's group lives."""
        where: np.ndarray = draft.people["region"].to_numpy()[self.lead]
        return where
