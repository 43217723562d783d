"""Bounded walks over the account–value graph, the same on every store: `Looks` is what a store answers.

Only facts are walked: a value that follows from another (a domain, a subnet) is not a step.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, Protocol

import polars as pl

from linkage.graph.store import Subgraph

HELD: Final = {"account": pl.Int64(), "value": pl.Int64()}
CROWD: Final = 500
"""A path does not cross a value that more accounts hold: it would tie strangers."""
VALUES_A_STEP: Final = 2_000
"""Most values a neighbourhood opens in one step."""


class Looks(Protocol):
    """What a store answers about a few keys, all of the active epoch and of one moment."""

    def known(self, keys: Iterable[int]) -> list[int]:
        """Those of the accounts that a committed batch speaks of, sorted."""
        ...

    def holdings(self, accounts: list[int], most: int) -> list[tuple[int, int]]:
        """(account, value), sorted within each account, at most so many each."""
        ...

    def holders(self, keys: list[int], most: int) -> list[tuple[int, int]]:
        """(account, value), sorted within each value, at most so many each; values in the order asked."""
        ...

    def implying(self, keys: list[int], most: int) -> list[tuple[int, int]]:
        """(value, the value of `keys` that follows from it), sorted, at most so many each."""
        ...

    def masked(self, kinds: Sequence[str], mask: str, most: int) -> list[tuple[int, str]]:
        """(value, kind) of those kinds that are shown by this mask, sorted, at most so many."""
        ...

    def subgraph(self, chosen: list[int], pairs: list[tuple[int, int]], truncated: bool) -> Subgraph:
        """The facts among those pairs (value, account), and what the keys stand for."""
        ...


def neighbours(looks: Looks, accounts: Iterable[int], depth: int, limit: int) -> Subgraph:
    """Breadth first; where there is no room for all, who shares the least widely held values comes first."""
    start = looks.known(accounts)
    frontier = start[:limit]
    chosen, opened = dict.fromkeys(frontier), dict[int, list[int]]()
    truncated = len(start) > limit
    for _ in range(depth):
        fresh = sorted({value for _, value in looks.holdings(frontier, limit)} - opened.keys())
        held = _by_value(looks.holders(fresh[:VALUES_A_STEP], limit + 1))
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
    return looks.subgraph(sorted(chosen), _pairs(opened, chosen.keys(), limit), truncated)


def named_holders(looks: Looks, values: Iterable[int], limit: int) -> pl.DataFrame:
    """Who holds a value, or one it follows from: account, value, account_id, sorted; at most `limit` of each."""
    return _ids(looks, pl.DataFrame(holders(looks, values, limit), HELD, orient="row"))


def _ids(looks: Looks, held: pl.DataFrame) -> pl.DataFrame:
    """With the accounts' ids."""
    named = looks.subgraph(held["account"].unique().sort().to_list(), [], truncated=False).accounts
    return held.join(named, on="account", maintain_order="left")


def labelled_holders(looks: Looks, kinds: Sequence[str], mask: str, limit: int) -> pl.DataFrame:
    """Who holds values shown by a mask: account, value, account_id, kind; at most `limit` values, and of each."""
    found = pl.DataFrame(
        looks.masked(kinds, mask, limit), {"value": pl.Int64(), "kind": pl.String()}, orient="row"
    )
    held = pl.DataFrame(looks.holders(found["value"].to_list(), limit), HELD, orient="row")
    return _ids(looks, held).join(found, on="value", maintain_order="left")


def holders(looks: Looks, values: Iterable[int], limit: int) -> list[tuple[int, int]]:
    """(account, value) of those who hold a value, or one it follows from, sorted; at most `limit` of each."""
    wanted = sorted(set(values))
    follows = _by_value([(value, each) for each, value in looks.implying(wanted, limit)])
    direct = looks.holders(wanted, limit)
    derived = [
        (account, value) for account, each in looks.holders(sorted(follows), limit) for value in follows[each]
    ]
    held = _by_value(sorted({*direct, *derived}))
    return sorted((account, value) for value, found in held.items() for account in found[:limit])


@dataclass
class _Side:
    """One end's search: how each account was reached, level by level."""

    frontier: list[int]
    reached: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """Account to (depth, value, account before it)."""
    opened: set[int] = field(default_factory=set)

    def grow(self, looks: Looks) -> None:
        """Reach the next level; smaller keys lead where several do."""
        depth = self.reached[self.frontier[0]][0] + 1
        before: dict[int, int] = {}
        for account, value in looks.holdings(sorted(self.frontier), CROWD):
            if value not in self.opened:
                before.setdefault(value, account)
        self.opened |= before.keys()
        self.frontier = []
        for value, holders in _by_value(looks.holders(sorted(before), CROWD + 1)).items():
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


def path(looks: Looks, start: int, end: int, limit: int) -> list[int]:
    """Breadth first from both ends, the narrower one first; gives up after `limit` accounts and values."""
    if len(looks.known([start, end])) < len({start, end}):
        return []
    left, right = (_Side([each], {each: (0, 0, 0)}) for each in (start, end))
    while not (met := left.reached.keys() & right.reached.keys()):
        if not (left.frontier and right.frontier) or _visits(left, right) > limit:
            return []
        min(left, right, key=lambda side: len(side.frontier)).grow(looks)
    middle = min(met, key=lambda each: (left.reached[each][0] + right.reached[each][0], each))
    return [*reversed(left.trail(middle)), *right.trail(middle)[1:]]


def _visits(*sides: _Side) -> int:
    return sum(len(side.reached) + len(side.opened) for side in sides)


def _by_value(found: list[tuple[int, int]]) -> dict[int, list[int]]:
    held: dict[int, list[int]] = {}
    for account, value in found:
        held.setdefault(value, []).append(account)
    return held


def _pairs(opened: dict[int, list[int]], chosen: Collection[int], limit: int) -> list[tuple[int, int]]:
    """Where a fact (value, account) between them may be: a crowd's holders were not all read."""
    may = ((value, chosen if len(held) > limit else held) for value, held in opened.items())
    return sorted((value, account) for value, held in may for account in held if account in chosen)
