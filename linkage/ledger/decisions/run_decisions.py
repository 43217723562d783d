"""The decisions of people, as accounts, that a run applies."""

from collections.abc import Iterable
from datetime import datetime

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.ledger.db.decision_models import DecidedRow, DecisionRow
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions.policy import DISMISSED, DecisionState, protected
from linkage.ledger.decisions.state import SPLIT, decision_state, in_force, states
from linkage.tables import DECIDED, PAIRS, RunDecisions


def run_decisions(ledger: Ledger, now: datetime) -> RunDecisions:
    """All decisions in force at that moment."""
    with ledger.read() as session:
        decisions = in_force(session)
        found = decision_state(session, now)
        split = [row for row in decisions if row.action == SPLIT]
        from_rings = [row for row in split if row.ring_id is not None]
        pairs = [(row.account, row.other) for row in split if row.other is not None]
        return RunDecisions(
            protected=pl.Series(protected(found), dtype=pl.Int64),
            dismissed=members_of(session, _dismissed(decisions, found)),
            pairs=pl.DataFrame(pairs, schema=PAIRS, orient="row"),
            not_of_ring=pl.DataFrame(
                [(row.seq, row.account) for row in from_rings], schema=DECIDED, orient="row"
            ),
            ring_members=members_of(session, [row.seq for row in from_rings]),
        )


def _dismissed(decisions: list[DecisionRow], found: DecisionState) -> list[int]:
    """Dismissals of rings that nobody contradicts, or nobody whose word has not lapsed."""
    on_rings = [row for row in decisions if row.ring_id is not None and row.account is None]
    ever = states((row.ring_id, row) for row in on_rings)
    gone = {ring for known in (ever, found.rings) for ring, state in known.items() if state == DISMISSED}
    return [row.seq for row in on_rings if row.action == "dismiss" and row.ring_id in gone]


def members_of(session: Session, decisions: Iterable[int]) -> pl.DataFrame:
    """The accounts of the rings these decisions are about, as they stood; columns of `tables.DECIDED`."""
    query = select(DecidedRow.decision, DecidedRow.account).where(DecidedRow.decision.in_(list(decisions)))
    rows = session.execute(query.order_by(DecidedRow.decision, DecidedRow.account)).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=DECIDED, orient="row")
