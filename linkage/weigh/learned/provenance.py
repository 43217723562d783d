"""Provenance of each learned weight, in words."""

from collections.abc import Sequence

import polars as pl

from linkage.weigh.learned.dependencies import Follows

PRIOR = "its prior"
ASSUMED = "what is assumed of any kind: no pair tells more"


def unsupervised(table: pl.DataFrame, joined: Sequence[Follows]) -> pl.Series:
    """For undeclared kinds: the pairs from which their weight was estimated, and why they are in another's group."""
    reasons = {each.kind: because(each) for each in joined}
    reasons |= {each.source: because(each) for each in joined if each.source not in reasons}
    pairs = pl.format("{} pairs that agree on two other groups", "pairs")
    own = pl.when(pl.col("pairs") > 0).then(pairs).otherwise(pl.lit(ASSUMED))
    why = pl.col("kind").replace_strict(reasons, default="", return_dtype=pl.String)
    words = pl.when("own").then(own + why).otherwise(pl.col("rests_on"))
    return table.select(rests_on=words).to_series()


def because(found: Follows) -> str:
    """Why two kinds are one group."""
    return f"; {found.kind} follows from {found.source} in {found.agree} of {found.pairs} pairs"


def supervised(table: pl.DataFrame) -> pl.Series:
    """The provenance so far, with the labelled pairs that moved the weight."""
    moved = pl.format("; moved by {} bits, labelled pairs: {}", pl.col("shift").round(1), "labelled")
    words = pl.when(pl.col("labelled") > 0).then(pl.col("rests_on") + moved).otherwise("rests_on")
    return table.select(rests_on=words).to_series()
