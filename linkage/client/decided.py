"""What people decided, and what changed, as frozen dataclasses."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The evidence as it stood, in short."""

    sentence: str
    accounts: int
    score: float | None
    bits: float | None
    kinds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What a decision rests on."""

    publication: str | None
    code: str
    settings: str
    digest: str
    summary: Summary | None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision."""

    decision: int
    at: datetime
    action: str
    ring: str | None
    account_id: str | None
    other_id: str | None
    reason: str
    author: str
    name: str
    evidence: Basis
    undoes: int | None
    undone_by: int | None


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """An entry of the allowlist."""

    entry: int
    at: datetime
    account_id: str
    listed: bool
    reason: str
    expires_at: datetime | None
    author: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """An account's membership in a ring, before and after."""

    seq: int
    at: datetime
    account_id: str
    ring: str
    before: str | None
    after: str | None
    cause: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Changes after a cursor, in their order."""

    items: tuple[Change, ...]
    next: str
    more: bool
