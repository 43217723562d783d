"""Kinds that callers declared: remembered from a load, since runs weigh their values long after it."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage import kinds
from linkage.ledger.audit.cover import covering
from linkage.ledger.audit.log import COMMAND_LINE, Act
from linkage.ledger.db.models import KindRow
from linkage.ledger.db.session import Ledger
from linkage.model import Group, Trait


def declare(ledger: Ledger, rows: Iterable[KindRow]) -> None:
    """Remember kinds; one that is known already is from now on as it is told here."""
    act = Act(COMMAND_LINE, "declare kinds")
    with ledger.write() as session, covering(session, act, datetime.now(UTC)) as wrote:
        wrote += [told for row in rows if _news(session, told := session.merge(row))]


def _news(session: Session, row: KindRow) -> bool:
    """Whether it says anything that was not known."""
    return row in session.new or session.is_modified(row)


def remembered(ledger: Ledger) -> list[KindRow]:
    """The kinds as they were declared, by name: sorted here, since servers sort text each in their own way."""
    with ledger.read() as session:
        return sorted(session.scalars(select(KindRow)), key=lambda row: row.name)


def declared(ledger: Ledger) -> dict[str, Trait]:
    """What a run is to know of each kind declared, by name."""
    return {row.name: _trait(row) for row in remembered(ledger)}


def _trait(row: KindRow) -> Trait:
    group = None if row.group is None else Group(row.group)
    most = kinds.declare(row.name, row.group, row.normaliser, row.forgeable).prior
    return Trait(group, most, row.forgeable, derived=False)
