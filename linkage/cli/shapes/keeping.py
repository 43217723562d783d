"""Shapes of what is said of keys, webhooks, the audit chain, and errors."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from linkage.cli.shapes.words import Count, Time


@dataclass(frozen=True)
class Made:
    """What `linkage keys create` says; `key` is told this once."""

    name: str
    scopes: list[str]
    owner: str
    key: str
    expires_at: Time | None
    limit: Count | None


@dataclass(frozen=True)
class Rotated:
    """What `linkage keys rotate` says; `replaces` is a prefix."""

    replaces: str
    key: str
    old_key_ends: Time


@dataclass(frozen=True)
class Key:
    """A key without its secret."""

    prefix: str
    name: str
    owner: str
    scopes: list[str]
    limit: Count | None
    created_at: Time
    made_by: str | None
    replaces: str | None
    last_used: Time | None
    lookups_last_day: Count
    expires_at: Time | None
    revoked_at: Time | None


@dataclass(frozen=True)
class Keys:
    """What `linkage keys list` says."""

    keys: list[Key]


@dataclass(frozen=True)
class RevokedKey:
    """What `linkage keys revoke` says."""

    revoked: str


@dataclass(frozen=True)
class Webhook:
    """What `linkage webhooks end` says; `overlap` is when the old secret ends."""

    name: str
    url: str
    events: list[str]
    version: Count
    overlap: Time | None
    ended_at: Time | None


@dataclass(frozen=True)
class Secret(Webhook):
    """What `linkage webhooks add`, `secret` and `rotate` say."""

    secret: str


@dataclass(frozen=True)
class Webhooks:
    """What `linkage webhooks list` says."""

    webhooks: list[Webhook]


@dataclass(frozen=True)
class Delivery:
    """An event on its way to an address; `said` is the last answer."""

    event: str
    type: str
    at: Time
    tries: Count
    done: bool
    said: str | None
    next_at: Time | None


@dataclass(frozen=True)
class Deliveries:
    """What `linkage webhooks deliveries` says."""

    deliveries: list[Delivery]


@dataclass(frozen=True)
class Replayed:
    """What `linkage webhooks replay` says."""

    replayed: Count


@dataclass(frozen=True)
class Delivered:
    """What `linkage webhooks deliver` says."""

    delivered: Count


@dataclass(frozen=True)
class Head:
    """A signed head of the audit chain."""

    at: Time
    seq: Count
    head: str


@dataclass(frozen=True)
class Chain:
    """What `linkage audit verify` says."""

    whole: bool
    entries: Count
    head: str
    broken_at: Count | None
    strays: list[str]
    heads: Count
    unsigned_line: Count | None
    last_head: Head | None
    folder: str


@dataclass(frozen=True)
class Entry:
    """Who did what to whom, when and what for."""

    seq: Count
    at: Time
    actor: str
    action: str
    subject: str
    purpose: str


@dataclass(frozen=True)
class Entries:
    """What `linkage audit list` says."""

    entries: list[Entry]


@dataclass(frozen=True)
class Sealed:
    """What `linkage audit seal` says."""

    folder: str
    head: Head | None


@dataclass(frozen=True)
class Fault:
    """Why a command failed."""

    code: Annotated[str, Field(description="Kind of error, the same word as the API's `code`.")]
    message: str
    hint: Annotated[str | None, Field(description="What to do.")]
    exit: Annotated[int, Field(description="1: it failed. 2: the call is wrong.")]


@dataclass(frozen=True)
class Failed:
    """What any command says on stderr with `--json` when it fails."""

    error: Fault
