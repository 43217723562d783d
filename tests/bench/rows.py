"""Rows as a bench keeps them, made up."""

from typing import Any

from bench.results import Row


def found(
    f1: float = 0.99, flagged: int = 0, honest: int = 10_000, rings: int = 10, **other: Any
) -> dict[str, Any]:
    """What `linkage evaluate` answers of a world."""
    none = {"accounts": 0, "flagged": 0}
    return {
        "rings": rings,
        "b3_precision": f1,
        "b3_recall": f1,
        "b3_f1": f1,
        "honest": {"accounts": honest, "flagged": flagged},
        "strangers": none,
        "clients": none,
        "by_size": {"3–9": {"rings": rings, "found": rings}},
        "largest_whole": 1.0 if rings else None,
        "calibration": [],
        **other,
    }


def row(scene: str = "campaigns", seed: int = 1, part: str = "linkage", **measured: Any) -> Row:
    """A row of one world."""
    return Row(scene, seed, 10_000, part, found(**measured), {"seconds": 12.5}, "abc")
