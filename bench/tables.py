"""Tables in Markdown."""

from collections.abc import Iterable, Sequence

NONE = "–"


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
