"""Tables and figures for people."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from rich import box
from rich.table import Table
from rich.text import Text

from linkage import printable


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> Table:
    """A plain table; numbers stand to the right, and no cell is read as markup."""
    drawn = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    held = [list(row) for row in rows]
    for place, column in enumerate(columns):
        numbers = bool(held) and all(isinstance(row[place], int | float) for row in held)
        drawn.add_column(column, justify="right" if numbers else "left", overflow="fold")
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


def moment(seconds: int | None) -> str | None:
    """A time in seconds since 1970 as ISO 8601 in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
