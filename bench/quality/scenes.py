"""The table of scenes: each measure over its worlds beside what was asked."""

from collections.abc import Mapping, Sequence

from bench.quality import bounds
from bench.quality.asked import ASKED, EXIT, Asked, Found, counts, number, rings_found
from bench.tables import NONE, mark, table

HEADS = (
    "scene",
    "worlds",
    "B³ P",
    "B³ R",
    "B³ F1",
    "honest flagged per 100,000",
    "rings found",
    "largest ring in one piece",
    "strangers",
    "clients",
    "guests of the exits",
)

Worlds = Mapping[str, Sequence[Found]]
"""What `linkage evaluate` answered of every world of a scene, by scene."""


def scenes(worlds: Worlds) -> str:
    """A row a scene."""
    return table(HEADS, [row(scene, found) for scene, found in worlds.items()])


def row(scene: str, found: Sequence[Found]) -> list[str]:
    """Every measure of one scene."""
    asked = ASKED.get(scene, Asked())
    return [
        scene,
        str(len(found)),
        mean(found, "b3_precision"),
        mean(found, "b3_recall"),
        mean(found, "b3_f1", asked.f1),
        flagged(found, asked.flagged),
        over_worlds([rings_found(each) for each in found], asked.rings),
        mean(found, "largest_whole", asked.whole),
        share(found, "strangers", asked.strangers),
        share(found, "clients", asked.clients),
        share(found, EXIT, asked.guests),
    ]


def mean(found: Sequence[Found], name: str, least: float | None = None) -> str:
    """A measure of the document over worlds."""
    return over_worlds([number(name)(each) for each in found], least)


def over_worlds(values: Sequence[float | None], least: float | None = None) -> str:
    """A mean with its bounds, and whether it is as asked."""
    made = bounds.mean(values)
    return NONE if made is None else made.show() + mark(made.value, least=least)


def flagged(found: Sequence[Found], most: float | None = None) -> str:
    """Honest accounts flagged per 100,000: mean over worlds, and the exact upper bound of their number."""
    pairs = [counts(each, "honest") for each in found]
    made = bounds.mean([rate(*pair) for pair in pairs])
    if made is None:
        return NONE
    count, accounts = (sum(each) for each in zip(*pairs, strict=True))
    upper = 100_000 * bounds.most(count) / accounts
    return f"{made.show(1)}, at most {upper:.1f}{mark(made.value, most=most)}"


def rate(count: int, accounts: int) -> float | None:
    """Per 100,000; None of nobody."""
    return 100_000 * count / accounts if accounts else None


def share(found: Sequence[Found], name: str, most: float | None = None) -> str:
    """How many of one honest sort are enforceable in all worlds together, with the exact upper bound."""
    count, accounts = (sum(each) for each in zip(*(counts(each, name) for each in found), strict=True))
    if not accounts:
        return NONE
    part, upper = count / accounts, bounds.share(count, accounts)
    shown = f"{count:,} of {accounts:,} ({part:.2%}, at most {upper:.2%})"
    return shown + mark(part, most=most)


def sizes(worlds: Worlds) -> str:
    """Rings found by size, a row a scene that has rings."""
    classes = list(next(iter(worlds.values()))[0]["by_size"])
    rows = []
    for scene, found in worlds.items():
        cells = [of_class([each["by_size"][name] for each in found]) for name in classes]
        rows += [[scene, *cells]] if any(cell != NONE for cell in cells) else []
    return table(("scene", *classes), rows)


def of_class(found: Sequence[Mapping[str, int]]) -> str:
    """Found and all rings of one size."""
    rings = sum(each["rings"] for each in found)
    return f"{sum(each['found'] for each in found):,} of {rings:,}" if rings else NONE


def unmet(worlds: Worlds) -> str:
    """What was asked and is not reached, as a list."""
    lines = [
        f"- {scene}, {head}: {cell.replace(' ✗', '')}"
        for scene, found in worlds.items()
        for head, cell in zip(HEADS, row(scene, found), strict=True)
        if "✗" in cell
    ]
    return "\n".join(lines or ["Nothing."]) + "\n"
