"""Kinds that callers declared: remembered from a load, since runs weigh their values long after it."""

from collections.abc import Iterable

from sqlalchemy import select

from linkage import kinds
from linkage.ledger.db.models import KindRow
from linkage.ledger.db.session import Ledger
from linkage.model import Group, Trait


def declare(ledger: Ledger, rows: Iterable[KindRow]) -> None:
    """Remember kinds; one that is known already is from now on as it is told here."""
    with ledger.write() as session:
        for row in rows:
            session.merge(row)


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
