"""Labels: does a kind link fraud to fraud more often than to honest accounts?"""

from dataclasses import dataclass, field

import polars as pl

from linkage.model import RARE

PRIOR_STRENGTH = 20.0
"""Pairs, labelled, that the prior of no shift is worth (0018)."""

FURTHEST = 3.0
"""Most bits that labels move a kind by: they are few, and some are wrong (0018)."""

ACCOUNTS = {"account": pl.Int64()}


@dataclass(frozen=True)
class Labelled:
    """Accounts that are known as fraudulent or banned, and as honest; one column, account."""

    fraud: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ACCOUNTS))
    honest: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ACCOUNTS))

    def both(self) -> bool:
        """Whether there are accounts of both sorts."""
        return self.fraud.height > 0 and self.honest.height > 0


def shifts(shared: pl.DataFrame, known: Labelled) -> pl.DataFrame:
    """By kind: labelled (pairs of labelled accounts on one rare value, one of them fraud), shift (bits).

    The shift is the logarithm of the odds that both of such a pair are fraud, over those of all kinds together. So
    labels move kinds against each other; that sharing is evidence at all is known without them.
    """
    bad = known.fraud.select("account", fraud=True).unique()
    good = known.honest.join(bad, on="account", how="anti").select("account", fraud=False).unique()
    rare = shared.select("account", "value", pl.col("kind").cast(pl.String)).filter(
        pl.len().over("value") <= RARE
    )
    held = rare.join(pl.concat([bad, good]), on="account").group_by("kind", "value")
    counted = held.agg(f=pl.col("fraud").sum(), h=(~pl.col("fraud")).sum()).cast(
        {"f": pl.Int64, "h": pl.Int64}
    )
    pairs = counted.group_by("kind").agg(
        both=(pl.col("f") * (pl.col("f") - 1) / 2).sum(), mixed=(pl.col("f") * pl.col("h")).sum()
    )
    labelled = pl.col("both") + pl.col("mixed")
    usual = (pl.col("both").sum() / labelled.sum()).clip(0.01, 0.99)
    share = (pl.col("both") + PRIOR_STRENGTH * usual) / (labelled + PRIOR_STRENGTH)
    shift = ((share / (1 - share)).log(2) - (usual / (1 - usual)).log(2)).clip(-FURTHEST, FURTHEST)
    shifts = pairs.filter(labelled > 0).select("kind", labelled=labelled.cast(pl.Int64), shift=shift)
    return shifts.sort("kind")
