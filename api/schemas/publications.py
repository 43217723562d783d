"""Shapes of what was published over time, and of what differs between two publications."""

from typing import Literal

from pydantic import ConfigDict, Field

from api.schemas.base import List, Model
from api.schemas.examples import example
from linkage.model import Tier

RELEASE: dict[str, object] = {
    "run": "20261122T150312Z-3f9a1c",
    "published_at": "2026-11-22T15:03:40Z",
    "action": "published",
    "kept": True,
    "counts": {"rings": 12, "core": 300, "member": 31, "possible": 8},
    "events": {"born": 2, "grown": 1},
}
CHANGED: dict[str, object] = {
    "ring": "R-7Q2M9KXA",
    "change": "changed",
    "before": 28,
    "after": 31,
    "joined": 4,
    "left": 1,
}
MOVED: dict[str, object] = {
    "account_id": "acct-19",
    "before_ring": None,
    "before_tier": None,
    "after_ring": "R-7Q2M9KXA",
    "after_tier": "core",
}


class Release(Model):
    """One switch to a publication."""

    model_config = ConfigDict(json_schema_extra=example(**RELEASE))

    run: str
    published_at: str
    action: Literal["published", "rolled back to"]
    kept: bool = Field(description="Whether its files are still there, so that it can be compared.")
    counts: dict[str, int] = Field(description="Rings, and accounts by tier.")
    events: dict[str, int] = Field(
        description="Rings by what happened to them in its run; born, grown, and so on."
    )


class Releases(List[Release]):
    """A page of switches, newest first."""

    model_config = ConfigDict(json_schema_extra=example(items=[RELEASE], next=None))


class RingChange(Model):
    """A ring that differs between two publications."""

    model_config = ConfigDict(json_schema_extra=example(**CHANGED))

    ring: str
    change: Literal["new", "gone", "changed"]
    before: int | None = Field(description="Core and member accounts; null where there was no such ring.")
    after: int | None
    joined: int
    left: int


class Move(Model):
    """An account whose ring or tier differs."""

    model_config = ConfigDict(json_schema_extra=example(**MOVED))

    account_id: str
    before_ring: str | None
    before_tier: Tier | None
    after_ring: str | None
    after_tier: Tier | None


class Difference(Model):
    """What differs from one publication to another, as their runs found it."""

    model_config = ConfigDict(
        json_schema_extra=example(
            old="20261121T150312Z-11c0de",
            new=RELEASE["run"],
            rings=[CHANGED],
            total=1,
            accounts=[MOVED],
            moved=1,
        )
    )

    old: str
    new: str
    rings: list[RingChange] = Field(description="The largest first; at most 500.")
    total: int = Field(description="Rings that differ.")
    accounts: list[Move] = Field(
        description="Accounts that differ, of the ring that was asked about; at most 500."
    )
    moved: int = Field(description="Accounts that differ, of that ring or of all.")


class TimelineEvent(Model):
    """Something that happened to an account."""

    model_config = ConfigDict(
        json_schema_extra=example(
            at="2026-11-20T02:14:00Z",
            until="2026-11-22T11:58:00Z",
            event="seen",
            kind="card",
            group="payment",
            masked="•••• 4242",
            days=None,
            says=None,
        )
    )

    at: str
    until: str | None
    event: Literal["sign_up", "payment", "use", "seen", "decision"]
    kind: str | None = Field(description="Of a value the account was seen with.")
    group: str | None
    masked: str | None
    days: int | None = Field(description="Of payments and use: days in a row.")
    says: str | None = Field(description="Of a decision: what it was, and who made it.")


class Timeline(Model):
    """An account's life in the order of time."""

    model_config = ConfigDict(json_schema_extra=example(account_id="acct-19", known=True, items=[]))

    account_id: str
    known: bool = Field(
        description="Whether sign-up, payments and use are known: they are kept of members of rings."
    )
    items: list[TimelineEvent] = Field(description="Earliest first; at most 1,000.")
