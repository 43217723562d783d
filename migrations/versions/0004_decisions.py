"""Decisions, the allowlist, who is in which ring, and every change of that."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _decisions()
    _allowlist()
    _members()


def downgrade() -> None:
    for table in ("changes", "members", "allowlist", "decided", "decisions"):
        op.drop_table(table)


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ring_id", sa.String()),
        sa.Column("account_id", sa.String()),
        sa.Column("account", sa.BigInteger()),
        sa.Column("other_id", sa.String()),
        sa.Column("other", sa.BigInteger()),
        sa.Column("undoes", sa.BigInteger(), sa.ForeignKey("decisions.seq", name="fk_decisions_undoes")),
        sa.Column("publication", sa.String()),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("settings", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("summary", JSON, nullable=False),
        sa.UniqueConstraint("undoes", name="uq_decisions_undoes"),
    )
    op.create_index("ix_decisions_ring_id", "decisions", ["ring_id"])
    op.create_index("ix_decisions_account", "decisions", ["account"])
    op.create_table(
        "decided",
        sa.Column(
            "decision",
            sa.BigInteger(),
            sa.ForeignKey("decisions.seq", name="fk_decided_decision"),
            primary_key=True,
        ),
        sa.Column("account", sa.BigInteger(), primary_key=True, autoincrement=False),
    )


def _allowlist() -> None:
    op.create_table(
        "allowlist",
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("account", sa.BigInteger(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("expires_at", MOMENT),
    )
    op.create_index("ix_allowlist_account", "allowlist", ["account"])


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("account", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("ring_id", sa.String(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("shown", sa.String()),
        sa.Column("until", MOMENT),
    )
    op.create_index("ix_members_ring_id", "members", ["ring_id"])
    op.create_index("ix_members_until", "members", ["until"])
    op.create_table(
        "changes",
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("ring_id", sa.String(), nullable=False),
        sa.Column("before", sa.String()),
        sa.Column("after", sa.String()),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
    )
