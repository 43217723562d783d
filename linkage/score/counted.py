"""Whom the sentences on a community count, said where they are not its proved accounts and no others."""

import polars as pl

APART = "these sentences count the {} accounts that fit, {} of them proved (core or member)"
"""Where accounts that fit were not proved."""

PARTED = "these sentences count the {} accounts of the largest of {} groups that were merged, {} in all"
"""Where the ring was merged, and its sentences are those of one part."""


def told(scores: pl.DataFrame, proved: pl.DataFrame) -> pl.DataFrame:
    """Scores whose sentences end with whom they count: their `fit` accounts, in `parts` that were merged.

    `proved` (community, account) are those that a ring's size counts. Nothing is said where both are as many.
    """
    sizes = proved.group_by("community").agg(proved=pl.len())
    sized = scores.join(sizes, on="community", how="left", maintain_order="left")
    said = pl.concat_list("sentences", sentence())
    apart = (pl.col("fit") != pl.col("proved")).fill_null(False)
    return sized.with_columns(sentences=pl.when(apart).then(said).otherwise("sentences")).drop("proved")


def sentence() -> pl.Expr:
    """How many accounts the sentences count, and how many are proved."""
    parted = pl.format(PARTED, "fit", "parts", "proved")
    return pl.when(pl.col("parts") > 1).then(parted).otherwise(pl.format(APART, "fit", "proved"))
