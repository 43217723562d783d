"""Exports and appeals, and pages of what people wrote, as frozen dataclasses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from linkage.client.decided import Allowed, Decision

Item = TypeVar("Item", covariant=True)


class Paged(Protocol[Item]):
    """A page of a list, and the cursor of the page after it; None at the end."""

    @property
    def items(self) -> tuple[Item, ...]:
        """What is on it."""

    @property
    def next(self) -> str | None:
        """Where to go on."""


@dataclass(frozen=True, kw_only=True)
class Export:
    """An export of actions, and how far it has come; `digest` is what reviews and approvals are bound to."""

    id: str
    at: datetime
    kind: str
    action: str
    ground: str
    reason: str
    name: str
    publication: str
    state: str
    ends_at: datetime | None
    expires_at: datetime
    revokes: str | None
    digest: str
    accounts: int
    approvals_needed: int
    to_review: int
    reviewed: dict[str, int]
    left_out: int


@dataclass(frozen=True, kw_only=True)
class Appeal:
    """An appeal, and how far it has come; `account_id` is None for an account that was erased since."""

    appeal: int
    export: str
    account_id: str | None
    ring: str
    ground: str
    at: datetime
    name: str
    text: str
    state: str
    assigned: str | None
    answer: str | None
    words: str | None
    answered_by: str | None
    answered_at: datetime | None
    revocation: str | None


@dataclass(frozen=True, kw_only=True)
class Exports:
    """A page of exports."""

    items: tuple[Export, ...]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Appeals:
    """A page of appeals."""

    items: tuple[Appeal, ...]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """A page of decisions."""

    items: tuple[Decision, ...]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Allowlist:
    """A page of the allowlist."""

    items: tuple[Allowed, ...]
    next: str | None
