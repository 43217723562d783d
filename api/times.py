"""Times as callers read them: ISO 8601 in UTC, to the second."""

from datetime import UTC, datetime

from linkage.printable import iso as iso


def stamp(moment: datetime) -> str:
    """A moment as text, e.g. `2026-11-22T15:03:40Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
