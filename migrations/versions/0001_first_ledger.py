"""The first ledger: batches, quarantine, runs, publications, rings and their events, keys, audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _loads()
    _runs()
    _rings()
    _access()


def downgrade() -> None:
    for table in (
        "audit",
        "api_keys",
        "ring_events",
        "rings",
        "publications",
        "runs",
        "quarantine",
        "batches",
    ):
        op.drop_table(table)


def _loads() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("loaded_at", MOMENT, nullable=False),
        sa.Column("seq", sa.Integer()),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("withdrawn_at", MOMENT),
    )
    op.create_index("ix_batches_seq", "batches", ["seq"])
    op.create_table(
        "quarantine",
        sa.Column("batch", sa.String(), primary_key=True),
        sa.Column("row", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("column", sa.String(), primary_key=True),
        sa.Column("code", sa.String(), primary_key=True),
    )


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("detector", sa.String(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("watermark", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("finished", MOMENT),
        sa.Column("digest", sa.String()),
        sa.Column("reasons", JSON, nullable=False),
    )
    op.create_table(
        "publications",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("run", sa.String(), sa.ForeignKey("runs.id", name="fk_publications_run"), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("parent", sa.String()),
        sa.Column("counts", JSON, nullable=False),
    )
    op.create_index("ix_publications_run", "publications", ["run"])


def _rings() -> None:
    op.create_table(
        "rings",
        sa.Column("ring_id", sa.String(), primary_key=True),
        sa.Column("born_run", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("redirect_to", sa.String()),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
    )
    op.create_index("ix_rings_state", "rings", ["state"])
    op.create_table(
        "ring_events",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("ring_id", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("other", sa.String()),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("undone_at", MOMENT),
    )
    op.create_index("ix_ring_events_other", "ring_events", ["other"])
    op.create_index("ix_ring_events_run", "ring_events", ["run"])
    op.create_index("ix_ring_events_ring_id_seq", "ring_events", ["ring_id", "seq"])


def _access() -> None:
    op.create_table(
        "api_keys",
        sa.Column("prefix", sa.String(), primary_key=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner_kind", sa.String(), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.Column("expires_at", MOMENT),
        sa.Column("last_used", MOMENT),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
    )
