"""What each learned value rests on, in words."""

from collections.abc import Sequence

import polars as pl

from linkage.weigh.learned.dependencies import Follows

PRIOR = "its prior"
ASSUMED = "what is assumed of any kind: no pair tells more"


def unsupervised(table: pl.DataFrame, joined: Sequence[Follows]) -> pl.Series:
    """For kinds nobody declared: the pairs their bits come from, and why they are in another's group."""
    said = {each.kind: because(each) for each in joined}
    said |= {each.source: because(each) for each in joined if each.source not in said}
    pairs = pl.format("{} pairs that agree on two other groups", "pairs")
    own = pl.when(pl.col("pairs") > 0).then(pairs).otherwise(pl.lit(ASSUMED))
    why = pl.col("kind").replace_strict(said, default="", return_dtype=pl.String)
    words = pl.when("own").then(own + why).otherwise(pl.col("rests_on"))
    return table.select(rests_on=words).to_series()


def because(found: Follows) -> str:
    """Why two kinds are one group."""
    return f"; {found.kind} follows from {found.source} in {found.agree} of {found.pairs} pairs"


def supervised(table: pl.DataFrame) -> pl.Series:
    """The same, with the labelled pairs that moved the bits."""
    moved = pl.format("; moved by {} bits, labelled pairs: {}", pl.col("shift").round(1), "labelled")
    told = pl.when(pl.col("labelled") > 0).then(pl.col("rests_on") + moved).otherwise("rests_on")
    return table.select(rests_on=told).to_series()
