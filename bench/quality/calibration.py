"""Is a confidence of 0.9 right nine times in ten? The tenths of every world, pooled."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.results import Row
from bench.tables import NONE, table

TENTHS = 10

HEADS = ("tenth", "members", "confidence said", "so", "lowest scene", "highest scene")


@dataclass(frozen=True)
class Piece:
    """Members of one world whose confidence is alike."""

    scene: str
    members: int
    said: float
    """Mean confidence."""
    so: float
    """Share that belongs to the ring."""


def pieces(rows: Sequence[Row]) -> list[Piece]:
    """The tenths of every world, by confidence."""
    made = [
        Piece(row.scene, each["members"], each["said"], each["so"])
        for row in rows
        for each in row.found["calibration"]
    ]
    return sorted(made, key=lambda piece: (piece.said, piece.scene, piece.so))


def pool(found: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces in order of confidence, cut where each tenth of all members is full; none is split."""
    total, before = sum(piece.members for piece in found), 0
    made: list[list[Piece]] = [[] for _ in range(TENTHS)]
    for piece in found:
        # A piece goes where its middle lies.
        at = int((before + piece.members / 2) * TENTHS / total)
        made[at].append(piece)
        before += piece.members
    return [each for each in made if each]


def mean(found: Sequence[Piece], name: str) -> float:
    """A mean over members."""
    return float(sum(getattr(piece, name) * piece.members for piece in found)) / members(found)


def members(found: Sequence[Piece]) -> int:
    """How many there are."""
    return sum(piece.members for piece in found)


def off(found: Sequence[Piece]) -> float | None:
    """Expected calibration error: mean distance of what is so from what was said, over pooled tenths."""
    if not found:
        return None
    tenths = pool(found)
    gaps = sum(abs(mean(each, "so") - mean(each, "said")) * members(each) for each in tenths)
    return gaps / members(found)


def by_tenth(rows: Sequence[Row]) -> str:
    """A row a tenth, lowest confidence first, with the scenes where it is least and most true."""
    found = pieces(rows)
    made = [
        [
            str(number),
            f"{members(each):,}",
            f"{mean(each, 'said'):.4f}",
            f"{mean(each, 'so'):.4f}",
            *ends(each),
        ]
        for number, each in enumerate(pool(found) if found else (), 1)
    ]
    return table(HEADS, made)


def ends(found: Sequence[Piece]) -> tuple[str, str]:
    """The scenes in which what was said is least and most often so."""
    scenes = sorted({piece.scene for piece in found})
    each = [(mean([piece for piece in found if piece.scene == scene], "so"), scene) for scene in scenes]
    (low, lowest), (high, highest) = min(each), max(each)
    return f"{low:.4f} {lowest}", f"{high:.4f} {highest}"


def by_scene(rows: Sequence[Row]) -> str:
    """A row a scene: what was said, what was so, and how far apart."""
    made = []
    for scene in dict.fromkeys(row.scene for row in rows):
        found = pieces([row for row in rows if row.scene == scene])
        if found:
            figures = (mean(found, "said"), mean(found, "so"), off(found) or 0.0)
            made.append([scene, f"{members(found):,}", *(f"{each:.4f}" for each in figures)])
        else:
            made.append([scene, "0", NONE, NONE, NONE])
    return table(("scene", "members", "confidence said", "so", "expected calibration error"), made)
