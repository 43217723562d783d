"""Column types that mean the same on SQLite and PostgreSQL."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator, TypeEngine

NUL, INSTEAD = "\0", "\ufffd"
"""What PostgreSQL keeps in no text, and the character that stands for what cannot be shown."""

_NUL_IN_JSON = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def plain(text: str) -> str:
    """Text as either database keeps it: without the one character that only SQLite would."""
    return text.replace(NUL, INSTEAD)


def document(value: object) -> str:
    """A value as JSON that either database keeps."""
    return _NUL_IN_JSON.sub(r"\1\\ufffd", json.dumps(value))


class Document(TypeDecorator[Any]):
    """A document: JSONB where there is one, text elsewhere.

    PostgreSQL's types bring all its drivers along, and are imported where it is used.
    """

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of this database."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(JSON())
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB())


Json = Document()


class Text(TypeDecorator[str]):
    """Text that is kept, and found, alike on both; see `plain`."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, _: Dialect) -> str | None:
        """As it is kept."""
        return None if value is None else plain(value)


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
