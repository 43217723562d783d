"""Shapes of what is said of appeals."""

from dataclasses import dataclass
from typing import Literal

from linkage.cli.shapes.words import Count, Time


@dataclass(frozen=True)
class Appeal:
    """An appeal against what an export did to an account; `account_id` is null for one that was erased."""

    appeal: Count
    at: Time
    account_id: str | None
    ring: str | None
    export: str
    ground: str
    name: str
    text: str
    state: Literal["open", "assigned", "granted", "denied"]
    assigned: str | None
    answer: Literal["granted", "denied"] | None
    words: str | None
    answered_by: str | None
    answered_at: Time | None
    revocation: str | None


@dataclass(frozen=True)
class Appeals:
    """What `linkage appeals` says."""

    appeals: list[Appeal]
