"""How many appeals were granted: by ground, ring and who decided; and the breaker that stops exports over it."""

from datetime import datetime, timedelta
from math import nan
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.errors import Refused
from linkage.ledger.actions import DENIED, GRANTED, AppealRow, ApprovalRow, ReviewRow

RECENT: Final = timedelta(days=30)
FEWEST: Final = 20
"""Answered appeals in that time before their share says anything."""


def answered(session: Session, now: datetime) -> list[AppealRow]:
    """Appeals that were answered of late, oldest first."""
    done = AppealRow.state.in_((GRANTED, DENIED)) & (AppealRow.answered_at > now - RECENT)
    return list(session.scalars(select(AppealRow).where(done).order_by(AppealRow.seq)))


def refuse(session: Session, most: float, now: datetime) -> None:
    """Raise Refused while more than a share of the appeals answered of late were granted."""
    rows = answered(session, now)
    granted = sum(row.state == GRANTED for row in rows)
    if len(rows) >= FEWEST and granted > most * len(rows):
        raise Refused(
            f"{granted} of {len(rows)} appeals answered in {RECENT.days} days were granted: "
            "no export is produced before it is known why"
        )


def rates(session: Session, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Answered and granted appeals by ground, by ring, and by who approved the export or reviewed its sample."""
    rows = answered(session, now)
    return {
        "ground": _rates([(row.ground, row) for row in rows]),
        "ring": _rates([(row.ring_id, row) for row in rows]),
        "approver": _rates(_by_voice(session, ApprovalRow, rows)),
        "reviewer": _rates(_by_voice(session, ReviewRow, rows)),
    }


def share(session: Session, now: datetime) -> float:
    """Share of the appeals answered of late that were granted; NaN before one was answered."""
    rows = answered(session, now)
    return sum(row.state == GRANTED for row in rows) / len(rows) if rows else nan


def _by_voice(
    session: Session, table: type[ApprovalRow | ReviewRow], rows: list[AppealRow]
) -> list[tuple[str, AppealRow]]:
    """Each appeal under every name that spoke for its export."""
    query = select(table.export, table.name).where(table.export.in_({row.export for row in rows})).distinct()
    voices: dict[str, list[str]] = {}
    for export, name in session.execute(query.order_by(table.export, table.name)):
        voices.setdefault(export, []).append(name)
    return [(name, row) for row in rows for name in voices.get(row.export, [])]


def _rates(pairs: list[tuple[str, AppealRow]]) -> list[dict[str, Any]]:
    found: dict[str, list[int]] = {}
    for name, row in pairs:
        told = found.setdefault(name, [0, 0])
        told[0] += 1
        told[1] += row.state == GRANTED
    return [
        {"of": name, "answered": all_of_them, "granted": granted, "rate": round(granted / all_of_them, 4)}
        for name, (all_of_them, granted) in sorted(found.items())
    ]
