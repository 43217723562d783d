"""Answers of the service as frozen dataclasses, field by field as its contract has them.

Fields that a later service adds are passed over. Words (`tier`, `reasons`, `decided`, `code`) are plain text
here, so that a new word does not break a caller who does not know it.
"""

from dataclasses import dataclass
from datetime import datetime

ENFORCEABLE = frozenset({"core", "member"})
"""Tiers that may be acted against."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """Which publication an answer is from, and how far it goes."""

    publication: str
    published_at: datetime
    watermark: int
    stale: bool
    """True: decisions of the last seconds may be missing."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of one account; `ring` None with `judged` False does not clear the account."""

    account_id: str
    known: bool
    judged: bool
    ring: str | None
    tier: str | None
    confidence: float | None
    reasons: tuple[str, ...]
    decided: str | None
    allowlisted: bool

    @property
    def enforceable(self) -> bool:
        """Whether it may be acted against: core or member of a ring, and not on the allowlist."""
        return self.tier in ENFORCEABLE and not self.allowlisted


@dataclass(frozen=True, kw_only=True)
class Account(Standing, Published):
    """The answer for one account."""

    etag: str = ""
    """Tag of the publication with its decisions; empty in answers for many."""


@dataclass(frozen=True, kw_only=True)
class Standings(Published):
    """Answers for many accounts, in the order of the ids."""

    items: tuple[Standing, ...]


@dataclass(frozen=True, kw_only=True)
class Span:
    """When an account was first and last seen with a value."""

    first_seen: datetime | None
    last_seen: datetime | None


@dataclass(frozen=True, kw_only=True)
class Value:
    """What is known of a value."""

    kind: str
    group: str
    masked: str | None
    bits: float
    holders: int
    verdict: str | None
    counts: bool | None = None
    """Whether it passed the gate; None where nobody was judged by it."""


@dataclass(frozen=True, kw_only=True)
class Tie(Span, Value):
    """A value an account shares with others of its ring."""

    members: int


@dataclass(frozen=True, kw_only=True)
class Ignored:
    """A common value, and why it is no evidence."""

    kind: str
    masked: str | None
    holders: int
    verdict: str


@dataclass(frozen=True, kw_only=True)
class Weight:
    """What one group of kinds says."""

    group: str
    bits: float
    values: int
    counts: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Counterfactual:
    """What would have to change for the account to leave its ring."""

    values: int
    sentence: str
    without: tuple[Value, ...]


@dataclass(frozen=True, kw_only=True)
class Evidence(Account):
    """All evidence on one account."""

    ties: tuple[Tie, ...]
    groups: tuple[Weight, ...]
    ignored: tuple[Ignored, ...]
    counterfactual: Counterfactual | None
    bits: float | None = None
    """The sum of the groups; None for an account in no ring."""


@dataclass(frozen=True, kw_only=True)
class SharedTie(Value):
    """A value two accounts share."""

    account: Span
    other: Span


@dataclass(frozen=True, kw_only=True)
class Why(Published):
    """What links two accounts, and which common values they share."""

    account_id: str
    other_id: str
    ring: str | None
    bits: float
    ties: tuple[SharedTie, ...]
    ignored: tuple[Ignored, ...]
    sentence: str
    counterfactual: Counterfactual | None
    other_counterfactual: Counterfactual | None


@dataclass(frozen=True, kw_only=True)
class Step(SharedTie):
    """A value that an account and the next one share; `token` names it."""

    account_id: str
    other_id: str
    token: str


@dataclass(frozen=True, kw_only=True)
class Connection(Published):
    """How two accounts are connected: the shortest chain of values that count."""

    account_id: str
    other_id: str
    connected: bool
    sentence: str
    weakest: float | None
    steps: tuple[Step, ...]
    truncated: bool


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A check that an account failed, and the values concerned."""

    code: str
    sentence: str
    values: tuple[Value, ...]


@dataclass(frozen=True, kw_only=True)
class WhyNot(Published):
    """Why an account is not in a ring."""

    account_id: str
    ring: str | None
    enforceable: bool
    sentence: str
    conditions: tuple[Condition, ...]
    bits: float | None
    groups: int | None
    score: float | None
    community_size: int | None = None


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What the owner of an account may be told."""

    code: str
    text: str
