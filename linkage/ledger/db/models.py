"""The tables of the ledger; `migrations/` must make exactly these (`python -m linkage.ledger.check`)."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from linkage.ledger.db.types import Json, Moment, Text

RUNNING, HELD, PUBLISHED, FAILED, SUPERSEDED = "running", "held", "published", "failed", "superseded"
"""States of a run: under way, waiting for a person, served now, broken off, served once or passed over."""

LIVE, GONE, MERGED = "live", "gone", "merged"
"""States of a ring: in what is served now, no longer found, or taken up by the ring it redirects to."""


class Base(MappedAsDataclass, DeclarativeBase):
    """What every table has in common: typed columns, and constraints with names that migrations can drop."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment(),
        str: Text(),
        dict[str, int]: Json,
        list[str]: Json,
    }


class BatchRow(Base):
    """One load of one table, and what became of its rows."""

    __tablename__ = "batches"

    id: Mapped[str] = mapped_column(primary_key=True)
    feed: Mapped[str]
    epoch: Mapped[str]
    loaded_at: Mapped[datetime]
    seq: Mapped[int | None] = mapped_column(default=None, index=True)
    """Position in the graph's order of commits; a batch loaded again after a withdrawal gets a new one."""
    counts: Mapped[dict[str, int]] = mapped_column(default_factory=dict)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    source: Mapped[str | None] = mapped_column(default=None)
    """Digest of the table as it lay."""
    content: Mapped[str | None] = mapped_column(default=None)
    """Keyed digest of its rows: what was taken back is known by it under another name and in another format."""
    file: Mapped[str | None] = mapped_column(default=None)
    """What its table was called; null in ledgers that did not write it down."""


class QuarantineRow(Base):
    """Where something unreadable stood, and why it was set aside; never what stood there."""

    __tablename__ = "quarantine"

    batch: Mapped[str] = mapped_column(primary_key=True)
    """No foreign key: cells are set aside while the batch is still being read."""
    row: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    column: Mapped[str] = mapped_column(primary_key=True)
    """Empty for a row set aside whole: a key cannot hold null."""
    code: Mapped[str] = mapped_column(primary_key=True)


class KindRow(Base):
    """A kind of attribute that a caller declared in his mapping."""

    __tablename__ = "kinds"

    name: Mapped[str] = mapped_column(primary_key=True)
    group: Mapped[str | None] = mapped_column(default=None)
    """Empty where it is to be found from the data."""
    normaliser: Mapped[str] = mapped_column(default="exact")
    forgeable: Mapped[bool] = mapped_column(default=False)


class Run(Base):
    """One detection, from the facts up to a watermark to a publication."""

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(primary_key=True)
    started: Mapped[datetime]
    detector: Mapped[str]
    seed: Mapped[int] = mapped_column(BigInteger)
    watermark: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(default=RUNNING)
    finished: Mapped[datetime | None] = mapped_column(default=None)
    digest: Mapped[str | None] = mapped_column(default=None)
    reasons: Mapped[list[str]] = mapped_column(default_factory=list)
    """Why it is held, or what broke it off, as sentences."""


class PublicationRow(Base):
    """One switch to a publication; the newest row names what is served."""

    __tablename__ = "publications"

    seq: Mapped[int] = mapped_column(primary_key=True, init=False)
    run: Mapped[str] = mapped_column(ForeignKey("runs.id"), index=True)
    published_at: Mapped[datetime]
    action: Mapped[str]
    """`published` or `rolled back to`."""
    digest: Mapped[str]
    parent: Mapped[str | None] = mapped_column(default=None)
    counts: Mapped[dict[str, int]] = mapped_column(default_factory=dict)


class DrawRow(Base):
    """A random sample drawn of a publication, so that the same can be drawn again."""

    __tablename__ = "draws"

    seq: Mapped[int] = mapped_column(primary_key=True, init=False)
    run: Mapped[str] = mapped_column(ForeignKey("runs.id"), index=True)
    size: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class VerdictRow(Base):
    """What a reviewer said of an account of a sample; never changed, a later one counts instead."""

    __tablename__ = "verdicts"

    seq: Mapped[int] = mapped_column(primary_key=True, init=False)
    run: Mapped[str] = mapped_column(ForeignKey("runs.id"), index=True)
    account_id: Mapped[str]
    verdict: Mapped[str]
    """`fraud`, `honest` or `unsure`."""
    stratum: Mapped[str]
    """Tier and size of the ring it was drawn from."""
    at: Mapped[datetime]
    reviewer: Mapped[str | None] = mapped_column(default=None)


class RingRow(Base):
    """A ring's lasting id and where it stands now."""

    __tablename__ = "rings"

    ring_id: Mapped[str] = mapped_column(primary_key=True)
    born_run: Mapped[str]
    state: Mapped[str] = mapped_column(default=LIVE, index=True)
    redirect_to: Mapped[str | None] = mapped_column(default=None)
    size: Mapped[int] = mapped_column(default=0)
    score: Mapped[float] = mapped_column(default=0.0)


class RingEvent(Base):
    """Something that happened to a ring in a run: born, grown, shrunk, split, merged or gone."""

    __tablename__ = "ring_events"
    __table_args__ = (Index("ix_ring_events_ring_id_seq", "ring_id", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, init=False)
    ring_id: Mapped[str]
    run: Mapped[str] = mapped_column(index=True)
    event: Mapped[str]
    at: Mapped[datetime]
    other: Mapped[str | None] = mapped_column(default=None, index=True)
    """Of a split: the new ring. Of a birth: the ring it came from. Of a merger: the ring that goes on."""
    before: Mapped[int] = mapped_column(default=0)
    after: Mapped[int] = mapped_column(default=0)
    """Core members before and after."""
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a rollback took the run back; publishing it again clears this."""


class ApiKey(Base):
    """A key's digest, whose it is and what it may do; the key itself is nowhere."""

    __tablename__ = "api_keys"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(repr=False)
    name: Mapped[str]
    owner_kind: Mapped[str]
    """`person` or `service`."""
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    last_used: Mapped[datetime | None] = mapped_column(default=None)
    per_minute: Mapped[int | None] = mapped_column(default=None)
    """Requests a minute; the setting's where empty."""
    made_by: Mapped[str | None] = mapped_column(default=None)
    """Prefix of the key whose owner made it; empty for one made at the command line by nobody in particular."""
    replaces: Mapped[str | None] = mapped_column(default=None)
    """Prefix of the key it was rotated from."""
    folded_name: Mapped[str | None] = mapped_column(default=None, index=True)
    """Whose it is, by any spelling of the name (`persons.folded`): the triggers count people by it."""


class LookupRow(Base):
    """How many accounts a key looked up in an hour."""

    __tablename__ = "lookups"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    accounts: Mapped[int] = mapped_column(BigInteger)


class AnswerRow(Base):
    """What a write was answered, for whoever sends it again under the same idempotency key."""

    __tablename__ = "answers"

    owner: Mapped[str] = mapped_column(primary_key=True)
    """Kind and name of the owner of the key that sent it: a rotated key repeats what the old one sent."""
    key: Mapped[str] = mapped_column(primary_key=True)
    """Digest of the idempotency key, which callers may have made of anything."""
    request: Mapped[str]
    """Digest of method, path and body."""
    status: Mapped[int]
    body: Mapped[bytes] = mapped_column(repr=False)
    at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AuditRow(Base):
    """One act, chained to the one before by its digest."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    purpose: Mapped[str]
    previous: Mapped[str]
    digest: Mapped[str]
    covers: Mapped[str | None] = mapped_column(default=None)
    """The rows the act wrote, and digests of them, as `linkage.ledger.audit.cover` has it; null where it wrote none."""
