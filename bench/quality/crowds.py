"""The table of honest crowds: is anybody flagged more often for where he lives, works or browses?"""

from collections.abc import Sequence
from math import isinf

from bench.quality import bounds
from bench.quality.asked import RATIO, Found, counts, everyone
from bench.quality.scenes import Worlds, rate
from bench.tables import NONE, mark, table

HEADS = ("crowd", "worlds", "accounts", "flagged", "per 100,000", "at most", "times the rest", "between")

APART = ("honest",)
"""Scenes that get a table of their own."""


def crowds(worlds: Worlds) -> str:
    """A table over all worlds, and one over each scene that stands apart; empty where no world tells crowds."""
    everywhere = [each for found in worlds.values() for each in found]
    if not names(everywhere):
        return "These worlds do not tell who is in which crowd.\n"
    made = ["All worlds together:\n", of(everywhere)]
    for scene in APART:
        if names(worlds.get(scene, ())):
            made += [f"`{scene}` alone:\n", of(worlds[scene])]
    return "\n".join(made)


def names(found: Sequence[Found]) -> list[str]:
    """Every crowd that is told of."""
    return sorted({name for each in found for name in each.get("crowds") or {}})


def of(found: Sequence[Found]) -> str:
    """A row a crowd, over the worlds it lives in."""
    rows = []
    for name in names(found):
        home = [each for each in found if counts(each, name)[1]]
        if home:
            rows.append(row(name, home))
    return table(HEADS, rows)


def row(name: str, found: Sequence[Found]) -> list[str]:
    """One crowd beside every other honest account of the same worlds, strangers and clients too."""
    count, accounts = (sum(each) for each in zip(*(counts(each, name) for each in found), strict=True))
    flagged, total = (sum(each) for each in zip(*map(everyone, found), strict=True))
    value, low, high = bounds.ratio((count, accounts), (flagged - count, total - accounts))
    upper = 100_000 * bounds.most(count) / accounts
    return [
        name,
        str(len(found)),
        f"{accounts:,}",
        f"{count:,}",
        f"{rate(count, accounts) or 0:.1f}",
        f"{upper:.1f}",
        NONE if value is None else times(value) + mark(value, most=RATIO),
        NONE if value is None else f"{times(low)} and {times(high)}",
    ]


def times(value: float) -> str:
    """How many times."""
    return "∞" if isinf(value) else f"{value:.2f}"
