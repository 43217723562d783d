"""Shapes of what is said of rings, accounts and values."""

from dataclasses import dataclass
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from linkage import tables
from linkage.cli.shapes.words import Count, Row, Share, State, Tier, Time, rows
from linkage.explain import answers
from linkage.model import Failure

GROUPS = {"group": pl.String(), "bits": pl.Float64(), "values": pl.Int64(), "counts": pl.Boolean()}
DIFFERING = {
    "ring_id": pl.String(),
    "change": pl.String(),
    "before": pl.Int64(),
    "after": pl.Int64(),
    "joined": pl.Int64(),
    "left": pl.Int64(),
}
MOVED = dict.fromkeys(
    ("account_id", "before_ring", "before_tier", "after_ring", "after_tier"), pl.String()
)  # fmt: skip
KINDS = tables.WEIGHTS | {"values": pl.UInt32(), "crowds": pl.UInt32()}

Groups = Annotated[list[Row], rows(GROUPS)]
Kinds = Annotated[list[Row], rows(KINDS)]


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
    score: Share
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
class Ignored(answers.Value):
    """A value that does not count; `reason` is its verdict under the name of earlier versions."""

    reason: str | None


@dataclass(frozen=True)
class Crowd(answers.Tie):
    """A value of a ring that does not count; `reason` as of `Ignored`."""

    reason: str | None


@dataclass(frozen=True)
class Timed(answers.Shared):
    """A value two accounts share; the times of each also under their names of earlier versions."""

    first_seen: Time | None
    last_seen: Time | None
    other_first_seen: Time | None
    other_last_seen: Time | None


@dataclass(frozen=True)
class Standing:
    """Where an account stands in a ring."""

    tier: Tier | None
    run_tier: Tier
    confidence: Share
    bits: float
    groups: Count
    certificate: Count
    reasons: list[str]


@dataclass(frozen=True)
class Member:
    """An account of a ring."""

    account_id: str
    tier: Tier | None
    run_tier: Tier
    confidence: Share
    bits: float
    groups: Count
    reasons: list[str]


@dataclass(frozen=True)
class Members:
    """The first accounts of a ring, and how many there are."""

    total: Count
    items: list[Member]


@dataclass(frozen=True)
class Ties:
    """The strongest shared values, and how many there are."""

    total: Count
    items: list[answers.Tie]


@dataclass(frozen=True)
class RingInFull(Ring):
    """What `linkage show RING` says."""

    publication: str
    exchanges: int | None
    spend: float | None
    sentences: list[str]
    members: Members
    ties: Ties
    ignored: list[Crowd]


@dataclass(frozen=True)
class Against:
    """What stood against an account that is in no ring."""

    ring: str | None
    bits: float | None
    groups: Count | None
    score: Share | None
    community_size: Count | None
    sentences: list[str]


@dataclass(frozen=True)
class Note:
    """What somebody noted on an account."""

    seq: Count
    account_id: str
    at: Time
    text: str
    name: str


@dataclass(frozen=True)
class AccountInFull:
    """What `linkage show ACCOUNT` says."""

    publication: str
    account_id: str
    ring: Ring | None
    tier: Tier | None
    confidence: Share | None
    reasons: list[str]
    standing: Standing | None
    decided: str | None
    allowlisted: bool
    bits: float | None
    ties: Ties
    groups: Groups
    ignored: list[Ignored]
    counterfactual: answers.Counterfactual | None
    notes: list[Note] | None
    why_not: Against | None = None


@dataclass(frozen=True)
class Why:
    """What `linkage why` says."""

    publication: str
    account_id: str
    other_id: str
    accounts: list[str]
    ring: str | None
    bits: float
    sentence: str
    ties: list[Timed]
    ignored: list[Ignored]
    groups: Groups
    counterfactual: answers.Counterfactual | None
    other_counterfactual: answers.Counterfactual | None
    counterfactuals: dict[str, answers.Counterfactual | None]


@dataclass(frozen=True)
class Condition:
    """A check that an account failed."""

    code: Failure
    sentence: str
    values: list[Ignored]


@dataclass(frozen=True)
class WhyNot:
    """What `linkage why-not` says."""

    publication: str
    account_id: str
    ring: str | None
    enforceable: bool
    sentence: str
    conditions: list[Condition]
    bits: float | None
    groups: Count | None
    score: Share | None
    community_size: Count | None


@dataclass(frozen=True)
class Statement:
    """What `linkage statement` says: a fixed text, and its name."""

    code: str
    text: str


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
class Link(Timed):
    """One value of a chain, and whom it connects."""

    account_id: str
    other_id: str


@dataclass(frozen=True)
class Path:
    """What `linkage path` says."""

    publication: str
    account_id: str
    other_id: str
    accounts: list[str]
    connected: bool
    sentence: str
    weakest: float | None
    steps: list[Link]
    truncated: bool


@dataclass(frozen=True)
class Diff:
    """What `linkage diff` says."""

    before: str
    after: str
    rings: Annotated[list[Row], rows(DIFFERING)]
    members: Annotated[list[Row], rows(MOVED)]


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
class Weights:
    """What `linkage weights` says."""

    publication: str
    weights: Kinds
