"""Tables and figures for people."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from linkage import printable

LONGEST = 48
"""Most letters of a name that is never broken over lines; a longer one, as a URL, may be."""
NARROWEST = 16
"""Least letters of a column of text, where there is more to say."""
NOTHING = "–"
"""What stands in a cell that says nothing."""
FRAME = 3
"""Columns of the terminal between two columns of a table."""

Rows = list[list[object]]


class Fitted:
    """A table that fits the terminal: text is folded, then columns are left out, the `spare` ones first.

    Names, numbers and times are never broken over lines. Columns that say nothing go before the spare ones, and those
    to the right after them; the first column stays.
    """

    def __init__(self, columns: Sequence[str], rows: Rows, title: str | None, spare: Sequence[str] = ()):
        self._columns, self._title = [*columns], title
        self._cells = [[shown(cell) for cell in row] for row in rows]
        self._numbers = [
            bool(rows) and all(isinstance(row[at], int | float) for row in rows)
            for at in range(len(self._columns))
        ]
        empty = [
            each for at, each in enumerate(self._columns) if {row[at] for row in self._cells} <= {NOTHING, ""}
        ]
        order = [*empty, *spare, *reversed(self._columns)]
        self._spare = [each for each in dict.fromkeys(order) if each != self._columns[0]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table with as many columns as there is room for."""
        kept, spare = [*range(len(self._columns))], [*self._spare]
        while spare and len(kept) > 1 and self._least(kept) > options.max_width:
            kept.remove(self._columns.index(spare.pop(0)))
        left = [each for at, each in enumerate(self._columns) if at not in kept]
        yield self._drawn(kept, options.max_width)
        if left:
            yield Text(f"left out for want of room: {', '.join(left)} (a wider terminal, or --json)")

    def _least(self, kept: Sequence[int]) -> int:
        """Columns of the terminal that it takes at least."""
        return sum(self._span(at)[0] for at in kept) + FRAME * len(kept)

    def _span(self, at: int) -> tuple[int, int]:
        """Least and most letters of a column."""
        return span(self._columns[at], [row[at] for row in self._cells])

    def _drawn(self, kept: Sequence[int], width: int) -> Table:
        """The table of these columns."""
        drawn = Table(box=box.SIMPLE_HEAD, title=self._title, title_justify="left", pad_edge=False)
        room = shared_out([self._span(at) for at in kept], width - FRAME * len(kept))
        for at, letters in zip(kept, room, strict=True):
            side: Literal["left", "right"] = "right" if self._numbers[at] else "left"
            drawn.add_column(self._columns[at], justify=side, overflow="fold", width=letters)
        for row in self._cells:
            drawn.add_row(*(Text(row[at]) for at in kept))
        return drawn


def span(name: str, cells: Sequence[str]) -> tuple[int, int]:
    """Least and most letters of a column: a name stays whole, a text is folded between words."""
    lines = [name, *(line for cell in cells for line in cell.splitlines())]
    most = max(map(len, lines))
    words = max(len(word) for line in lines for word in line.split(" "))
    single = all(" " not in cell for cell in cells)
    least = words if single else max(words, min(most, NARROWEST))
    return min(least, LONGEST), most


def shared_out(spans: Sequence[tuple[int, int]], room: int) -> list[int]:
    """Letters of each column: the least, and what is left in even parts to those that want more."""
    given = [least for least, _ in spans]
    room -= sum(given)
    wanting = sorted(range(len(spans)), key=lambda at: spans[at][1] - spans[at][0])
    for done, at in enumerate(wanting):
        more = max(0, min(spans[at][1] - spans[at][0], room // (len(wanting) - done)))
        given[at] += more
        room -= more
    return given


class Pieces:
    """A table that is cut into several, side by side no longer, where it is wider than the terminal."""

    def __init__(self, columns: Sequence[str], rows: Rows, title: str | None):
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
    least, most = span(name, [*map(shown, cells)])
    return max(least, min(most, 30)) + FRAME


def pieces(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> Pieces:
    """A table that is cut into several on a narrow terminal."""
    return Pieces(columns, [list(row) for row in rows], title)


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    title: str | None = None,
    spare: Sequence[str] = (),
) -> Fitted:
    """A table that fits the terminal, `spare` columns left out first; no cell is read as markup."""
    return Fitted(columns, [list(row) for row in rows], title, spare)


def shown(cell: object) -> str:
    """A cell as people read it: thousands apart, two digits after the point, a dash for nothing."""
    if isinstance(cell, list | tuple):
        return ", ".join(shown(each) for each in cell)
    if isinstance(cell, datetime):
        return printable.stamp(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return f"{cell:,}" if isinstance(cell, int) else f"{cell:,.2f}"
    return NOTHING if cell is None else printable.shown(str(cell))
