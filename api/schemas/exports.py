"""Shapes of exports: what is asked for, previewed, reviewed, approved and taken back."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from api.schemas import examples
from api.schemas.base import AccountId, List, Model
from api.schemas.decisions import Asked, RingId
from api.schemas.examples import example
from linkage.ledger.exports import OPEN

Action = Literal["challenge", "throttle", "hold_payouts", "suspend"]
Ground = Literal["coordinated_fraud", "model_harvesting", "payment_fraud", "ban_evasion", "abuse_of_offers"]
ExportState = Literal[
    "requested", "previewed", "approved", "produced", "delivered", "expired", "cancelled", "revoked"
]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Share = Annotated[float, Field(strict=True, gt=0, le=1)]
LONGEST = 30 * 86_400


def number(value: object) -> object:
    """Refuse `true` and `false`, which would be taken for 1 and 0."""
    if isinstance(value, bool):
        raise ValueError("Input should be a valid integer")
    return value


Whole = Annotated[int, BeforeValidator(number)]


class Exporting(Asked):
    """What every export that is asked for has in common."""

    ground: Ground
    rings: list[RingId] = Field([], max_length=1000, description="Confirmed rings; all where none is named.")
    account_ids: list[AccountId] | None = Field(
        None,
        min_length=1,
        max_length=10_000,
        description="Nobody but these accounts; those that may not be acted on are left out.",
    )
    waves: list[Share] = Field(
        [1.0],
        min_length=1,
        max_length=10,
        description="Shares of the accounts up to each wave, whatever their order; the last wave is all.",
    )
    hold_seconds: Whole = Field(0, ge=0, le=LONGEST, description="Between waves.")
    window_seconds: Whole = Field(
        0,
        ge=0,
        le=LONGEST,
        description="Within which each account of a wave has a moment of its own.",
    )
    format: Literal["csv", "jsonl", "parquet"] = "csv"

    def rising(self) -> tuple[float, ...]:
        """The waves in their order, with the last."""
        return tuple(sorted({*self.waves, 1.0}))


class Banning(Exporting):
    """A ban is asked for; it has no end."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra=example(
            action="ban",
            ground="coordinated_fraud",
            reason="campaign of November",
            rings=["R-7Q2M9KXA"],
            waves=[0.01, 0.1, 1.0],
            hold_seconds=86_400,
            window_seconds=3600,
            format="csv",
        ),
    )

    action: Literal["ban"]


class Limiting(Exporting):
    """An action short of a ban is asked for; it lapses by itself."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra=example(
            action="suspend", ground="payment_fraud", days=30, reason="until they answer"
        ),
    )

    action: Action
    days: Whole = Field(ge=1, le=3650, description="After which it lapses.")


Requesting = Banning | Limiting


class Class(Model):
    """One class of accounts, and how much of it an export takes."""

    model_config = ConfigDict(json_schema_extra=example(of="free", accounts=1000, taken=31, share=0.031))

    of: str = Field(description="The class.")
    accounts: int
    taken: int
    share: float


class Preview(Model):
    """What an export would do."""

    model_config = ConfigDict(json_schema_extra=example(**examples.PREVIEW))

    accounts: int
    rings: int
    paying: int | None = Field(description="Null where payments are not known.")
    by: dict[str, list[Class]] = Field(
        description="By tier, plan, country, age and network type; classes that nobody is taken of are left out."
    )
    expected_false_positives: dict[str, Any] | str = Field(
        description=(
            "By the reviewed sample; before anybody reviewed, by 30 or more labels given since the run, which is right "
            "only as far as they were given at random; with the exact interval of Clopper and Pearson. Else `unknown`."
        )
    )
    labels: dict[str, int] | None = Field(
        None, description="Accounts taken by the label that was given since the run, fraud or honest."
    )


class Voice(Model):
    """A person who approved."""

    model_config = ConfigDict(
        json_schema_extra=example(name="Ada", at="2026-11-22T16:21:40Z", reason="looked")
    )

    name: str
    at: str
    reason: str


class File(Model):
    """The file of an export."""

    model_config = ConfigDict(json_schema_extra=example(**examples.FILE))

    name: str
    rows: int
    bytes: int
    sha256: str
    actions: dict[str, int] = Field(description="Rows by action.")


class Export(Model):
    """An export, and how far it has come."""

    model_config = ConfigDict(json_schema_extra=example(**examples.EXPORT))

    id: str
    at: str
    kind: Literal["action", "revocation"]
    action: str
    ground: str
    reason: str
    name: str = Field(description="Who asked for it.")
    publication: str
    state: ExportState
    ends_at: str | None
    expires_at: str = Field(
        description=f"It can be approved and produced for {OPEN.total_seconds() / 3600:.0f} hours."
    )
    revokes: str | None = Field(description="The export that this one takes back.")
    digest: str = Field(description="What reviews and approvals are bound to; empty before the preview.")
    named: int | None = Field(None, description="Accounts that were named; null for all of the rings.")
    accounts: int = Field(description="Accounts it takes, known from the preview on.")
    approvals_needed: int
    approvals: list[Voice]
    to_review: int
    reviewed: dict[str, int] = Field(description="Accounts of the sample by verdict.")
    left_out: int = Field(description="Accounts that were let go after the preview.")
    preview: Preview | None
    file: File | None


class Exports(List[Export]):
    """A page of exports, newest first."""

    model_config = ConfigDict(json_schema_extra=example(items=[examples.EXPORT], next=None))


class Sampled(Model):
    """An account to review."""

    model_config = ConfigDict(
        json_schema_extra=example(account_id="acct-19", ring="R-7Q2M9KXA", tier="core", verdicts={})
    )

    account_id: str
    ring: str
    tier: str
    verdicts: dict[str, str] = Field(description="What people said of it, by name.")


class Sample(Model):
    """The accounts that have to be reviewed, in the order drawn."""

    model_config = ConfigDict(
        json_schema_extra=example(
            export="X-000042-0a1b2c3d",
            items=[{"account_id": "acct-19", "ring": "R-7Q2M9KXA", "tier": "core", "verdicts": {}}],
        )
    )

    export: str
    items: list[Sampled]


class Reviewing(Asked):
    """What a person says of an account of the sample."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra=example(account_id="acct-19", verdict="fraud", reason="one card, one night"),
    )

    account_id: AccountId
    verdict: Literal["fraud", "honest"]


class Approving(Asked):
    """A person's approval of what he looked at."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra=example(digest="0" * 64, reason="looked at it all")
    )

    digest: Digest = Field(description="`digest` of the export, as it was looked at.")


class Stepping(Asked):
    """Why a step is taken."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=example(reason="as planned"))


class Revoking(Asked):
    """What is taken back."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra=example(reason="appeal upheld", account_ids=["acct-19"]),
    )

    account_ids: list[AccountId] | None = Field(
        None, min_length=1, max_length=10_000, description="All that are in force where none is named."
    )


class Kept(Model):
    """Result of sending receipts."""

    model_config = ConfigDict(
        json_schema_extra=example(
            accepted=2,
            refused=[{"line": 4, "says": "the account is not in this export"}],
            applied=2,
            already=0,
            failed=0,
            unreported=7,
            overdue=[],
        )
    )

    accepted: int
    refused: list[dict[str, Any]] = Field(description="Lines that were refused, and why; at most 100.")
    applied: int
    already: int
    failed: int
    unreported: int
    overdue: list[str] = Field(description="Accounts that nobody reported in time; at most 1,000.")


class Record(Model):
    """All that is kept of an exported account."""

    model_config = ConfigDict(extra="allow", json_schema_extra=example(**examples.RECORD))

    account_id: str
    export: str
    action: str
    ground: str
    digest: str = Field(description="SHA-256 of what of it can no longer change.")
    appeal: str | None


class Reasons(Model):
    """A statement of reasons, with the fields of the EU's DSA schema; without personal data."""

    model_config = ConfigDict(extra="allow", json_schema_extra=example(**examples.REASONS))

    decision_ground: str
    category: str
    decision_facts: str
    puid: str
