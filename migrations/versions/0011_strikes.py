"""Strikes that exports of policies in steps give, versions of the policies, and accounts that were closed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "strike_batches",
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column(
            "export",
            sa.String(),
            sa.ForeignKey("exports.id", name="fk_strike_batches_export"),
            nullable=False,
        ),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("back", sa.Boolean(), nullable=False),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("rows", sa.String(), nullable=False),
    )
    op.create_index("ix_strike_batches_export", "strike_batches", ["export"])
    op.create_index("ix_strike_batches_policy", "strike_batches", ["policy"])
    op.create_table(
        "strikes",
        sa.Column("batch", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("account", sa.BigInteger(), primary_key=True, autoincrement=False),
    )
    op.create_table(
        "policy_versions",
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("says", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
    )
    op.create_index("ix_policy_versions_version", "policy_versions", ["version"])
    op.create_table(
        "closures",
        sa.Column("account", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("export", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_closures_seq", "closures", ["seq"])


def downgrade() -> None:
    op.drop_table("closures")
    op.drop_table("policy_versions")
    op.drop_table("strikes")
    op.drop_table("strike_batches")
