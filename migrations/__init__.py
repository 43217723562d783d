"""The history of the ledger's tables, run by alembic; see `linkage.ledger.upgrade`."""
