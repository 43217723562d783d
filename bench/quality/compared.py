"""Tables a set of data: feeds left out, peers beside it; and the sets whose communities, or numbers, are asked for."""

from collections.abc import Mapping, Sequence

from bench.quality import measures as m
from bench.quality.asked import COMMUNITIES, ENFORCEABLE, LARGEST, LEFT_OUT
from bench.quality.hands import grouped
from bench.quality.parts import WHOLE
from bench.results import OVER, Row
from bench.tables import NONE, Table, mark, number, of

HEADS = ("B³ P", "B³ R", "B³ F1", "honest per 100,000", "rings of 3 to 9 found", "of 10 and more")

PEERS = ("run", *HEADS, "seconds")

FEEDS = ("feeds", *HEADS, "F1 rises by")

RECORDS = ("communities by", "B³ P", "B³ R", "B³ F1", "seconds")

NUMBERS = ("set", "accounts", "rings", "enforceable", "largest ring", "possible")

Rows = Mapping[str, Row]


def each(rows: Sequence[Row], parts: Sequence[str]) -> list[tuple[str, Rows]]:
    """The rows of each set on which any of the parts ran, by part."""
    made: list[tuple[str, Rows]] = []
    for name, mine in grouped(rows, lambda row: f"{row.scene}, seed {row.seed}" if row.seed else row.scene):
        held = {row.part: row for row in mine}
        made += [(name, held)] if any(part in held for part in parts) else []
    return made


def left_out(held: Rows, parts: Sequence[str]) -> Table:
    """A set without some of its feeds, beside all of it."""
    whole = held.get(WHOLE)
    base = m.figure(whole, "b3_f1") if whole else None
    rows = [["all", *figures(whole), NONE]] if whole else []
    for part in (each for each in parts if each in held):
        f1 = m.figure(held[part], "b3_f1")
        rise = None if f1 is None or base is None else f1 - base
        cells = figures(held[part])
        cells[0] += mark(m.figure(held[part], "b3_precision"), least=LEFT_OUT)
        rows.append([part, *cells, number(rise) + mark(rise, most=0)])
    return Table(FEEDS, rows)


def peers(held: Rows, parts: Sequence[str]) -> Table:
    """A set by peers, Linkage first."""
    shown = [
        (f"**{part}**" if part == WHOLE else part, held[part]) for part in (WHOLE, *parts) if part in held
    ]
    return Table(PEERS, [[name, *figures(row), seconds(row)] for name, row in shown])


def records(held: Rows, parts: Sequence[str], ours: str) -> Table:
    """Communities of a set in which nobody is to be judged, ours first."""
    rows = []
    for part in (ours, *(each for each in parts if each != ours)):
        if part in held:
            cells = figures(held[part])[:3]
            if part == ours:
                cells = asked(held[part], cells)
            rows.append([f"**{part}**" if part == ours else part, *cells, seconds(held[part])])
    return Table(RECORDS, rows)


def asked(row: Row, cells: Sequence[str]) -> list[str]:
    """Precision and F1 beside what was asked."""
    precision, f1 = (m.figure(row, name) for name in ("b3_precision", "b3_f1"))
    return [
        cells[0] + mark(precision, least=COMMUNITIES.precision),
        cells[1],
        cells[2] + mark(f1, least=COMMUNITIES.f1),
    ]


def numbers(rows: Sequence[Row], most: Mapping[str, tuple[int, int]]) -> Table:
    """How many are enforceable, and in one ring, where no truth says who ought to be; `most` by the name of the set."""
    made = []
    for row in rows:
        counts = row.found["counts"]
        enforceable, largest = most[m.hand(row) if m.hand(row) in most else row.scene]
        cells = [f"{counts[name]:,}" for name in ("accounts", "rings", "enforceable", "largest", "possible")]
        cells[2] += mark(counts["enforceable"], most=enforceable)
        cells[3] += mark(counts["largest"], most=largest)
        made.append([row.scene, *cells])
    return Table(NUMBERS, made)


MOST: Mapping[str, tuple[int, int]] = {"real p2p": (ENFORCEABLE, LARGEST), "febrl": (0, 0)}
"""Most enforceable accounts, in all and in one ring."""


def figures(row: Row) -> list[str]:
    """The measures of one run."""
    if OVER in row.times:
        return [NONE] * len(HEADS)
    return [
        *(number(m.figure(row, name)) for name in ("b3_precision", "b3_recall", "b3_f1")),
        number(m.rate(m.honest(row)), 1),
        of(m.rings(row, "small")),
        of(m.rings(row, "large")),
    ]


def seconds(row: Row) -> str:
    """What it took, or that it took too long."""
    return f"> {row.times[OVER]:.0f}" if OVER in row.times else f"{row.times['seconds']:.1f}"
