"""The nearest misses and the weakest rings, each with the honest story that explains it best."""

import polars as pl

from linkage.trust.platform import Platform, Run

SHOWN = 10
"""Communities told of each."""

NAMED = 5
"""Accounts named of each."""


def nearest(platform: Platform, run: Run) -> pl.DataFrame:
    """Proved communities that are no rings, those with the highest margin first.

    accounts, margin (bits), story, sentences, examples (ids of some accounts).
    """
    flagged = run.flagged.with_columns(flagged=pl.lit(1))
    members = run.judged.facts.members.select("community", "account").join(flagged, on="account", how="left")
    counted = members.group_by("community").agg(
        accounts=pl.len(), flagged=pl.col("flagged").count(), account=pl.col("account").sort().head(NAMED)
    )
    missed = counted.filter(pl.col("flagged") == 0).join(run.judged.scores, on="community")
    ordered = missed.sort("margin", "community", descending=[True, False]).head(SHOWN)
    return named(ordered, platform).select("accounts", "margin", "story", "sentences", "examples")


def weakest(platform: Platform, run: Run) -> pl.DataFrame:
    """Rings with the lowest margin first: the columns of `nearest`, and score.

    A ring that was put together of several communities has the margin of the best, as its score.
    """
    ours = run.scored.members.filter(pl.col("tier") != "possible").select("account", ring="community")
    parts = ours.join(run.judged.facts.members.select("account", "community"), on="account")
    best = parts.select("ring", "community").unique().join(run.judged.scores, on="community")
    best = best.sort("margin", "community", descending=[True, False]).unique(
        "ring", keep="first", maintain_order=True
    )
    counted = ours.group_by("ring").agg(accounts=pl.len(), account=pl.col("account").sort().head(NAMED))
    ordered = counted.join(best, on="ring").sort("margin", "ring").head(SHOWN)
    columns = ("accounts", "margin", "score", "story", "sentences", "examples")
    return named(ordered, platform).select(columns)


def named(rows: pl.DataFrame, platform: Platform) -> pl.DataFrame:
    """The ids of the accounts in the lists of `account`, as `examples`."""
    each = rows.with_row_index("row").select("row", "account").explode("account")
    ids = each.join(platform.accounts, on="account", how="left", maintain_order="left")
    lists = ids.group_by("row", maintain_order=True).agg(examples=pl.col("account_id"))
    return rows.with_row_index("row").join(lists, on="row", how="left", maintain_order="left")
