"""Undeclared: small rings whose evidence is of kinds that nobody declared.

Stories know how homes, firms and classes share cards, devices and addresses. Of a kind that nobody declared they know
no more than that groups share some of it: a person who was written down three times holds one number and one day of
birth as often as three accounts of one operator do. Many accounts tell the two apart, three do not (0088).
"""

import polars as pl

from linkage.model import Group
from linkage.score.gate import of

FEW = 10
"""Proved accounts below which a ring is small (0088)."""

ODDS = 3.0
"""Bits that an operator must explain a small ring of undeclared kinds better by (0088)."""


def small(members: pl.DataFrame, ties: pl.DataFrame) -> pl.DataFrame:
    """The communities of proved `members` (community) that are small, and in which no value of a declared kind's group
    counts (`ties`: community, group, counts): community."""
    few = members.group_by("community").agg(n=pl.len()).filter(pl.col("n") < FEW).select("community")
    declared = ties.filter("counts", of(*Group)).select("community")
    return few.join(declared, on="community", how="anti").sort("community")
