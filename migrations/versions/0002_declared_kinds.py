"""Kinds that callers declared: their group, normaliser and forgeability."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kinds",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("group", sa.String()),
        sa.Column("normaliser", sa.String(), nullable=False),
        sa.Column("forgeable", sa.Boolean(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("kinds")
