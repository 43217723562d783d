"""Times for the tests of the ledger."""

from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 22, 15, 3, 12, tzinfo=UTC)


def later(minutes: int = 1) -> datetime:
    return NOW + timedelta(minutes=minutes)
