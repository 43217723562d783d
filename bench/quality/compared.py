"""The tables of peers and of parts taken away: a table a world, a row a run."""

from collections.abc import Mapping, Sequence

from bench.quality.asked import EXIT, Found, counts, number, rings_found
from bench.quality.scenes import rate
from bench.results import OVER, Row
from bench.tables import NONE, table

HEADS = (
    "B³ P",
    "B³ R",
    "B³ F1",
    "honest flagged per 100,000",
    "rings found",
    "largest ring in one piece",
    "strangers",
    "clients",
    "guests of the exits",
    "seconds",
)


def tables(rows: Sequence[Row], parts: Mapping[str, str]) -> str:
    """A table for each world, of the parts in their order; `parts` gives what a row is called."""
    made = []
    for scene, seed in dict.fromkeys((row.scene, row.seed) for row in rows):
        mine = {row.part: row for row in rows if (row.scene, row.seed) == (scene, seed)}
        cells = [[name, *figures(mine[part])] for part, name in parts.items() if part in mine]
        # A world on which Linkage alone ran has nothing to compare it with.
        if len(cells) > 1:
            made += [f"`{scene}`, seed {seed}:\n", table(("run", *HEADS), cells)]
    return "\n".join(made or ["Not run.\n"])


def figures(row: Row) -> list[str]:
    """Every measure of one run."""
    if OVER in row.times:
        return [NONE] * (len(HEADS) - 1) + [f"> {row.times[OVER]:.0f}"]
    found = row.found
    names = ("b3_precision", "b3_recall", "b3_f1")
    honest = rate(*counts(found, "honest"))
    return [
        *(shown(number(name)(found)) for name in names),
        NONE if honest is None else f"{honest:,.1f}",
        shown(rings_found(found)),
        shown(number("largest_whole")(found)),
        *(of_sort(found, sort) for sort in ("strangers", "clients", EXIT)),
        f"{row.times['seconds']:.1f}",
    ]


def of_sort(found: Found, sort: str) -> str:
    """How many of one honest sort are enforceable."""
    flagged, accounts = counts(found, sort)
    return f"{flagged:,} of {accounts:,}" if accounts else NONE


def shown(value: float | None) -> str:
    """A share."""
    return NONE if value is None else f"{value:.4f}"
