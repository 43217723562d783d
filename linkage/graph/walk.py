"""Look-ups by key and bounded walks over the account–value graph, by the two clustered orders of its facts.

Only facts are walked: a value that follows from another (a domain, a subnet) is not a step.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl
import sqlalchemy as sa

from linkage import tables
from linkage.graph import read, schema
from linkage.graph.driver import Prepared, Session, place
from linkage.graph.store import Subgraph

CROWD: Final = 500
"""A path does not cross a value that more accounts hold: it would tie strangers."""
VALUES_A_STEP: Final = 2_000
"""Most values a neighbourhood opens in one step."""

_HOLDING: Final[tables.Schema] = {"account": pl.Int64(), "value": pl.Int64()}
_FACT: Final[tables.Schema] = {**tables.FACTS, "kind": pl.Int64()}


def _active(batch: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Rows of the active epoch; those of open and withdrawn batches are not in the tables."""
    epoch = sa.select(schema.META.c.value).where(schema.META.c.key == "epoch").scalar_subquery()
    rows = schema.BATCHES.c
    return sa.select(rows.number).where(rows.number == batch, rows.epoch == epoch).exists()


_H, _F, _A, _V = schema.HOLDINGS.c, schema.FACTS.c, schema.ACCOUNTS.c, schema.VALUES.c
_HOLDINGS: Final = Prepared.of(
    sa.select(_H.account, _H.value)
    .where(_H.account == place("key"), _active(_H.batch))
    .group_by(_H.account, _H.value)
    .order_by(_H.value)
    .limit(place("most"))
)
_HOLDERS: Final = Prepared.of(
    sa.select(_F.account, _F.value)
    .where(_F.value == place("key"), _active(_F.batch))
    .group_by(_F.value, _F.account)
    .order_by(_F.account)
    .limit(place("most"))
)
_FACTS: Final = Prepared.of(
    sa.select(
        _F.account,
        _F.value,
        sa.func.min(_F.kind),
        sa.func.min(_F.first_seen),
        sa.func.max(_F.last_seen),
        sa.func.max(_F.count),
    )
    .where(_F.value == place("value"), _F.account == place("account"), _active(_F.batch))
    .group_by(_F.value, _F.account)
)
_ACCOUNTS: Final = Prepared.of(sa.select(_A.account, _A.account_id).where(_A.account == place("key")))
_VALUES: Final = Prepared.of(sa.select(_V.value, _V.kind, _V.mask).where(_V.value == place("key")))


def values(session: Session, keys: pl.Series) -> pl.DataFrame:
    """`tables.VALUES` of those keys, sorted by value; unknown ones are left out."""
    wanted = keys.cast(pl.Int64).drop_nulls().unique().sort().to_frame("key")
    found = session.read(_VALUES, {**tables.VALUES, "kind": pl.Int64()}, wanted)
    return _named(session, found).with_columns(pl.col("mask").replace({"": None})).sort("value")


def neighbours(session: Session, accounts: Sequence[int], depth: int, limit: int) -> Subgraph:
    """Breadth first; where there is no room for all, who shares the least widely held values comes first."""
    start = _accounts(session, accounts)
    chosen, frontier = start.head(limit), start.head(limit)
    opened = pl.Series("value", [], dtype=pl.Int64)
    truncated = start.len() > limit
    for _ in range(depth):
        held = _holdings(session, frontier, limit)["value"].unique().sort()
        fresh = held.filter(~held.is_in(opened.implode()))
        holders = _holders(session, fresh.head(VALUES_A_STEP), limit + 1)
        opened = pl.concat([opened, fresh.head(VALUES_A_STEP)])
        order = holders.with_columns(size=pl.len().over("value")).sort("size", "value", "account")
        found = order["account"].unique(maintain_order=True)
        found = found.filter(~found.is_in(chosen.implode()))
        crowded = bool((order["size"] > limit).any())
        truncated |= crowded or fresh.len() > VALUES_A_STEP or found.len() > limit - chosen.len()
        frontier = found.head(limit - chosen.len()).sort()
        chosen = pl.concat([chosen, frontier])
        if not frontier.len():
            break
    return _subgraph(session, chosen.sort(), opened, truncated)


@dataclass
class _Side:
    """One end's search: how each account was reached, level by level."""

    frontier: list[int]
    reached: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """Account to (depth, value, account before it)."""
    opened: set[int] = field(default_factory=set)

    def grow(self, session: Session) -> None:
        """Reach the next level; smaller keys lead where several do."""
        held = _holdings(session, pl.Series(self.frontier, dtype=pl.Int64), CROWD).sort("account", "value")
        depth = self.reached[self.frontier[0]][0] + 1
        before: dict[int, int] = {}
        for account, value in held.iter_rows():
            if value not in self.opened:
                before.setdefault(value, account)
        self.opened |= before.keys()
        holders = _holders(session, pl.Series(sorted(before), dtype=pl.Int64), CROWD + 1)
        narrow = holders.filter(pl.len().over("value") <= CROWD).sort("account", "value")
        self.frontier = []
        for account, value in narrow.iter_rows():
            if account not in self.reached:
                self.reached[account] = (depth, value, before[value])
                self.frontier.append(account)

    def trail(self, account: int) -> list[int]:
        """From an account back to the start: account, value, account, …"""
        steps = [account]
        while self.reached[account][0]:
            _, value, account = self.reached[account]
            steps += [value, account]
        return steps


def path(session: Session, start: int, end: int, limit: int) -> list[int]:
    """Breadth first from both ends, the narrower one first; gives up after `limit` accounts and values."""
    if _accounts(session, [start, end]).len() < len({start, end}):
        return []
    left, right = (_Side([each], {each: (0, 0, 0)}) for each in (start, end))
    while not (met := left.reached.keys() & right.reached.keys()):
        if not (left.frontier and right.frontier) or _visits(left, right) > limit:
            return []
        min(left, right, key=lambda side: len(side.frontier)).grow(session)
    middle = min(met, key=lambda each: (left.reached[each][0] + right.reached[each][0], each))
    return [*reversed(left.trail(middle)), *right.trail(middle)[1:]]


def _visits(*sides: _Side) -> int:
    return sum(len(side.reached) + len(side.opened) for side in sides)


def _accounts(session: Session, keys: Iterable[int]) -> pl.Series:
    """Those of the accounts that are known, sorted."""
    wanted = pl.Series("key", sorted(set(keys)), dtype=pl.Int64).to_frame()
    return session.read(_ACCOUNTS, tables.ACCOUNTS, wanted)["account"]


def _holdings(session: Session, accounts: pl.Series, most: int) -> pl.DataFrame:
    keys = accounts.to_frame("key").with_columns(most=pl.lit(most, pl.Int64))
    return session.read(_HOLDINGS, _HOLDING, keys)


def _holders(session: Session, values: pl.Series, most: int) -> pl.DataFrame:
    keys = values.to_frame("key").with_columns(most=pl.lit(most, pl.Int64))
    return session.read(_HOLDERS, _HOLDING, keys)


def _subgraph(session: Session, chosen: pl.Series, opened: pl.Series, truncated: bool) -> Subgraph:
    """The facts between those accounts and values, and what their keys stand for."""
    held = _holdings(session, chosen, VALUES_A_STEP).filter(pl.col("value").is_in(opened.implode()))
    facts = session.read(_FACTS, _FACT, held.sort("value", "account"))
    accounts = session.read(_ACCOUNTS, tables.ACCOUNTS, chosen.to_frame("key"))
    return Subgraph(accounts, values(session, facts["value"]), _named(session, facts), truncated)


def _named(session: Session, frame: pl.DataFrame) -> pl.DataFrame:
    """Kinds by name instead of code."""
    names = {code: name for name, code in read.kinds(session).items()}
    return frame.with_columns(pl.col("kind").replace_strict(names, return_dtype=pl.String))
