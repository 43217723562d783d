"""By which ranges of keys tables are read: small ones in one go, since each range costs a query."""

from typing import Final

import polars as pl
import sqlalchemy as sa

from linkage.graph import ranges
from linkage.graph.driver import Session
from linkage.tables import Schema

SMALL: Final = 20_000
"""Rows of a table, at most, that are read in one go: some megabytes. A choice; no result depends on it."""
_COUNT: Final[Schema] = {"count": pl.Int64()}


def within(session: Session, *given: sa.Table) -> ranges.Cuts:
    """One range for all keys where each of those tables is small, else `ranges.RANGES`."""
    return ranges.WHOLE if all(_small(session, table) for table in given) else ranges.RANGES


def _small(session: Session, table: sa.Table) -> bool:
    """Counts no further than it has to."""
    some = sa.select(sa.literal(1).label("one")).select_from(table).limit(SMALL + 1).subquery()
    return bool(session.read(sa.select(sa.func.count()).select_from(some), _COUNT).item() <= SMALL)
