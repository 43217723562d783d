"""Look-ups by key and bounded walks over the account–value graph, by the two clustered orders of its facts.

Only facts are walked: a value that follows from another (a domain, a subnet) is not a step.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import polars as pl
import sqlalchemy as sa

from linkage import tables
from linkage.graph import schema
from linkage.graph.driver import Prepared, Session, place
from linkage.graph.store import Subgraph

CROWD: Final = 500
"""A path does not cross a value that more accounts hold: it would tie strangers."""
VALUES_A_STEP: Final = 2_000
"""Most values a neighbourhood opens in one step."""


def _active(batch: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Rows of the active epoch; those of open and withdrawn batches are not in the tables."""
    epoch = (
        sa.select(schema.META.c.value)
        .where(schema.META.c.key == sa.literal_column("'epoch'"))
        .scalar_subquery()
    )
    rows = schema.BATCHES.c
    return sa.select(rows.number).where(rows.number == batch, rows.epoch == epoch).exists()


_H, _F, _S = schema.HOLDINGS.c, schema.FACTS.c, schema.SEEN.c
_A, _V = schema.ACCOUNTS.c, schema.VALUES.c
_HOLDINGS: Final = Prepared.of(
    sa.select(_H.account, _H.value)
    .where(_H.account == place("key"), _active(_H.batch))
    .group_by(_H.account, _H.value)
    .order_by(_H.account, _H.value)
    .limit(place("most"))
)
_HOLDERS: Final = Prepared.of(
    sa.select(_F.account, _F.value)
    .where(_F.value == place("key"), _active(_F.batch))
    .group_by(_F.value, _F.account)
    .order_by(_F.value, _F.account)
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
_KNOWN: Final = Prepared.of(
    sa.select(_S.account).where(_S.account == place("key"), _active(_S.batch)).group_by(_S.account)
)
_KINDS: Final = Prepared.of(sa.select(schema.KINDS.c.code, schema.KINDS.c.name))
_ACCOUNTS: Final = Prepared.of(sa.select(_A.account, _A.account_id).where(_A.account == place("key")))
_VALUES: Final = Prepared.of(sa.select(_V.value, _V.kind, _V.mask).where(_V.value == place("key")))


def values(session: Session, keys: Iterable[int]) -> pl.DataFrame:
    """`tables.VALUES` of those keys, sorted by value; unknown ones are left out."""
    names = _kinds(session)
    found = session.look(_VALUES, {"key": sorted(set(keys))})
    rows = [(value, names[kind], mask or None) for value, kind, mask in found]
    return pl.DataFrame(rows, tables.VALUES, orient="row")


def neighbours(session: Session, accounts: Iterable[int], depth: int, limit: int) -> Subgraph:
    """Breadth first; where there is no room for all, who shares the least widely held values comes first."""
    start = _known(session, accounts)
    frontier = start[:limit]
    chosen, opened = dict.fromkeys(frontier), dict[int, list[int]]()
    truncated = len(start) > limit
    for _ in range(depth):
        fresh = sorted({value for _, value in _holdings(session, frontier, limit)} - opened.keys())
        held = _by_value(_holders(session, fresh[:VALUES_A_STEP], limit + 1))
        opened |= held
        order = sorted(held.values(), key=len)
        found = dict.fromkeys(account for holders in order for account in holders if account not in chosen)
        crowded = bool(order) and len(order[-1]) > limit
        room = limit - len(chosen)
        truncated |= crowded or len(fresh) > VALUES_A_STEP or len(found) > room
        frontier = sorted(islice(found, room))
        chosen |= dict.fromkeys(frontier)
        if not frontier:
            break
    return _subgraph(session, sorted(chosen), _pairs(opened, chosen.keys(), limit), truncated)


@dataclass
class _Side:
    """One end's search: how each account was reached, level by level."""

    frontier: list[int]
    reached: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """Account to (depth, value, account before it)."""
    opened: set[int] = field(default_factory=set)

    def grow(self, session: Session) -> None:
        """Reach the next level; smaller keys lead where several do."""
        depth = self.reached[self.frontier[0]][0] + 1
        before: dict[int, int] = {}
        for account, value in _holdings(session, sorted(self.frontier), CROWD):
            if value not in self.opened:
                before.setdefault(value, account)
        self.opened |= before.keys()
        self.frontier = []
        for value, holders in _by_value(_holders(session, sorted(before), CROWD + 1)).items():
            for account in holders if len(holders) <= CROWD else ():
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
    if len(_known(session, [start, end])) < len({start, end}):
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


def _known(session: Session, keys: Iterable[int]) -> list[int]:
    """Those of the accounts that the active epoch speaks of, sorted."""
    return [account for (account,) in session.look(_KNOWN, {"key": sorted(set(keys))})]


def _holdings(session: Session, accounts: list[int], most: int) -> list[tuple[int, int]]:
    """(account, value), sorted within each account, at most so many each."""
    return session.look(_HOLDINGS, {"key": accounts, "most": [most] * len(accounts)})


def _holders(session: Session, keys: list[int], most: int) -> list[tuple[int, int]]:
    """(account, value), sorted within each value, at most so many each."""
    return session.look(_HOLDERS, {"key": keys, "most": [most] * len(keys)})


def _by_value(found: list[tuple[int, int]]) -> dict[int, list[int]]:
    held: dict[int, list[int]] = {}
    for account, value in found:
        held.setdefault(value, []).append(account)
    return held


def _pairs(opened: dict[int, list[int]], chosen: Collection[int], limit: int) -> list[tuple[int, int]]:
    """Where a fact (value, account) between them may be: a crowd's holders were not all read."""
    may = ((value, chosen if len(held) > limit else held) for value, held in opened.items())
    return sorted((value, account) for value, held in may for account in held if account in chosen)


def _kinds(session: Session) -> dict[int, str]:
    return dict(session.look(_KINDS, {}))


def _subgraph(session: Session, chosen: list[int], pairs: list[tuple[int, int]], truncated: bool) -> Subgraph:
    """The facts between those accounts and values, and what their keys stand for."""
    found = session.look(
        _FACTS, {"value": [each for each, _ in pairs], "account": [each for _, each in pairs]}
    )
    names = _kinds(session)
    facts = [(account, value, names[kind], *rest) for account, value, kind, *rest in found]
    return Subgraph(
        pl.DataFrame(session.look(_ACCOUNTS, {"key": chosen}), tables.ACCOUNTS, orient="row"),
        values(session, (value for _, value, *_ in found)),
        pl.DataFrame(facts, tables.FACTS, orient="row"),
        truncated,
    )
