"""Rows as a bench keeps them, made up."""

from typing import Any

from bench.results import Row


def found(
    f1: float = 0.99, flagged: int = 0, honest: int = 10_000, rings: int = 10, **other: Any
) -> dict[str, Any]:
    """What a run finds on a set of data whose rings are all small."""
    none = {"accounts": 0, "flagged": 0}
    large = dict.fromkeys(("b3_precision", "b3_recall", "b3_f1", "precision", "recall"))
    return {
        "rings": rings,
        "b3_precision": f1,
        "b3_recall": f1,
        "b3_f1": f1,
        "honest": {"accounts": honest, "flagged": flagged},
        "strangers": none,
        "clients": none,
        "by_size": {"3–9": {"rings": rings, "found": rings}, "10–99": {"rings": 0, "found": 0}},
        "largest_whole": 1.0 if rings else None,
        "calibration": [],
        "sized": {"small": dict.fromkeys(large, f1), "large": large},
        **other,
    }


def row(scene: str = "ours campaigns", seed: int = 1, part: str = "linkage", **measured: Any) -> Row:
    """A row of one set of data."""
    return Row(scene, seed, 10_000, part, found(**measured), {"seconds": 12.5}, "abc")
