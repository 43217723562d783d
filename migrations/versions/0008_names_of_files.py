"""What the table of a batch was called."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("batches", sa.Column("file", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("batches", "file")
