"""Rings and their accounts as frozen dataclasses."""

from dataclasses import dataclass
from datetime import datetime

from linkage.client.answers import Account, Published


@dataclass(frozen=True, kw_only=True)
class KindTie:
    """How strongly one kind of value links the core and members of a ring."""

    kind: str
    group: str
    values: int
    accounts: int
    bits: float


@dataclass(frozen=True, kw_only=True)
class Ring:
    """One ring."""

    ring_id: str
    state: str
    score: float
    size: int
    core: int
    member: int
    possible: int
    first_seen: datetime | None
    last_seen: datetime | None
    sentences: tuple[str, ...]
    summary: str | None
    ties: tuple[KindTie, ...]
    closed: bool = False
    """Whether all its core and member accounts were banned, as receipts say."""
    growth: int | None = None
    """Core and member accounts more than a day before the run."""
    exchanges: int | None = None
    """Requests its core and members made at least; None where no usage was loaded."""
    spend: float | None = None
    """What its core and members paid at least; None where no billing was loaded."""


@dataclass(frozen=True, kw_only=True)
class Rings:
    """A page of rings."""

    items: tuple[Ring, ...]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Member:
    """One account of a ring; `tier` is the effective tier, as look-ups answer it, None for one who was released.

    `run_tier` is what the run found, nothing to act on. `shown` is the older name of `tier`.
    """

    account_id: str
    tier: str | None
    confidence: float
    bits: float
    groups: int
    certificate: int
    reasons: tuple[str, ...]
    shown: str | None = None
    run_tier: str | None = None


@dataclass(frozen=True, kw_only=True)
class RingAnswer(Published, Ring):
    """One ring, and the publication it is of."""

    members: tuple[Member, ...] | None = None
    """Its first accounts, of an answer that was expanded by them."""


@dataclass(frozen=True, kw_only=True)
class AccountWithRing(Account):
    """The answer for one account, with its ring."""

    full_ring: Ring | None
    """The ring it is in, in full; None for one in no ring."""


@dataclass(frozen=True, kw_only=True)
class Members:
    """A page of a ring's accounts, surest first."""

    items: tuple[Member, ...]
    next: str | None
