"""The tables of enforcement: exports of actions, reviews of their samples, approvals, receipts, appeals."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from linkage.ledger.db.models import Base
from linkage.ledger.db.types import Json

ACTIONS: Final = ("challenge", "throttle", "hold_payouts", "suspend", "ban")
"""What is done to an account, from the mildest on; every one but a ban ends by itself."""
RESTORE, LAPSE = "restore", "lapse"
"""What undoes an action: somebody took it back, or its end came."""
GROUNDS: Final = ("coordinated_fraud", "model_harvesting", "payment_fraud", "ban_evasion", "abuse_of_offers")
"""Why, in a closed vocabulary."""

REQUESTED, PREVIEWED, APPROVED, PRODUCED, DELIVERED = (
    "requested",
    "previewed",
    "approved",
    "produced",
    "delivered",
)
EXPIRED, CANCELLED, REVOKED = "expired", "cancelled", "revoked"
"""States of an export."""
STATES: Final = (REQUESTED, PREVIEWED, APPROVED, PRODUCED, DELIVERED, EXPIRED, CANCELLED, REVOKED)
OUT: Final = (PRODUCED, DELIVERED)
"""States in which there is a file that a consumer may act on."""

ACTION, REVOCATION = "action", "revocation"
KINDS: Final = (ACTION, REVOCATION)
"""Sorts of exports."""

FRAUD, HONEST = "fraud", "honest"
"""What a reviewer says of an account of a sample."""

APPLIED, ALREADY, FAILED = "applied", "already", "failed"
OUTCOMES: Final = (APPLIED, ALREADY, FAILED)
"""What a consumer did: applied, was so already, failed."""

OPEN, ASSIGNED, GRANTED, DENIED = "open", "assigned", "granted", "denied"
"""States of an appeal."""
APPEALS: Final = (OPEN, ASSIGNED, GRANTED, DENIED)
ANSWERS: Final = ("error_of_ours", "new_evidence", "shared_by_others", "evidence_stands", "not_the_owner")
"""What an appeal is answered, in a closed vocabulary; free words come with it."""


class ExportRow(Base):
    """An export: what is asked for, what was previewed, and how far it has come."""

    __tablename__ = "exports"

    id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, unique=True)
    """Place of its request in the audit chain."""
    at: Mapped[datetime]
    kind: Mapped[str]
    """`action` or `revocation`."""
    action: Mapped[str]
    ground: Mapped[str]
    reason: Mapped[str]
    author: Mapped[str]
    name: Mapped[str]
    person: Mapped[str]
    """Whose request it is, capitals and spaces left out: he neither reviews nor approves."""
    publication: Mapped[str]
    watermark: Mapped[int] = mapped_column(BigInteger)
    versions: Mapped[dict[str, Any]] = mapped_column(Json)
    """Digests of publication and settings, and the version of the code."""
    expires_at: Mapped[datetime]
    """When it can no longer be produced."""
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the action lapses; null for a ban."""
    asked: Mapped[dict[str, Any]] = mapped_column(Json, default_factory=dict)
    """Rings, waves, hold, window and format."""
    revokes: Mapped[str | None] = mapped_column(ForeignKey("exports.id"), default=None, index=True)
    state: Mapped[str] = mapped_column(default=REQUESTED, index=True)
    selection: Mapped[str] = mapped_column(default="")
    """SHA-256 of the file of whom it is about."""
    digest: Mapped[str] = mapped_column(default="")
    """What reviews and approvals are bound to."""
    accounts: Mapped[int] = mapped_column(default=0)
    sample: Mapped[list[int]] = mapped_column(Json, default_factory=list)
    """Accounts to be reviewed before it is produced."""
    to_review: Mapped[int] = mapped_column(default=0)
    preview: Mapped[dict[str, Any]] = mapped_column(Json, default_factory=dict)
    frozen_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its rows became final; what is written says this time."""
    left_out: Mapped[dict[str, Any]] = mapped_column(Json, default_factory=dict)
    """Accounts that were let go after the preview, and why."""
    lapses: Mapped[list[str]] = mapped_column(default_factory=list)
    """Exports whose end its file tells."""
    file: Mapped[dict[str, Any]] = mapped_column(Json, default_factory=dict)
    """Name, rows, bytes and SHA-256."""


class ReviewRow(Base):
    """What a person says of an account of an export's sample."""

    __tablename__ = "export_reviews"
    __table_args__ = (UniqueConstraint("export", "account", "person"),)

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Place of its entry in the audit chain."""
    export: Mapped[str] = mapped_column(ForeignKey("exports.id"), index=True)
    digest: Mapped[str]
    account: Mapped[int] = mapped_column(BigInteger)
    verdict: Mapped[str]
    reason: Mapped[str]
    author: Mapped[str]
    name: Mapped[str]
    person: Mapped[str]
    at: Mapped[datetime]


class ApprovalRow(Base):
    """A person's approval of an export, as it was when its digest was this."""

    __tablename__ = "export_approvals"
    __table_args__ = (UniqueConstraint("export", "person"),)

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Place of its entry in the audit chain."""
    export: Mapped[str] = mapped_column(ForeignKey("exports.id"), index=True)
    digest: Mapped[str]
    reason: Mapped[str]
    author: Mapped[str]
    name: Mapped[str]
    person: Mapped[str]
    at: Mapped[datetime]


class ReceiptsRow(Base):
    """Receipts that a consumer sent at once."""

    __tablename__ = "receipt_batches"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Place of its entry in the audit chain."""
    export: Mapped[str] = mapped_column(ForeignKey("exports.id"), index=True)
    at: Mapped[datetime]
    author: Mapped[str]
    name: Mapped[str]
    dry: Mapped[bool]
    """Whether nothing was done yet: it tells what would be."""
    counts: Mapped[dict[str, int]]
    """Receipts by outcome."""
    rows: Mapped[str]
    """SHA-256 of them."""


class ReceiptRow(Base):
    """What became of one account on the consumer's side; the newest counts."""

    __tablename__ = "receipts"

    batch: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    account: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    export: Mapped[str] = mapped_column(index=True)
    dry: Mapped[bool]
    outcome: Mapped[str]
    why: Mapped[str]
    """Of a failure."""
    before: Mapped[str]
    """State of the account before: what a revocation restores."""


class AppealRow(Base):
    """An appeal against what an export did to an account."""

    __tablename__ = "appeals"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Place of its entry in the audit chain."""
    export: Mapped[str] = mapped_column(ForeignKey("exports.id"), index=True)
    account: Mapped[int] = mapped_column(BigInteger, index=True)
    ring_id: Mapped[str]
    ground: Mapped[str]
    at: Mapped[datetime]
    author: Mapped[str]
    name: Mapped[str]
    text: Mapped[str]
    state: Mapped[str] = mapped_column(default=OPEN, index=True)
    assigned: Mapped[str | None] = mapped_column(default=None)
    """Name of whom it was given to."""
    assigned_person: Mapped[str | None] = mapped_column(default=None)
    answer: Mapped[str | None] = mapped_column(default=None)
    words: Mapped[str | None] = mapped_column(default=None)
    answered_by: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    revocation: Mapped[str | None] = mapped_column(default=None)
    """The export that restores the account, once it is granted."""
