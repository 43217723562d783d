"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime

from sqlalchemy import JSON, DateTime, Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

Json = JSON().with_variant(JSONB(), "postgresql")
"""A document: JSONB where there is one, text elsewhere."""


class Moment(TypeDecorator[datetime]):
    """A point in time with its zone: stored as UTC, given back as UTC.

    SQLite keeps no zone, so a time without one would come back an hour off for whoever wrote local time;
    it is refused on the way in.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Take any zone to UTC; `ValueError` for a time without one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone has no place in the ledger")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Give it back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
