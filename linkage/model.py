"""The nouns of the domain, frozen; the tables that flow between stages are in `linkage.tables`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

MIN_RING = 3
"""Smallest ring, in members: two accounts that share something are a pair, not a ring."""

RARE = 12
"""Most holders of a rare value: few enough that its holders may well know each other."""

COMMON = 0.05
"""Share of all accounts beyond which a value is a crowd whoever holds it."""

TIERS = ("core", "member", "possible")
"""Certainty of membership, surest first. Only core and member are enforceable."""

ENFORCEABLE = ("core", "member")

DETECTORS = ("leiden", "louvain", "networkx", "components")
"""Names of the detectors that run here; `gds` runs in a Neo4j."""

UNSEEN = 0.25
"""Largest share of a ring's core and member accounts that nobody looked at when it was decided about, for the
verdict on the ring to hold still."""

Tier = Literal["core", "member", "possible"]


class Group(StrEnum):
    """Kinds that depend on each other count once: an address, its subnet and its ASN are one piece of news."""

    IDENTITY = "identity"
    PAYMENT = "payment"
    DEVICE = "device"
    NETWORK = "network"
    PLACE = "place"
    BEHAVIOUR = "behaviour"


class Failure(StrEnum):
    """What an account that is not enforceable fails, in the order in which it is asked.

    The first four are decisions of people, which beat whatever a run finds; the others are what a run found.
    """

    RELEASED = "released"
    ALLOWLISTED = "allowlisted"
    NOT_SAME = "not_same"
    DISMISSED = "dismissed"
    NOTHING_SHARED = "nothing_shared"
    ONLY_CROWDS = "only_crowds"
    NO_COMMUNITY = "no_community"
    FEW_BITS = "few_bits"
    NOTHING_COUNTS = "nothing_counts"
    ONLY_NETWORK = "only_network"
    ONE_GROUP = "one_group"
    ONE_VALUE = "one_value"
    PLANTED = "planted"
    HELD_FIRST = "held_first"
    SMALL_RING = "small_ring"
    LOW_SCORE = "low_score"


@dataclass(frozen=True)
class Trait:
    """What a kind says of its values before anything is learned; made from `linkage.kinds` for the stages."""

    group: str | None
    """A `Group`; None for a kind nobody declared; for one that was learned, the name of its group."""
    max_weight: float
    """Most bits of one value of it."""
    forgeable: bool
    """True when an outsider could attach the value to a stranger, or a stranger's value to himself."""
    derived: bool
    """True when its values follow from others: a subnet, a mail domain, a BIN."""


UNDECLARED = Trait(group=None, max_weight=12.0, forgeable=False, derived=False)
"""What is assumed of a kind nobody declared; it is a group of its own."""


@dataclass(frozen=True)
class Batch:
    """One load of one table: the unit that is written, seen, and withdrawn whole."""

    id: str
    """The caller's idempotency key, or the digest of the file."""
    feed: str
    epoch: str
    """Key id and normaliser version that made its tokens, e.g. `3f2a91c0/1`."""
    seq: int | None = None
    """Position in the order of commits, from 1; None until committed."""


@dataclass(frozen=True)
class Counts:
    """What became of the rows of one batch; rows = accepted + duplicate + quarantined, always."""

    rows: int = 0
    accepted: int = 0
    duplicate: int = 0
    quarantined: int = 0
    """Rows set aside whole."""
    cells: int = 0
    """Cells set aside from rows that went in."""
