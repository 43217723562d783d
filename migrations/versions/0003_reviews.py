"""What was drawn for review of a publication, and what reviewers said of it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "draws",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("run", sa.String(), sa.ForeignKey("runs.id", name="fk_draws_run"), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_draws_run", "draws", ["run"])
    op.create_table(
        "verdicts",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("run", sa.String(), sa.ForeignKey("runs.id", name="fk_verdicts_run"), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("stratum", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reviewer", sa.String()),
    )
    op.create_index("ix_verdicts_run", "verdicts", ["run"])


def downgrade() -> None:
    for table in ("verdicts", "draws"):
        op.drop_table(table)
