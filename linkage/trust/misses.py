"""The nearest misses and the weakest rings, each with the honest story that explains it best."""

import polars as pl

from linkage.model import ENFORCEABLE
from linkage.score import misses
from linkage.score.counted import told
from linkage.score.misses import NAMED, SHOWN
from linkage.trust.platform import Platform, Run


def nearest(platform: Platform, run: Run) -> pl.DataFrame:
    """Proved communities that are no rings, those with the highest margin first.

    accounts, margin (bits), story, sentences, examples (ids of some accounts).
    """
    found = misses.nearest(run.judged, run.scored.members)
    return named(found, platform.accounts).select("accounts", "margin", "story", "sentences", "examples")


def weakest(platform: Platform, run: Run) -> pl.DataFrame:
    """Rings with the lowest margin first: the columns of `nearest`.

    A ring that was merged of several communities has the margin of the best.
    """
    ours = run.scored.members.filter(pl.col("tier").is_in(ENFORCEABLE)).select("account", ring="community")
    parts = ours.join(run.judged.facts.members.select("account", "community"), on="account")
    best = parts.select("ring", "community").unique().join(run.judged.scores, on="community")
    best = best.with_columns(parts=pl.len().over("ring")).sort(
        "margin", "community", descending=[True, False]
    )
    counted = ours.group_by("ring").agg(accounts=pl.len(), account=pl.col("account").sort().head(NAMED))
    rings = counted.join(best.unique("ring", keep="first", maintain_order=True), on="ring")
    whole = told(rings.with_columns(community="ring"), ours.rename({"ring": "community"}))
    ordered = whole.sort("margin", "ring").head(SHOWN)
    return named(ordered, platform.accounts).select("accounts", "margin", "story", "sentences", "examples")


def named(rows: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """The ids of the accounts in the lists of `account`, as `examples`; an account that is not there is left out."""
    each = rows.with_row_index("row").select("row", "account").explode("account")
    ids = each.join(accounts.select("account", "account_id"), on="account", maintain_order="left")
    lists = ids.group_by("row", maintain_order=True).agg(examples=pl.col("account_id"))
    return rows.with_row_index("row").join(lists, on="row", how="left", maintain_order="left")
