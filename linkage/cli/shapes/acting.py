"""Shapes of what is said of decisions, exports and policies."""

from dataclasses import dataclass
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from linkage.cli.shapes.words import Count, Counts, Row, Share, State, Tier, Time, rows

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True)
class Evidence:
    """The evidence as it stood when somebody decided."""

    publication: str | None
    code: str | None
    settings: str | None
    digest: str | None
    summary: Row | None


@dataclass(frozen=True)
class Decision:
    """What `linkage decide` says."""

    decision: Count
    at: Time
    action: str
    ring: str | None
    account_id: str | None
    other_id: str | None
    reason: str
    author: str
    name: str
    evidence: Evidence
    undoes: Count | None


@dataclass(frozen=True)
class Listed(Decision):
    """A decision, and the one that undid it."""

    undone_by: Count | None


@dataclass(frozen=True)
class Decisions:
    """What `linkage decisions` says."""

    decisions: list[Listed]


@dataclass(frozen=True)
class Entry:
    """What `linkage allow` says: an entry of the allowlist."""

    entry: Count
    at: Time
    account_id: str
    listed: bool
    reason: str
    expires_at: Time | None
    author: str
    name: str


@dataclass(frozen=True)
class Allowlist:
    """What `linkage allowlist` says."""

    allowlist: list[Entry]


@dataclass(frozen=True)
class Case:
    """The case of a ring, and what is at stake."""

    ring_id: str
    case: Literal["open", "taken", "closed"]
    state: State
    owner: str | None
    opened_at: Time | None
    acted_at: Time | None
    score: Share
    size: Count
    core: Count
    member: Count
    closed_accounts: Count
    paying: Count
    paid_days: Count
    used_hours: Count
    summary: str


@dataclass(frozen=True)
class Cases:
    """What `linkage cases` says."""

    cases: list[Case]


@dataclass(frozen=True)
class Class:
    """One class of accounts, and how much of it an export takes."""

    of: str
    accounts: Count
    taken: Count
    share: Share


@dataclass(frozen=True)
class Preview:
    """What an export would do."""

    accounts: Count
    rings: Count
    paying: Count | None
    by: dict[str, list[Class]]
    labels: Counts | None = None
    strikes: Row | None = None


@dataclass(frozen=True)
class Estimate:
    """Honest accounts to expect in an export."""

    expected: float
    low: float
    high: float
    reviewed: Count
    basis: str
    method: str
    level: Share


@dataclass(frozen=True)
class File:
    """A file that was written, and how many rows of it ask for each action."""

    name: str
    rows: Count
    bytes: Count
    sha256: Digest
    actions: Counts


@dataclass(frozen=True)
class Summary:
    """An export in short."""

    id: str
    state: str
    kind: str
    action: str
    ground: str
    accounts: Count
    publication: str
    name: str
    reason: str
    digest: str
    at: Time
    ends_at: Time | None
    expires_at: Time | None
    revokes: str | None


@dataclass(frozen=True)
class Exports:
    """What `linkage exports list` says."""

    exports: list[Summary]


@dataclass(frozen=True)
class Export(Summary):
    """Where an export stands; `policy` is the one it was asked for by."""

    preview: Preview
    expected_false_positives: Estimate | None
    reviewed: Counts
    to_review: Count
    approvals: list[str]
    approvals_needed: Count
    left_out: Count
    policy: Row | None
    file: File | None


@dataclass(frozen=True)
class Produced(Export):
    """What `linkage exports produce` says."""

    path: str


@dataclass(frozen=True)
class Back(Summary):
    """What `linkage exports revoke` says."""

    file: File
    path: str


@dataclass(frozen=True)
class Released(Summary):
    """A revocation, and its file."""

    path: str


@dataclass(frozen=True)
class Revocations:
    """What `linkage exports revoke-released` says."""

    revocations: list[Released]


@dataclass(frozen=True)
class Sampled:
    """An account to review."""

    account_id: str
    ring_id: str
    tier: Tier


@dataclass(frozen=True)
class Sample:
    """What `linkage exports sample` says."""

    export: str
    accounts: list[Sampled]


@dataclass(frozen=True)
class Receipts:
    """What `linkage exports receipts` says; `overdue` are ids of accounts."""

    export: str
    applied: Count
    already: Count
    failed: Count
    unreported: Count
    overdue: list[str]
    errors: Annotated[list[Row], rows({"line": pl.Int64(), "says": pl.String()})]


@dataclass(frozen=True)
class Public:
    """What `linkage exports key` says."""

    key: str
    pem: str


@dataclass(frozen=True)
class Approval:
    """An approval as a manifest has it."""

    name: str
    key: str
    at: Time
    digest: Digest


@dataclass(frozen=True)
class Signed:
    """What the manifest of every file says."""

    schema: str
    export: str
    kind: str
    revokes: str | None
    action: str
    ground: str
    produced_at: Time
    publication: str
    watermark: Count
    versions: dict[str, str]
    columns: list[str]
    file: File


@dataclass(frozen=True)
class Manifest(Signed):
    """What `linkage verify` says: the signed manifest of a file."""

    reason: str | None = None
    requested_by: str | None = None
    requested_at: Time | None = None
    ends_at: Time | None = None
    digest: Digest | None = None
    selection: Digest | None = None
    evidence: Row | None = None
    left_out: Count | None = None
    lapses: list[str] | None = None
    reviewed: Counts | None = None
    approvals: list[Approval] | None = None
    automated: bool | None = None
    redress: str | None = None
    policy: Row | None = None


@dataclass(frozen=True)
class Undone(Signed):
    """What `linkage revoke` says: the manifest of the file it wrote, and the file."""

    revokes: str
    path: str


@dataclass(frozen=True)
class Checked:
    """What `linkage policies check` says."""

    digest: Digest
    policies: list[str]


@dataclass(frozen=True)
class Stepped:
    """Accounts that are at a step of a policy."""

    step: Annotated[int, Field(ge=1)]
    action: str
    accounts: Count


@dataclass(frozen=True)
class Covered:
    """Whom a policy covers; `ready` is null for one that leads to people alone."""

    leads_to: str
    action: str | None
    rings: Count
    accounts: Count
    ready: Count | None
    by: dict[str, Counts]
    steps: list[Stepped]


@dataclass(frozen=True)
class Tried:
    """What `linkage policies run` says."""

    digest: Digest
    publication: str
    policies: dict[str, Covered]


@dataclass(frozen=True)
class Activated:
    """What `linkage policies activate` says."""

    version: str
    active: bool


@dataclass(frozen=True)
class Version(Activated):
    """A version of the policies."""

    at: Time
    name: str
    reason: str
    policies: list[str]


@dataclass(frozen=True)
class Versions:
    """What `linkage policies list` says."""

    versions: list[Version]


@dataclass(frozen=True)
class OfMembers:
    """What `linkage export members` says; `decisions` is an entry of the audit chain."""

    publication: str
    decisions: Count
    file: str
    rows: Count


@dataclass(frozen=True)
class OfRing:
    """What `linkage export ring` says."""

    file: str
    ring: str
    rows: Count


@dataclass(frozen=True)
class Indicators:
    """What `linkage export indicators` says: counts by kind."""

    publication: str
    file: str
    sha256: Digest
    left_out: Count
    indicators: Counts
