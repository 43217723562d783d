"""Rewire: the same facts with nobody coordinated, to tell what chance alone would publish."""

import polars as pl

MONTH = 30 * 86_400
"""Length of a month, in seconds: facts change hands among those first seen in the same one."""

SAMPLE = 100_000
"""Most accounts that are rewired; keys are digests, so the smallest are as good as random."""


def sample(shared: pl.DataFrame, accounts: pl.Series) -> pl.DataFrame:
    """The facts of `tables.SHARED` among those accounts alone that are still shared there."""
    kept = shared.filter(pl.col("account").is_in(accounts.implode()))
    return kept.filter(pl.len().over("value") > 1)


def rewire(shared: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Deal the facts of `tables.SHARED` out anew within each kind and month, degrees kept.

    Every value keeps its number of holders and every account its number of values of a kind and month, but
    for the few pairs that are dealt twice and count once. What follows from a value is dealt on its own.
    """
    ordered = shared.sort("value", "account")
    month = (pl.col("first_seen").fill_null(-1) // MONTH).alias("month")
    dealt = ordered.with_columns(pl.col("account").shuffle(seed).over("kind", month))
    return dealt.unique(["value", "account"], keep="first", maintain_order=True).sort("value", "account")
