"""Is a community one operator's? Its margin in bits: the best operator against the best honest story.

The margin is log2 of how much likelier an operator makes what the community shares than the honest story that
explains it best, of the operator for whom that is most. It is a match weight of a whole community, no probability:
what it is worth on a platform, only that platform's labels tell. How honest groups live is learned from the platform
itself (`linkage.score.habits`).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.score.case import OPERATORS_AT, Case, Habits
from linkage.score.likelihood import Floats
from linkage.score.phrases import head, sentences
from linkage.score.stories import HONEST


@dataclass(frozen=True)
class Granted:
    """What is added to each margin whatever communities share, and said of it behind the head."""

    bits: float = 0.0
    told: tuple[str, ...] = ()


NOTHING = Granted()

JUDGED: dict[str, pl.DataType] = {
    "community": pl.Int64(),
    "fit": pl.UInt32(),
    "margin": pl.Float64(),
    "story": pl.String(),
    "sentences": pl.List(pl.String),
}
"""The accounts of each community, its margin, the best honest story, and what is said of it."""


def judge(
    case: Case, habits: Habits, bonds: pl.DataFrame | None = None, granted: Granted = NOTHING
) -> pl.DataFrame:
    """`JUDGED`, by community.

    `bonds` (community, bound) are bits beside every story but those of accounts that are as tightly bound (`bound`).
    """
    parts = case.parts(habits)
    tied = beside(case, bonds)
    margins = case.margins(parts, case.aside(habits)) + tied
    operator = margins.min(axis=1).argmax(axis=0)
    margins = np.take_along_axis(margins, operator[None, None], axis=0)[0]
    best, margin = margins.argmin(axis=0), (margins.min(axis=0) + granted.bits).round(6)
    rows = np.arange(case.at.size)
    against = parts[OPERATORS_AT][operator[case.at], rows] - parts[best[case.at], rows]
    by_bond = tied[best, np.arange(best.size)]
    heads = [[*head(*each), *granted.told] for each in zip(margin, best, case.days, by_bond, strict=True)]
    said = sentences(case.rows, against, pl.DataFrame({"community": case.communities, "head": heads}))
    names = [HONEST[each].name for each in best]
    return pl.DataFrame([case.communities, case.accounts, margin, names, said], schema=JUDGED)


def beside(case: Case, bonds: pl.DataFrame | None) -> Floats:
    """Bits that bonds speak against each honest story of each community; shape (honest stories, n)."""
    if bonds is None:
        return np.zeros((len(HONEST), case.communities.size))
    named = pl.DataFrame({"community": case.communities})
    bits = named.join(bonds, on="community", how="left", maintain_order="left")["bound"].fill_null(0.0)
    loose = np.array([not story.tight for story in HONEST])
    found: Floats = loose[:, None] * bits.to_numpy()
    return found
