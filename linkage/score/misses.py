"""The nearest misses: communities of proved accounts that are no rings, those that nearly were first."""

import polars as pl

from linkage.score.assemble import Judged
from linkage.score.counted import told
from linkage.tables import MISSES

SHOWN = 10
"""Communities told of."""

NAMED = 5
"""Accounts named of each."""


def nearest(judged: Judged, members: pl.DataFrame) -> pl.DataFrame:
    """`tables.MISSES`, by the members (`tables.MEMBERS`) that are published in the end; a ring that people dismissed
    is none of them."""
    proved = judged.facts.members.select("community", "account")
    taken = proved.join(members, on="account", how="semi").select("community").unique()
    counted = proved.group_by("community").agg(
        accounts=pl.len(), account=pl.col("account").sort().head(NAMED)
    )
    missed = counted.join(taken, on="community", how="anti").join(judged.scores, on="community")
    ordered = told(missed, proved).sort("margin", "community", descending=[True, False]).head(SHOWN)
    return ordered.select(pl.col(name).cast(kind) for name, kind in MISSES.items())
