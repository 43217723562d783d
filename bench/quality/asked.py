"""The figures asked for, by scene, and how each is read from what `linkage evaluate` answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

Found = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What one scene is to reach; None where nothing was asked."""

    f1: float | None = None
    """Least B³ F1."""
    flagged: float | None = None
    """Most honest accounts flagged in 100,000; strangers and clients apart."""
    rings: float | None = None
    """Least share of the rings found."""
    whole: float | None = None
    """Least share of the largest ring in one piece."""
    strangers: float | None = None
    """Largest share of the strangers that may be enforceable."""
    clients: float | None = None
    guests: float | None = None


RING = Asked(f1=0.985, flagged=5, rings=0.97, whole=0.95)
COPIED_ONE = Asked(f1=0.98, flagged=5, strangers=0.0)
COPIED_MORE = Asked(f1=0.98, flagged=5, strangers=0.005)
PAYERS = Asked(f1=0.95, flagged=5, clients=0.01)
CROWD = Asked(flagged=5)

ASKED: Mapping[str, Asked] = {
    "campaigns": RING,
    "small": RING,
    "waves": RING,
    "poison": COPIED_ONE,
    "poison-two": COPIED_MORE,
    "poison-stuffed": COPIED_MORE,
    "poison-bridge": COPIED_MORE,
    "poison-replay": COPIED_ONE,
    "exits-later": replace(COPIED_ONE, guests=0.005),
    "slow": Asked(f1=0.97, flagged=5),
    "mixed": Asked(f1=0.98, flagged=5, guests=0.005),
    "agencies": PAYERS,
    "resellers": PAYERS,
    "evasive": Asked(f1=0.95, flagged=10),
    "honest": CROWD,
    "universities": CROWD,
    "carriers": CROWD,
    "relays": CROWD,
    "households": CROWD,
    "hackathon": CROWD,
}
"""By scene; a scene that is not here was not spoken of, and one of a crowd alone is asked to spare it."""

RATIO = 1.25
"""Most times that a crowd of honest people may be flagged as often as the rest."""

EXIT = "exit"
"""The crowd of honest customers on the exits of a ring's proxy network."""


def rings_found(found: Found) -> float | None:
    """Share of the true rings that are found and pure, of every size."""
    sizes = found["by_size"].values()
    rings = sum(each["rings"] for each in sizes)
    return sum(each["found"] for each in sizes) / rings if rings else None


def number(name: str) -> Callable[[Found], float | None]:
    """A measure that stands in the document by that name; None in a world without rings."""

    def read(found: Found) -> float | None:
        return float(found[name]) if found["rings"] and found[name] is not None else None

    return read


def counts(found: Found, name: str) -> tuple[int, int]:
    """Flagged and all of the honest of one sort: honest, strangers, clients, or a crowd by its name."""
    each = found.get(name) if name in ("honest", "strangers", "clients") else None
    each = each or (found.get("crowds") or {}).get(name) or {"flagged": 0, "accounts": 0}
    return int(each["flagged"]), int(each["accounts"])


def everyone(found: Found) -> tuple[int, int]:
    """Flagged and all of the honest of any sort."""
    sorts = [counts(found, name) for name in ("honest", "strangers", "clients")]
    return sum(each[0] for each in sorts), sum(each[1] for each in sorts)
