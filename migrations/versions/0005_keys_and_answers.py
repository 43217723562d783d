"""Limits and origins of keys, look-ups counted by hour, and the answers kept for repeated writes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COLUMNS = (("per_minute", sa.Integer()), ("made_by", sa.String()), ("replaces", sa.String()))


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("api_keys", sa.Column(name, kind))
    op.create_table(
        "lookups",
        sa.Column("prefix", sa.String(), primary_key=True),
        sa.Column("hour", MOMENT, primary_key=True),
        sa.Column("accounts", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("owner", sa.String(), primary_key=True),
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )
    op.create_index("ix_answers_expires_at", "answers", ["expires_at"])


def downgrade() -> None:
    for table in ("answers", "lookups"):
        op.drop_table(table)
    with op.batch_alter_table("api_keys") as keys:
        for name, _ in COLUMNS:
            keys.drop_column(name)
