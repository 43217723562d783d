"""The audit covers batches, kinds, runs and verdicts too; `linkage.ledger.upgrade` takes in those that are there."""

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table changes."""


def downgrade() -> None:
    """No table changes."""
