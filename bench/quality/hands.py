"""Tables of all data: who made it, scene by scene, small rings apart; the worst first."""

from collections.abc import Callable, Iterable, Sequence

from bench.quality import bounds
from bench.quality import measures as m
from bench.quality.asked import ASKED, Asked
from bench.results import Row
from bench.tables import NONE, Table, mark, number, of

Read = Callable[[Row], float | None]

HANDS = (
    "data by",
    "sets",
    "B³ P",
    "B³ R",
    "B³ F1",
    "B³ F1 of rings of ten and more",
    "precision in rings of 3 to 9",
    "recall of rings of 3 to 9",
    "honest flagged per 100,000",
    "in the worst set",
)

SCENES = (
    "data",
    "sets",
    "B³ P",
    "B³ R",
    "B³ F1",
    "rings of 10 and more found",
    "honest per 100,000",
    "seconds",
)

SMALL = ("data", "sets", "precision", "B³ P", "recall", "found")


def by_hand(rows: Sequence[Row]) -> Table:
    """A row for who made the data, lowest B³ F1 first."""
    made = [summed(name, mine) for name, mine in grouped(rows, m.group)]
    return Table(HANDS, [cells for _, cells in sorted(made, key=lambda each: each[0])])


def summed(name: str, rows: Sequence[Row]) -> tuple[float, list[str]]:
    """B³ F1, by which rows are sorted, and the cells."""
    asked = ASKED.get(name, Asked())
    rates = [m.rate(m.honest(row)) for row in rows]
    cells = [
        name,
        str(len(rows)),
        over(rows, lambda row: m.figure(row, "b3_precision"), asked.precision),
        over(rows, lambda row: m.figure(row, "b3_recall"), asked.recall),
        over(rows, lambda row: m.figure(row, "b3_f1"), asked.f1),
        over(rows, lambda row: m.sized(row, "large", "b3_f1"), asked.large),
        over(rows, lambda row: m.sized(row, "small", "precision"), asked.small),
        over(rows, lambda row: m.sized(row, "small", "recall")),
        flagged(mean(rates), asked.honest),
        flagged(max((each for each in rates if each is not None), default=None), asked.worst),
    ]
    return lowest(mean([m.figure(row, "b3_f1") for row in rows])), cells


def by_scene(rows: Sequence[Row]) -> Table:
    """A row a scene that has rings, lowest B³ F1 first."""
    made = []
    for name, mine in grouped([row for row in rows if m.ringed(row)], lambda row: row.scene):
        f1 = mean([m.figure(row, "b3_f1") for row in mine])
        cells = [
            *(over(mine, reads(each)) for each in ("b3_precision", "b3_recall", "b3_f1")),
            of(m.total([m.rings(row, "large") for row in mine])),
            number(m.rate(m.total([m.honest(row) for row in mine])), 1),
            number(mean([row.times.get("seconds") for row in mine]), 1),
        ]
        made.append((lowest(f1), [name, str(len(mine)), *cells]))
    return Table(SCENES, [cells for _, cells in sorted(made)])


def small(rows: Sequence[Row]) -> Table:
    """A row a scene that has rings of 3 to 9, lowest recall first."""
    made = []
    for name, mine in grouped([row for row in rows if m.rings(row, "small")[1]], lambda row: row.scene):
        recall = mean([m.sized(row, "small", "recall") for row in mine])
        least = ASKED.get(m.group(mine[0]), Asked()).small
        cells = [
            over(mine, lambda row: m.sized(row, "small", "precision"), least),
            over(mine, lambda row: m.sized(row, "small", "b3_precision")),
            number(recall),
            of(m.total([m.rings(row, "small") for row in mine])),
        ]
        made.append((lowest(recall), [name, str(len(mine)), *cells]))
    return Table(SMALL, [cells for _, cells in sorted(made)])


def grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> list[tuple[str, list[Row]]]:
    """Rows by a name, in the order they come."""
    made: dict[str, list[Row]] = {}
    for row in rows:
        made.setdefault(key(row), []).append(row)
    return list(made.items())


def reads(name: str) -> Read:
    """A reader of one measure of `linkage evaluate`."""
    return lambda row: m.figure(row, name)


def over(rows: Sequence[Row], read: Read, least: float | None = None) -> str:
    """A mean with its bounds, and whether it is as asked."""
    made = bounds.mean([read(row) for row in rows])
    return NONE if made is None else made.show(3) + mark(made.value, least=least)


def mean(values: Sequence[float | None]) -> float | None:
    """The mean of what is known."""
    made = bounds.mean(values)
    return None if made is None else made.value


def lowest(value: float | None) -> float:
    """What to sort by: nothing measured comes last."""
    return 2.0 if value is None else value


def flagged(rate: float | None, most: float | None) -> str:
    """Honest accounts per 100,000."""
    return number(rate, 1) + mark(rate, most=most)
