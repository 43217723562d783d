"""What a batch held, and what each audited act wrote."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("batches", sa.Column("source", sa.String(), nullable=True))
    op.add_column("batches", sa.Column("content", sa.String(), nullable=True))
    op.add_column("audit", sa.Column("covers", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("audit") as table:
        table.drop_column("covers")
    with op.batch_alter_table("batches") as table:
        table.drop_column("content")
        table.drop_column("source")
