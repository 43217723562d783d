"""Tables and figures for people."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Literal

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from linkage import printable

WHOLE = frozenset({"ring", "ring_id", "account_id", "other_id", "account", "run", "prefix", "token"})
"""Columns of names that are typed into other commands: never broken over lines."""


class Fitted:
    """A table that leaves columns out, the least first, where it is wider than the terminal."""

    def __init__(
        self, columns: Sequence[str], rows: list[list[object]], title: str | None, spare: Sequence[str]
    ):
        self._columns, self._rows, self._title, self._spare = columns, rows, title, spare

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table with as many columns as there is room for."""
        kept, spare = list(self._columns), list(self._spare)
        while spare and self._least(kept) > options.max_width:
            kept.remove(spare.pop(0))
        left = [each for each in self._columns if each not in kept]
        yield self._drawn(kept)
        if left:
            yield Text(f"left out for want of room: {', '.join(left)} (a wider terminal, or --json)")

    def _least(self, kept: list[str]) -> int:
        """Columns of the terminal that it takes, were the last column folded to 20 letters."""
        places = [self._columns.index(each) for each in kept]
        wide = [max([len(shown(row[at])) for row in self._rows] + [len(self._columns[at])]) for at in places]
        return sum(wide[:-1]) + min(wide[-1], 20) + 3 * len(wide)

    def _drawn(self, kept: list[str]) -> Table:
        places = [self._columns.index(each) for each in kept]
        return table(kept, [[row[at] for at in places] for row in self._rows], self._title)


class Pieces:
    """A table that is cut into several, side by side no longer, where it is wider than the terminal."""

    def __init__(self, columns: Sequence[str], rows: list[list[object]], title: str | None):
        self._columns, self._rows, self._title = columns, rows, title

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The pieces; each begins with the first column."""
        title = self._title
        for places in self._cut(options.max_width):
            rows = [[row[at] for at in places] for row in self._rows]
            yield table([self._columns[at] for at in places], rows, title)
            title = None

    def _cut(self, width: int) -> list[list[int]]:
        """Places of columns by piece, as many in each as there is room for."""
        wide = [wide_of(name, [row[at] for row in self._rows]) for at, name in enumerate(self._columns)]
        pieces: list[list[int]] = [[0]]
        for at in range(1, len(self._columns)):
            if len(pieces[-1]) > 1 and sum(wide[each] for each in pieces[-1]) + wide[at] > width:
                pieces.append([0])
            pieces[-1].append(at)
        return pieces


def wide_of(name: str, cells: Sequence[object]) -> int:
    """Columns of the terminal that a column takes, a long text folded to 30."""
    return min(max(map(len, (name, *map(shown, cells)))), 30) + 3


def pieces(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> Pieces:
    """A table that is cut into several on a narrow terminal."""
    return Pieces(columns, [list(row) for row in rows], title)


def fitted(
    columns: Sequence[str], rows: Iterable[Sequence[object]], spare: Sequence[str], title: str | None = None
) -> Fitted:
    """A table of which the `spare` columns go first, in their order, on a narrow terminal."""
    return Fitted(columns, [list(row) for row in rows], title, spare)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> Table:
    """A plain table; numbers stand to the right, names stay whole, and no cell is read as markup."""
    drawn = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    held = [list(row) for row in rows]
    for place, column in enumerate(columns):
        numbers = bool(held) and all(isinstance(row[place], int | float) for row in held)
        side: Literal["left", "right"] = "right" if numbers else "left"
        drawn.add_column(column, justify=side, overflow="fold", no_wrap=column in WHOLE or numbers)
    for row in held:
        drawn.add_row(*(Text(shown(cell)) for cell in row))
    return drawn


def shown(cell: object) -> str:
    """A cell as people read it: thousands apart, two digits after the point, a dash for nothing."""
    if isinstance(cell, list | tuple):
        return ", ".join(shown(each) for each in cell)
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return f"{cell:,}" if isinstance(cell, int) else f"{cell:,.2f}"
    return "–" if cell is None else printable.lines(str(cell))
