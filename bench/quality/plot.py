"""The calibration plot as SVG, drawn by hand: said across, so upwards, both in log-odds.

In log-odds because a ban list lives between 0.9 and 0.999, where a plain scale shows nothing.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log

from bench.quality.calibration import Piece, mean, members, pieces, pool
from bench.results import Row

SIDE, MARGIN = 480, 70

LOW, HIGH = 0.02, 0.9995
"""Ends of both scales; what is beyond is drawn at the end."""

TICKS = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98, 0.995, 0.999)

INK, FAINT, POINT, MEAN = "#212529", "#dee2e6", "#74c0fc", "#b42318"


def draw(rows: Sequence[Row]) -> str:
    """The plot of the rows of Linkage itself."""
    found = pieces(rows)
    size = SIDE + 2 * MARGIN
    open_tag = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif">'
    )
    back = f'<rect width="{size}" height="{size}" fill="#ffffff"/>'
    shapes = [*grid(), *dots(found), *tenths(found), *words()]
    return "\n".join([open_tag, back, *shapes, "</svg>", ""])


def at(value: float) -> float:
    """Distance of a share from the low end, in pixels."""
    kept = min(max(value, LOW), HIGH)
    low, high, own = (log(each / (1 - each)) for each in (LOW, HIGH, kept))
    return SIDE * (own - low) / (high - low)


def place(said: float, so: float) -> tuple[float, float]:
    """Where a point lies on the page."""
    return MARGIN + at(said), MARGIN + SIDE - at(so)


def grid() -> Iterator[str]:
    """Lines at the ticks with their shares, and the diagonal on which everything ought to lie."""
    for tick in TICKS:
        x, y = place(tick, tick)
        yield line((x, MARGIN), (x, MARGIN + SIDE), FAINT)
        yield line((MARGIN, y), (MARGIN + SIDE, y), FAINT)
        yield text((x, MARGIN + SIDE + 18), f"{tick:g}", "middle")
        yield text((MARGIN - 8, y + 4), f"{tick:g}", "end")
    yield line(place(LOW, LOW), place(HIGH, HIGH), INK)


def dots(found: Sequence[Piece]) -> Iterator[str]:
    """Each tenth of each world."""
    for piece in found:
        x, y = place(piece.said, piece.so)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{POINT}" fill-opacity="0.5"/>'


def tenths(found: Sequence[Piece]) -> Iterator[str]:
    """Tenths of all members, larger and joined by a line."""
    pooled = pool(found) if found else []
    points = [place(mean(each, "said"), mean(each, "so")) for each in pooled]
    for begin, end in pairwise(points):
        yield line(begin, end, MEAN)
    for (x, y), each in zip(points, pooled, strict=True):
        title = f"{members(each):,} members: said {mean(each, 'said'):.4f}, so {mean(each, 'so'):.4f}"
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{MEAN}"><title>{title}</title></circle>'


def words() -> Iterator[str]:
    """Title and axes."""
    middle = MARGIN + SIDE / 2
    yield text((middle, 30), "Confidence of members: what was said and what was so", "middle", 16)
    yield text((middle, 50), "small: a tenth of one world; large: a tenth of all members", "middle")
    yield text((middle, MARGIN + SIDE + 45), "mean confidence said", "middle")
    yield f'<g transform="translate(20 {middle}) rotate(-90)">{text((0, 0), "share so", "middle")}</g>'


def line(begin: tuple[float, float], end: tuple[float, float], colour: str) -> str:
    """A line."""
    (x1, y1), (x2, y2) = begin, end
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def text(where: tuple[float, float], words: str, anchor: str, size: int = 12) -> str:
    """Words at a place."""
    x, y = where
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{INK}">{words}</text>'
    )
