"""Bound: communities whose proved accounts are bound to one another more tightly than honest groups are.

Stories compare how many of a community share each sort of thing, and on how many values. They do not see how rare the
values are, nor how alike the accounts live that share them. Where a ring and an honest group share as much, the ring's
accounts hold rarer values together, signed up closer in time and use the platform as much as each other (0081).
"""

import polars as pl

from linkage.score.members import DIGITS

MARKS = 2.0
"""Times that marks count beside a member's bits, of which they are a part already (0081)."""

TIGHT = 40.0
"""Bits of the median member, marks counted so, from which on a community is bound more tightly than honest groups
(0081)."""

EACH = 4.0
"""Bits beyond `TIGHT` that are worth one bit of margin (0081)."""

MOST = 3.0
"""Most bits of margin that bonds are worth (0081)."""


def bonds(members: pl.DataFrame) -> pl.DataFrame:
    """How tightly proved `members` (community, bits, alike) are bound, of communities where that is worth anything:
    community, bound (bits of margin).

    Where no account's marks are known, 0 bits, rare values alone say nothing: records of one person share as rare ones
    (0088).
    """
    known = members.filter((pl.col("alike") != 0).any().over("community"))
    median = pl.col("bits").median() + MARKS * pl.col("alike").median()
    each = known.group_by("community").agg(bound=((median - TIGHT) / EACH).clip(0, MOST).round(DIGITS))
    return each.filter(pl.col("bound") > 0).sort("community")
