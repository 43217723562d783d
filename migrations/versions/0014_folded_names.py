"""Keys keep their owner's name folded, by which the triggers count people."""

import sqlalchemy as sa
from alembic import op

from linkage.ledger import guards
from linkage.ledger.persons import folded

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEYS = sa.table("api_keys", sa.column("prefix"), sa.column("name"), sa.column("folded_name"))


def upgrade() -> None:
    connection = op.get_bind()
    with guards.lifted(connection):
        op.add_column("api_keys", sa.Column("folded_name", sa.String(), nullable=True))
        op.create_index("ix_api_keys_folded_name", "api_keys", ["folded_name"])
        for prefix, name in connection.execute(sa.select(KEYS.c.prefix, KEYS.c.name)).all():
            mine = KEYS.update().where(KEYS.c.prefix == prefix)
            connection.execute(mine.values(folded_name=folded(name)))


def downgrade() -> None:
    with guards.lifted(op.get_bind(), guards.BY_NAME):
        op.drop_index("ix_api_keys_folded_name", "api_keys")
        with op.batch_alter_table("api_keys") as keys:
            keys.drop_column("folded_name")
