"""Functional dependencies: kinds that follow from one another are one group, such as a device and its model.

A kind follows from another when pairs that agree on the other, and on nothing else beside, agree on it as well.
Such a pair must also hold some other kind and differ in it. Else it may be one person twice, who agrees on whatever
both accounts hold.

Rings are as uniform as that: all accounts of a ring in one subnet have its icon. So a kind joins a declared group only
where a value of the other kind decides it: its holders agree on it, in the mean over values and over holders (0084).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.weigh.learned.pairs import Bools, Pairs
from linkage.weigh.learned.twins import agreeing

AGREEMENT = 0.95
"""Share of such pairs, beyond what chance makes agree, that must agree (0018)."""

LEAST = 20
"""Fewest such pairs (0018)."""

USUAL = 0.5
"""Share of strangers who agree on a kind beyond which it follows from nothing: nearly everybody does. A choice."""

COVERED = 0.8
"""Share of such pairs in which both must hold the kind at all; a choice."""

DECIDED = 0.85
"""Share of a value's holders that agree on a kind that follows from it, in the mean over values and over holders, for
the kind to join a declared group (0084)."""

PAIR = 2
"""Groups in the data at which there is no other to differ in (0018)."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Follows:
    """A kind that follows from another, the number of pairs that decide it, and those of them that agree."""

    kind: str
    source: str
    pairs: int
    agree: int


def join(
    pairs: Pairs, declared: Mapping[str, str], chance: Floats, held: pl.DataFrame
) -> tuple[dict[str, str], list[Follows]]:
    """The group of every kind, and why undeclared ones were joined.

    `declared` is the group of each kind that has one; the others start as groups of their own name, and only
    they are moved. `chance` is how often two strangers agree, by kind; `held` is what accounts hold: account, value,
    kind.
    """
    groups = {kind: declared.get(kind, kind) for kind in pairs.kinds}
    found: list[Follows] = []
    undecided: set[tuple[str, str]] = set()
    while new := strongest(pairs, groups, declared, chance, undecided):
        old, target = sides(new, groups, declared)
        if target in declared.values() and not decides(held, new.source, new.kind):
            undecided.add((new.source, new.kind))
            continue
        groups = {kind: target if group == old else group for kind, group in groups.items()}
        found.append(new)
    return groups, found


def sides(new: Follows, groups: Mapping[str, str], declared: Mapping[str, str]) -> tuple[str, str]:
    """The group that is given up and the one that takes it in: a declared one, else that of the source."""
    kind, source = groups[new.kind], groups[new.source]
    return (source, kind) if kind in declared.values() else (kind, source)


def decides(held: pl.DataFrame, source: str, kind: str) -> bool:
    """Whether a value of `source` decides which value of `kind` its holders hold; those that hold none say nothing."""
    each = agreeing(held.filter(pl.col("kind") == source), held.filter(pl.col("kind") == kind))
    by_value, by_holder = pl.col("n") / pl.col("having"), pl.col("n").sum() / pl.col("having").sum()
    return (
        not each.is_empty() and each.select(pl.min_horizontal(by_value.mean(), by_holder)).item() >= DECIDED
    )


def strongest(
    pairs: Pairs,
    groups: Mapping[str, str],
    declared: Mapping[str, str],
    chance: Floats,
    undecided: Collection[tuple[str, str]],
) -> Follows | None:
    """The dependency with most pairs, among those that move no declared kind and are not `undecided` (source, kind);
    None when there is none."""
    names = np.array([groups[kind] for kind in pairs.kinds], dtype=object)
    settled = np.isin(names, list(declared.values()))
    best: tuple[int, int, int, int] | None = None
    for source in range(len(pairs.kinds)):
        told, agree = lonely(pairs, names, source, chance)
        told[(names == names[source]) | (settled & settled[source])] = 0
        told[[(pairs.kinds[source], kind) in undecided for kind in pairs.kinds]] = 0
        at = int(told.argmax())
        if told[at] and (best is None or told[at] > best[0]):
            best = int(told[at]), int(agree[at]), at, source
    return None if best is None else Follows(pairs.kinds[best[2]], pairs.kinds[best[3]], best[0], best[1])


def lonely(
    pairs: Pairs, names: npt.NDArray[np.object_], source: int, chance: Floats
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """By kind: pairs that decide whether it follows from the source, 0 where it does not, and those that agree."""
    rows, others = pairs.through[:, source], names != names[source]
    agreed = elsewhere(pairs.notable[rows] & others, names)
    differ = elsewhere(pairs.hold[rows] & ~pairs.agree[rows] & others, names)
    # With no third group in the data there is nothing to differ in; to join is the careful side.
    alone = (agreed == 0) & ((differ > 0) | (len(set(names)) <= PAIR))
    both = alone & pairs.hold[rows]
    told, agree = both.sum(0), (both & pairs.agree[rows]).sum(0)
    enough = (agree - chance * told) >= AGREEMENT * (1 - chance) * told
    follows = enough & (chance < USUAL) & (told >= LEAST) & (told >= COVERED * alone.sum(0))
    return np.where(follows, told, 0), agree


def elsewhere(table: Bools, names: npt.NDArray[np.object_]) -> Floats:
    """For each pair and kind, how many kinds of other groups than that kind's are true in the table."""
    same = (names[:, None] == names[None, :]).astype(np.float64)
    marked = table.astype(np.float64)
    left: Floats = marked.sum(1)[:, None] - marked @ same
    return left
