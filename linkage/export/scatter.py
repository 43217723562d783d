"""Draws all rings as SVG: the size of each against its score."""

import math
from collections.abc import Iterator
from xml.sax.saxutils import escape

import polars as pl

WIDTH, HEIGHT, LEFT, FOOT, TOP = 720, 420, 60, 50, 40
COLOURS = {"confirmed": "#b42318", "dismissed": "#adb5bd", "disputed": "#e8590c", "proposed": "#1864ab"}


def draw(rings: pl.DataFrame, title: str) -> str:
    """SVG of rings (ring_id, size, score, state): size to the right on a logarithmic scale, score upwards."""
    most = max([10, *rings["size"].to_list()])
    decades = math.ceil(math.log10(most))
    shapes = [*axes(decades), *(dot(row, decades) for row in rings.to_dicts())]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12">'
    )
    return "\n".join([head, f"<title>{escape(title)}</title>", text(LEFT, 22, title), *shapes, "</svg>", ""])


def at(size: float, score: float, decades: int) -> tuple[float, float]:
    """Where a size and a score are drawn."""
    across = math.log10(max(size, 1)) / decades
    return LEFT + across * (WIDTH - LEFT - 20), HEIGHT - FOOT - score * (HEIGHT - FOOT - TOP)


def axes(decades: int) -> Iterator[str]:
    """Lines for each tenfold size and each quarter of the score."""
    for power in range(decades + 1):
        x, y = at(10**power, 0, decades)
        yield f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{y:.1f}" stroke="#dee2e6"/>'
        yield text(x - 8, y + 18, f"{10**power:,}")
    for quarter in range(5):
        x, y = at(1, quarter / 4, decades)
        yield f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{WIDTH - 20}" y2="{y:.1f}" stroke="#dee2e6"/>'
        yield text(18, y + 4, f"{quarter / 4:.2f}")
    yield text(WIDTH / 2 - 80, HEIGHT - 8, "core and member accounts")


def dot(ring: dict[str, object], decades: int) -> str:
    """One ring, with its id for whoever points at it."""
    x, y = at(float(str(ring["size"])), float(str(ring["score"])), decades)
    label = escape(f"{ring['ring_id']}, {ring['state']}: {ring['size']} accounts, score {ring['score']:.2f}")
    colour = COLOURS[str(ring["state"])]
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}" fill-opacity="0.7"><title>{label}</title></circle>'


def text(x: float, y: float, words: str) -> str:
    """Some words at a place."""
    return f'<text x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>'
