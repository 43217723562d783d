"""What alembic runs around the migrations: they use the connection that `linkage.ledger.upgrade` opened."""

from alembic import context

from linkage.ledger.db.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
