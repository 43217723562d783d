"""Tables in Markdown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NONE = "–"


@dataclass(frozen=True)
class Table:
    """A table before it is drawn: its first column says what a row is of."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    def draw(self) -> str:
        """In Markdown."""
        return table(self.heads, self.rows)

    def unmet(self) -> list[str]:
        """What was asked and is not reached, a line each."""
        return [
            f"- {name}, {head}: {cell.replace(' ✗', '')}"
            for name, *cells in self.rows
            for head, cell in zip(self.heads[1:], cells, strict=True)
            if "✗" in cell
        ]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the first column is text, the others are figures."""
    rule = ["---"] + ["---:"] * (len(heads) - 1)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rule, *rows)) + "\n"


def mark(value: float | None, *, least: float | None = None, most: float | None = None) -> str:
    """Whether a figure is as asked, and what was asked; nothing where nothing was, or nothing is known."""
    if value is None or (least is None and most is None):
        return ""
    fine = (least is None or value >= least) and (most is None or value <= most)
    asked = f"≥ {least:g}" if least is not None else f"≤ {most:g}"
    return f" {'✓' if fine else '✗'} ({asked})"


def number(value: float | None, digits: int = 3) -> str:
    """A measure, or nothing."""
    return NONE if value is None else f"{value:,.{digits}f}"


def of(counts: tuple[int, int]) -> str:
    """So many of how many, or nothing of none."""
    return f"{counts[0]:,} of {counts[1]:,}" if counts[1] else NONE
