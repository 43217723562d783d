"""Heads of the audit chain, written down elsewhere by the serving process."""

from datetime import UTC, datetime

from linkage import pepper
from linkage.ledger import Ledger
from linkage.ledger.audit import seals
from linkage.settings import Settings

EVERY = 60.0
"""Seconds between two looks at the last head: a cut tail is in the log within a minute."""


def seal(settings: Settings, ledger: Ledger) -> None:
    """Write the head down when the last one is an hour old, else see whether that one fits.

    Raises Refused when it does not: then the tail was cut; WrongUse, LedgerUnavailable.
    """
    folder, key, now = pepper.audit_folder(settings), pepper.audit_key(settings), datetime.now(UTC)
    if seals.due(folder, key, now):
        seals.seal(ledger, folder, key, now)
    else:
        seals.fits(ledger, folder, key)
