"""Shapes of what people decide, of the allowlist, and of what changed."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from api.schemas import examples
from api.schemas.base import AccountId, List, Model
from api.schemas.examples import example
from linkage.model import Tier

Verdict = Literal["confirm", "dismiss", "watch", "release"]
Action = Literal["confirm", "dismiss", "watch", "release", "not_same", "undo"]

WHY = "The reason, in words that others may read; it is recorded, so leave out personal data."
SEEN = r"[^\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
"""A letter that is seen; spelt out, for which letters `\\S` stands for is another thing in every language."""
Why = Annotated[str, Field(min_length=1, max_length=500, pattern=SEEN, description=WHY)]
RingId = Annotated[str, Field(min_length=1, max_length=64)]


class Asked(Model):
    """What every request that writes has in common: a field misspelt is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Why


class OnRing(Asked):
    """A decision on a ring."""

    model_config = ConfigDict(
        json_schema_extra=example(action="confirm", ring="R-7Q2M9KXA", reason="one card, one night")
    )

    action: Verdict
    ring: RingId


class OnAccount(Asked):
    """A decision on an account."""

    model_config = ConfigDict(
        json_schema_extra=example(action="release", account_id="acct-19", reason="appeal upheld")
    )

    action: Verdict
    account_id: AccountId


class NotOfRing(Asked):
    """An account is not of the operator of a ring."""

    model_config = ConfigDict(
        json_schema_extra=example(
            action="not_same", account_id="acct-19", ring="R-7Q2M9KXA", reason="a client of theirs"
        )
    )

    action: Literal["not_same"]
    account_id: AccountId
    ring: RingId


class NotTheSame(Asked):
    """Two accounts are not of one operator."""

    model_config = ConfigDict(
        json_schema_extra=example(
            action="not_same", account_id="acct-19", other_id="acct-20", reason="two families"
        )
    )

    action: Literal["not_same"]
    account_id: AccountId
    other_id: AccountId


class Undoing(Asked):
    """A decision is undone."""

    model_config = ConfigDict(json_schema_extra=example(action="undo", decision=17, reason="wrong ring"))

    action: Literal["undo"]
    decision: int = Field(ge=1, le=2**53, description="The decision that is undone.")


Wanted = OnRing | OnAccount | NotOfRing | NotTheSame | Undoing


class Summary(Model):
    """The evidence as it stood, in short."""

    model_config = ConfigDict(json_schema_extra=example(**examples.SUMMARY))

    sentence: str
    accounts: int
    score: float | None
    bits: float | None
    kinds: list[str]


class Basis(Model):
    """The basis of a decision: the evidence at that time, and what produced it."""

    model_config = ConfigDict(json_schema_extra=example(**examples.BASIS))

    publication: str | None
    code: str = Field(description="Version of the code that made the publication.")
    settings: str = Field(description="Digest of the settings that bear on it.")
    digest: str = Field(description="Digest of the evidence at that time; empty when a decision was undone.")
    summary: Summary | None


class Decision(Model):
    """A decision."""

    model_config = ConfigDict(json_schema_extra=example(**examples.DECISION))

    decision: int = Field(description="Its number: the place of its entry in the audit chain.")
    at: str
    action: Action
    ring: str | None
    account_id: str | None
    other_id: str | None
    reason: str
    author: str = Field(description="Prefix of the key, or `cli`.")
    name: str = Field(description="Name of the key's owner.")
    evidence: Basis
    undoes: int | None
    undone_by: int | None


class Decisions(List[Decision]):
    """A page of decisions, newest first."""

    model_config = ConfigDict(json_schema_extra=example(items=[examples.DECISION], next=None))


class Allowing(Asked):
    """An account to put on the allowlist, or to remove from it."""

    model_config = ConfigDict(
        json_schema_extra=example(
            account_id="acct-19", reason="a partner's test account", expires_at="2027-01-31T00:00:00Z"
        )
    )

    account_id: AccountId
    expires_at: AwareDatetime | None = Field(
        None,
        description="When the entry ends, with a time zone; without it, the entry holds until it is removed.",
    )
    listed: bool = Field(True, description="False removes the account from the list.")

    def ends(self) -> datetime | None:
        """When the entry ends."""
        return self.expires_at if self.listed else None


class Allowed(Model):
    """An entry of the allowlist."""

    model_config = ConfigDict(json_schema_extra=example(**examples.ALLOWED))

    entry: int = Field(description="Its number: the place of its entry in the audit chain.")
    at: str
    account_id: str
    listed: bool
    reason: str
    expires_at: str | None
    author: str
    name: str


class Allowlist(List[Allowed]):
    """A page of the allowlist, newest first."""

    model_config = ConfigDict(json_schema_extra=example(items=[examples.ALLOWED], next=None))


class Erasing(Asked):
    """The reason for an erasure."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra=example(reason="its owner asked for it")
    )


class Erasure(Model):
    """An account was erased for good; its id is not shown."""

    model_config = ConfigDict(json_schema_extra=example(**examples.ERASURE))

    erasure: int = Field(description="Its number: the place of its entry in the audit chain.")
    at: str
    reason: str
    author: str = Field(description="Prefix of the key, or `cli`.")
    name: str = Field(description="Name of the key's owner.")


class Change(Model):
    """An account's membership in a ring, before and after."""

    model_config = ConfigDict(json_schema_extra=example(**examples.CHANGE))

    seq: int = Field(description="Place in the feed, from 1 without a gap.")
    at: str
    account_id: str = Field(description="Of an account that was erased since: a name that is not its id.")
    ring: str
    before: Tier | None = Field(description="Null when it was not in the ring.")
    after: Tier | None = Field(description="Null when it is no longer in the ring.")
    cause: Literal["run", "rollback", "decision", "allowlist", "expiry", "erasure"]
    by: str = Field(
        description="The run, the decision, the entry of the allowlist or the erasure; of an expiry its time."
    )


class Changes(Model):
    """Changes after a cursor, in their order."""

    model_config = ConfigDict(
        json_schema_extra=example(items=[examples.CHANGE], next=examples.NEXT, more=False)
    )

    items: list[Change]
    next: str = Field(description="Cursor of what comes after; keep it, and ask with it again later.")
    more: bool = Field(description="Whether there is more already.")
