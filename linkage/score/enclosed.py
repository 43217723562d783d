"""Enclosed groups: honest groups that detection left in one community with a ring.

A firm of which a few go out by the exits that a ring works behind hangs on the ring by them, and is connected within
itself much better. Judged together with a large ring it hardly counts; judged alone an honest story explains it
(0074).
"""

import polars as pl

from linkage.score import regroup
from linkage.score.gate import CLOSE, KEY, UNLIKE
from linkage.score.proof import Proof
from linkage.score.regroup import Partition

LOOSE = 0.2
"""Conductance up to which a part of a ring is looked at by itself: twice what keeps a community whole (0074)."""

HONEST = 10.0
"""Bits by which an honest story must explain a part better than an operator does, for it to leave whoever lives in it:
a part of a ring shows less than the ring (0074)."""


def parts(proof: Proof, rings: pl.DataFrame, partition: Partition) -> pl.DataFrame:
    """Parts in which rings (community) fall by a looser `partition`: account, community, sorted by account. Rings that
    stay whole have none."""
    counted = proof.ties.filter("counts", ~pl.col("by_marks")).join(rings, on="community", how="semi")
    sizes = proof.members.select("account", size=pl.len().over("community"))
    found = regroup.split(counted, partition).join(sizes, on="account", maintain_order="left")
    return found.filter(pl.len().over("community") < pl.col("size")).drop("size")


def honest(parts: pl.DataFrame, proof: Proof, margins: pl.DataFrame) -> pl.DataFrame:
    """The accounts of `parts` that leave their ring: account, community.

    `margins` are those of parts that hold proved accounts when judged alone: community, margin. A part leaves when

        margin alone      its accounts
        -HONEST or less   any
        below 0, or none  have hardly any of the marks of the ring, in the median (`gate.unlike`)
    """
    marks = parts.join(proof.members.select(*KEY, "alike", "usual"), on=KEY)
    each = marks.group_by("community").agg(pl.col("alike").median(), pl.col("usual").first())
    each = each.join(margins, on="community", how="left")
    strange = (pl.col("usual") >= CLOSE) & (pl.col("alike") < UNLIKE * pl.col("usual"))
    clear = pl.col("margin").fill_null(0) <= -HONEST
    leaving = each.filter(clear | (strange & (pl.col("margin").fill_null(-1) < 0)))
    return parts.join(leaving, on="community", how="semi", maintain_order="left")
