"""Whole rings: communities that are clearly rings by what all who belong share, though few pass the gate by themselves.

The gate lets an account pass by one group of values and its marks only beside peers that need no such support. A
small ring has none: its accounts share a card with two others each, and a device with one. Where all who belong are
clearly a ring together, and who would pass beside them has marks of the ring, they are each other's peers (0078).
"""

import polars as pl

from linkage.model import MIN_RING
from linkage.score.gate import LAST_LIKE

CLEAR = 3.0
"""Least margin in bits of all who belong to a community, for it to be a whole ring (0078)."""


def promising(passing: pl.DataFrame) -> pl.DataFrame:
    """The communities that may be whole rings: community.

    `passing` (community, alike) are members that would pass there: three or more, of whom half have `LAST_LIKE` bits
    of marks. Clients of an agency pay with a few cards, and each lives in his own way. Marks that are not known, 0
    bits, say nothing.
    """
    known = pl.col("alike").filter(pl.col("alike") != 0)
    each = passing.group_by("community").agg(n=pl.len(), usual=known.median().fill_null(LAST_LIKE))
    return each.filter(pl.col("n") >= MIN_RING, pl.col("usual") >= LAST_LIKE).select("community")
