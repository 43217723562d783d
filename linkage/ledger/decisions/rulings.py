"""What people decided, as accounts, for a run to apply."""

from collections.abc import Iterable
from datetime import datetime

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.ledger.db.decision_models import DecidedRow, DecisionRow
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions.policy import DISMISSED, DecisionState, protected
from linkage.ledger.decisions.state import SPLIT, decision_state, in_force, states
from linkage.tables import HELD, PAIRS, Rulings


def rulings(ledger: Ledger, now: datetime) -> Rulings:
    """All that is in force at that moment."""
    with ledger.read() as session:
        decisions = in_force(session)
        found = decision_state(session, now)
        split = [row for row in decisions if row.action == SPLIT]
        apart = [row for row in split if row.ring_id is not None]
        pairs = [(row.account, row.other) for row in split if row.other is not None]
        return Rulings(
            barred=pl.Series(protected(found), dtype=pl.Int64),
            dismissed=held(session, _dismissed(decisions, found)),
            pairs=pl.DataFrame(pairs, schema=PAIRS, orient="row"),
            away=pl.DataFrame([(row.seq, row.account) for row in apart], schema=HELD, orient="row"),
            rings=held(session, [row.seq for row in apart]),
        )


def _dismissed(decisions: list[DecisionRow], found: DecisionState) -> list[int]:
    """Dismissals of rings that nobody contradicts, or nobody whose word has not lapsed."""
    on_rings = [row for row in decisions if row.ring_id is not None and row.account is None]
    ever = states((row.ring_id, row) for row in on_rings)
    gone = {ring for known in (ever, found.rings) for ring, state in known.items() if state == DISMISSED}
    return [row.seq for row in on_rings if row.action == "dismiss" and row.ring_id in gone]


def held(session: Session, decisions: Iterable[int]) -> pl.DataFrame:
    """The accounts of the rings these decisions are about, as they stood; columns of `tables.HELD`."""
    query = select(DecidedRow.decision, DecidedRow.account).where(DecidedRow.decision.in_(list(decisions)))
    rows = session.execute(query.order_by(DecidedRow.decision, DecidedRow.account)).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=HELD, orient="row")
