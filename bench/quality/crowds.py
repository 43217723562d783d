"""Honest people apart: worlds of cohorts alone, and crowds beside the rest; who is flagged oftenest comes first."""

from collections.abc import Sequence
from math import isinf

from bench.quality import bounds
from bench.quality import measures as m
from bench.quality.asked import ASKED, RATIO, Asked
from bench.quality.hands import flagged, grouped
from bench.results import Row
from bench.tables import NONE, Table, mark, number

ALONE = ("data", "sets", "accounts", "flagged", "per 100,000", "at most", "in the worst set")

CROWDS = ("crowd", "sets", "accounts", "flagged", "per 100,000", "at most", "times the rest", "between")


def alone(rows: Sequence[Row]) -> Table:
    """A row a scene in which nobody is in a ring."""
    made = []
    for name, mine in grouped([r for r in rows if m.judged(r) and not m.ringed(r)], lambda row: row.scene):
        count, accounts = m.total([m.honest(row) for row in mine])
        worst = max(m.rate(m.honest(row)) or 0 for row in mine)
        most = ASKED.get(m.group(mine[0]), Asked()).worst
        made.append((worst, [name, str(len(mine)), *counted(count, accounts), flagged(worst, most)]))
    return Table(ALONE, [cells for _, cells in sorted(made, reverse=True)])


def crowds(rows: Sequence[Row]) -> Table:
    """A row a crowd of which anybody is flagged, by who made the data."""
    made = []
    for hand, mine in grouped(rows, m.group):
        for name in names(mine):
            home = [row for row in mine if m.sort(row, name)[1]]
            count, accounts = m.total([m.sort(row, name) for row in home])
            if count:
                made.append((100_000 * count / accounts, row_of(f"{hand} {name}", name, home)))
    return Table(CROWDS, [cells for _, cells in sorted(made, reverse=True)])


def spared(rows: Sequence[Row]) -> str:
    """Crowds of which nobody is flagged anywhere, by who made the data."""
    made = []
    for hand, mine in grouped(rows, m.group):
        free = [name for name in names(mine) if not m.total([m.sort(row, name) for row in mine])[0]]
        made += [f"- {hand}: {', '.join(free)}"] if free else []
    return "\n".join(made or ["- nobody"]) + "\n"


def names(rows: Sequence[Row]) -> list[str]:
    """Every crowd and special sort that there is."""
    told = {name for row in rows for name in row.found.get("crowds") or {}}
    sorts = {name for name in m.SORTS[1:] for row in rows if m.sort(row, name)[1]}
    return sorted(name for name in told | sorts if any(m.sort(row, name)[1] for row in rows))


def row_of(shown: str, name: str, rows: Sequence[Row]) -> list[str]:
    """One crowd beside every other honest account of the same sets."""
    count, accounts = m.total([m.sort(row, name) for row in rows])
    flags, everyone = m.total([m.honest(row) for row in rows])
    value, low, high = bounds.ratio((count, accounts), (flags - count, everyone - accounts))
    return [
        shown,
        str(len(rows)),
        *counted(count, accounts),
        NONE if value is None else times(value) + mark(value, most=RATIO),
        NONE if value is None else f"{times(low)} and {times(high)}",
    ]


def counted(count: int, accounts: int) -> list[str]:
    """Accounts, flagged, the rate and its exact upper bound."""
    upper = min(100_000 * bounds.most(count) / accounts, 100_000)
    return [f"{accounts:,}", f"{count:,}", number(m.rate((count, accounts)), 1), f"{upper:,.1f}"]


def times(value: float) -> str:
    """How many times."""
    return "∞" if isinf(value) else f"{value:.2f}"
