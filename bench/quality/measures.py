"""What is read from a row: the measures of one run on one set of data; None where there is nothing to measure."""

from collections.abc import Sequence

from bench.quality.sets import FIXED
from bench.results import Row

SORTS = ("honest", "strangers", "clients")
"""Sorts of honest accounts; together they are all of them."""

Counts = tuple[int, int]
"""Flagged, and all of them."""


def hand(row: Row) -> str:
    """Who made the data."""
    return row.scene.split()[0]


def group(row: Row) -> str:
    """What a row is summed up with: all of one generator; a set that is as it is stands alone."""
    return row.scene if hand(row) in FIXED else hand(row)


def judged(row: Row) -> bool:
    """Whether there is a truth."""
    return "by_size" in row.found


def ringed(row: Row) -> bool:
    """Whether there are true rings."""
    return judged(row) and bool(row.found["rings"])


def figure(row: Row, name: str) -> float | None:
    """A measure of `linkage evaluate`; of rings, so None where there are none."""
    value = row.found[name] if ringed(row) else None
    return None if value is None else float(value)


def sized(row: Row, size: str, name: str) -> float | None:
    """A measure of `small` or `large` rings; None where there is no ring of that size."""
    if not rings(row, size)[1]:
        return None
    value = row.found["sized"][size][name]
    return None if value is None else float(value)


def rings(row: Row, size: str) -> Counts:
    """Rings found, and rings there are, of `small` or `large`."""
    if not judged(row):
        return 0, 0
    small, *large = row.found["by_size"].values()
    each = [small] if size == "small" else large
    return sum(part["found"] for part in each), sum(part["rings"] for part in each)


def sort(row: Row, name: str) -> Counts:
    """Honest accounts of one sort, or of a crowd by its name."""
    found = row.found.get(name) if name in SORTS else (row.found.get("crowds") or {}).get(name)
    return (int(found["flagged"]), int(found["accounts"])) if found else (0, 0)


def honest(row: Row) -> Counts:
    """Honest accounts of every sort."""
    return total([sort(row, name) for name in SORTS])


def total(each: Sequence[Counts]) -> Counts:
    """Counts together."""
    return sum(one for one, _ in each), sum(of for _, of in each)


def rate(counts: Counts) -> float | None:
    """Per 100,000; None of nobody."""
    return 100_000 * counts[0] / counts[1] if counts[1] else None
