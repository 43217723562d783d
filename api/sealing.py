"""Heads of the audit chain, written down elsewhere by the serving process."""

from datetime import UTC, datetime

from linkage import pepper
from linkage.ledger import Ledger, seals
from linkage.settings import Settings

EVERY = 60.0
"""Seconds between two looks at how old the last head is."""


def seal(settings: Settings, ledger: Ledger) -> None:
    """Write the head down when the last one is an hour old; raises WrongUse, Refused, LedgerUnavailable."""
    folder, key, now = pepper.audit_folder(settings), pepper.audit_key(settings), datetime.now(UTC)
    if seals.due(folder, key, now):
        seals.seal(ledger, folder, key, now)
