"""Judged alone: rings by all who belong to a community whose proved accounts, by themselves, are an honest group.

What makes a community a ring must be seen among those who would be banned. Of the clients of an agency a few share its
card and pass the gate, and all others of their community may have the marks of a ring (0079).
"""

import polars as pl

from linkage.score.regroup import replacing

HONEST = 2.0
"""Least bits by which an honest story must explain the proved accounts alone better than an operator does, and by more
than he explains all, for their community to be no ring (0079)."""


def weakened(scores: pl.DataFrame, alone: pl.DataFrame, unbound: pl.DataFrame) -> pl.DataFrame:
    """The scores of communities, sorted by community; where the proved accounts are an honest group, those of these
    `alone`.

    Where it is bonds alone that make a ring, as the margins of `unbound` (community, margin) tell, any bit less than
    none is enough (0081).
    """
    before = scores.select("community", before="margin")
    both = alone.join(before, on="community").join(
        unbound.select("community", unbound="margin"), on="community"
    )
    less, by_bonds = pl.col("margin"), pl.col("unbound") < 0
    honest = ((less <= -HONEST) & (less + pl.col("before") < 0)) | (by_bonds & (less < 0))
    return replacing(scores, both.filter(honest))
