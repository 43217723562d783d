"""How many accounts each key looked up, by the hour: look-ups are counted, and not audited one by one."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select

from linkage.ledger.db.models import LookupRow
from linkage.ledger.db.session import Ledger, Within
from linkage.ledger.keys import api_keys

Counts = Mapping[tuple[str, datetime], int]
"""Accounts looked up, by prefix of the key and beginning of the hour."""


def hour(now: datetime) -> datetime:
    """Beginning of the hour."""
    return now.replace(minute=0, second=0, microsecond=0)


def write(ledger: Ledger, last: Mapping[str, datetime], counts: Counts) -> None:
    """Note when keys were last used, and add to what they looked up, in one transaction."""
    with ledger.write() as session:
        api_keys.used(Within(session), last)
        for (prefix, began), accounts in sorted(counts.items()):
            row = session.get(LookupRow, (prefix, began), with_for_update=True)
            if row is not None:
                row.accounts += accounts
            elif accounts:
                session.add(LookupRow(prefix, began, accounts))


def looked_up(ledger: Ledger, since: datetime) -> dict[str, int]:
    """Accounts looked up since then (whole hours), by prefix of the key."""
    query = select(LookupRow.prefix, func.sum(LookupRow.accounts)).where(LookupRow.hour >= hour(since))
    with ledger.read() as session:
        rows = session.execute(query.group_by(LookupRow.prefix).order_by(LookupRow.prefix)).all()
    return {prefix: int(accounts) for prefix, accounts in rows}


def day_before(now: datetime) -> datetime:
    """The same time yesterday."""
    return now - timedelta(days=1)
