"""Shapes of what commands say with `--json`."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

Count = Annotated[int, Field(ge=0)]
Time = Annotated[str, Field(description="ISO 8601, UTC.", json_schema_extra={"format": "date-time"})]
State = Literal["proposed", "confirmed", "dismissed", "disputed"]
Tier = Literal["core", "member", "possible"]


@dataclass(frozen=True)
class Ring:
    """A ring in one row."""

    ring_id: str
    state: State
    closed: Annotated[
        bool, Field(description="Whether all its core and member accounts were banned, by receipts.")
    ]
    size: Count
    growth: Annotated[
        int | None, Field(description="Core and member accounts more than a day before the run.")
    ]
    core: Count
    member: Count
    possible: Count
    score: Annotated[float, Field(ge=0, le=1)]
    first_seen: Time | None
    last_seen: Time | None
    summary: str


@dataclass(frozen=True)
class Rings:
    """What `linkage rings` says: the largest rings, and how many there are."""

    publication: str
    total: Count
    rings: list[Ring]


@dataclass(frozen=True)
class Change:
    """An account came into a ring, left it, or changed tier."""

    seq: Annotated[int, Field(ge=1)]
    at: Time
    account_id: str
    ring: str
    before: Tier | None
    after: Tier | None
    cause: Literal["run", "rollback", "decision", "allowlist", "expiry", "erasure"]


@dataclass(frozen=True)
class Changes:
    """What `linkage changes` says; `next` goes into `--since` to go on."""

    changes: list[Change]
    next: Count
    more: bool


@dataclass(frozen=True)
class Holding:
    """A ring whose core or member accounts hold a value."""

    ring: str
    members: Annotated[int, Field(ge=1)]


@dataclass(frozen=True)
class Match:
    """A shared value that fits."""

    token: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    kind: str
    label: str | None
    holders: Count
    common: bool
    rings: list[Holding]


@dataclass(frozen=True)
class Find:
    """What `linkage find` says: the values that fit, and the accounts that hold them."""

    publication: str
    matches: list[Match]
    accounts: list[str]
    truncated: Annotated[bool, Field(description="Whether more accounts hold it than are listed.")]


@dataclass(frozen=True)
class Published:
    """What `linkage publish` and `linkage rollback` say: what is served now."""

    published: str
    counts: dict[str, Count]


@dataclass(frozen=True)
class Withdrawn:
    """What `linkage withdraw` says."""

    withdrawn: str
    feed: str
    seq: int | None


@dataclass(frozen=True)
class Compacted:
    """What `linkage compact` says."""

    watermark: Count
    rows_saved: Count


@dataclass(frozen=True)
class Served:
    """What `linkage serve` says before it answers."""

    url: str
    docs: str
    explorer: str


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


SHAPES: dict[str, Any] = {
    "changes": Changes,
    "compact": Compacted,
    "error": Failed,
    "find": Find,
    "publish": Published,
    "rings": Rings,
    "rollback": Published,
    "serve": Served,
    "withdraw": Withdrawn,
}
"""By command; `error` is what any of them says when it fails."""
