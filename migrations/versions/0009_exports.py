"""Exports of actions: requests, reviews, approvals, receipts, appeals, and the triggers that guard them."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from linkage.ledger import guards

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def document(name: str) -> sa.Column[object]:
    return sa.Column(name, JSON, nullable=False)


def place(name: str, key: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), primary_key=key, autoincrement=False, nullable=False)


def of_export(table: str) -> sa.Column[str]:
    name = op.f(f"fk_{table}_export")
    return sa.Column("export", sa.String(), sa.ForeignKey("exports.id", name=name), nullable=False)


def asked_for() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.String(), primary_key=True),
        place("seq", key=False),
        moment("at"),
        *map(text, ("kind", "action", "ground", "reason", "author", "name", "person", "publication")),
        sa.Column("watermark", sa.BigInteger(), nullable=False),
        document("versions"),
        moment("expires_at"),
        moment("ends_at", nullable=True),
        document("asked"),
        sa.Column("revokes", sa.String(), sa.ForeignKey("exports.id", name="fk_exports_revokes")),
        *map(text, ("state", "selection", "digest")),
        sa.Column("accounts", sa.Integer(), nullable=False),
        document("sample"),
        sa.Column("to_review", sa.Integer(), nullable=False),
        document("preview"),
        moment("frozen_at", nullable=True),
        *map(document, ("left_out", "lapses", "file")),
        sa.UniqueConstraint("seq", name="uq_exports_seq"),
    )
    op.create_index("ix_exports_state", "exports", ["state"])
    op.create_index("ix_exports_revokes", "exports", ["revokes"])


def spoken_for() -> None:
    op.create_table(
        "export_reviews",
        place("seq"),
        of_export("export_reviews"),
        text("digest"),
        place("account", key=False),
        *map(text, ("verdict", "reason", "author", "name", "person")),
        moment("at"),
        sa.UniqueConstraint("export", "account", "person", name="uq_export_reviews_export"),
    )
    op.create_table(
        "export_approvals",
        place("seq"),
        of_export("export_approvals"),
        *map(text, ("digest", "reason", "author", "name", "person")),
        moment("at"),
        sa.UniqueConstraint("export", "person", name="uq_export_approvals_export"),
    )


def answered() -> None:
    op.create_table(
        "receipt_batches",
        place("seq"),
        of_export("receipt_batches"),
        moment("at"),
        *map(text, ("author", "name")),
        sa.Column("dry", sa.Boolean(), nullable=False),
        document("counts"),
        text("rows"),
    )
    op.create_table(
        "receipts",
        place("batch"),
        place("account"),
        text("export"),
        sa.Column("dry", sa.Boolean(), nullable=False),
        *map(text, ("outcome", "why", "before")),
    )
    op.create_table(
        "appeals",
        place("seq"),
        of_export("appeals"),
        place("account", key=False),
        *map(text, ("ring_id", "ground")),
        moment("at"),
        *map(text, ("author", "name", "text", "state")),
        *(text(each, nullable=True) for each in ("assigned", "assigned_person", "answer", "words")),
        text("answered_by", nullable=True),
        moment("answered_at", nullable=True),
        text("revocation", nullable=True),
    )


def upgrade() -> None:
    for step in (asked_for, spoken_for, answered):
        step()
    for table in ("export_reviews", "export_approvals", "receipt_batches", "receipts", "appeals"):
        op.create_index(f"ix_{table}_export", table, ["export"])
    op.create_index("ix_appeals_account", "appeals", ["account"])
    op.create_index("ix_appeals_state", "appeals", ["state"])
    guards.create(op.get_bind(), guards.BY_NAME)


def downgrade() -> None:
    guards.drop(op.get_bind())
    for table in ("appeals", "receipts", "receipt_batches", "export_approvals", "export_reviews", "exports"):
        op.drop_table(table)
