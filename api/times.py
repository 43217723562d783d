"""Times as callers read them: ISO 8601 in UTC, to the second."""

from datetime import UTC, datetime


def iso(seconds: int | None) -> str | None:
    """Seconds since 1970 as text; None stays None, and so does a time that no calendar has."""
    if seconds is None:
        return None
    try:
        return stamp(datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def stamp(moment: datetime) -> str:
    """A moment as text, e.g. `2026-11-22T15:03:40Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
