"""Lists of rows that people wrote (exports, appeals, the allowlist): which are wanted, in which order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select

from linkage.ledger.actions import AppealRow, ExportRow
from linkage.ledger.db.decision_models import AllowRow, DecisionRow
from linkage.ledger.db.session import Ledger

Row = TypeVar("Row", DecisionRow, ExportRow, AppealRow, AllowRow)


@dataclass(frozen=True)
class Wanted:
    """Which rows; what is None is not asked for."""

    equal: Mapping[str, str | None] = field(default_factory=dict)
    """Values by column."""
    author: str | None = None
    """Prefix of the key, or the name of its owner."""
    since: datetime | None = None
    oldest: bool = False
    """Oldest first; else newest first."""

    def conditions(self, table: type[Row]) -> Iterator[ColumnElement[bool]]:
        """The filters asked for."""
        for name, value in self.equal.items():
            if value is not None:
                yield getattr(table, name) == value
        if self.author is not None:
            yield (table.author == self.author) | (table.name == self.author)
        if self.since is not None:
            yield table.at >= self.since

    def fits(self, row: Any, time: str = "at") -> bool:
        """The same of a row that was read; `time` is the column that `since` is about."""
        named = self.author is None or self.author in (row.author, row.name)
        timed = self.since is None or getattr(row, time) >= self.since
        return named and timed and all(each in (None, getattr(row, at)) for at, each in self.equal.items())


def rows(
    ledger: Ledger, table: type[Row], wanted: Wanted, place: int | None = None, limit: int | None = None
) -> list[Row]:
    """The rows that are wanted, in order: those after a place (the `seq` of a row), at most so many."""
    query = select(table).order_by(table.seq if wanted.oldest else table.seq.desc()).limit(limit)
    if place is not None:
        query = query.where(table.seq > place if wanted.oldest else table.seq < place)
    with ledger.read() as session:
        return list(session.scalars(query.where(*wanted.conditions(table))))
