"""Twins: undeclared kinds with the information of a declared one, such as a delivery point beside an address.

Two kinds are twins when accounts that share a value of either nearly always share one of the other. That is
measured over many values, each with one vote: one ring whose accounts share everything makes no twins.
"""

from collections.abc import Mapping

import polars as pl

AGREEMENT = 0.85
"""Share of a value's holders that must hold one value of the other kind, in the mean over values; a choice (0039 has
the method)."""

COVERED = 0.8
"""Share of a value's holders that must hold the other kind at all, in the mean over values; a choice (0039 has
the method)."""

LEAST = 30
"""Fewest values of either kind; a choice (0039 has the method)."""


def twins(shared: pl.DataFrame, declared: Mapping[str, str]) -> dict[str, str]:
    """The group of each undeclared kind that is the twin of a declared one; `shared` is `tables.SHARED`."""
    facts = shared.select("account", "value", pl.col("kind").cast(pl.String))
    sizes = facts.group_by("kind").agg(n=pl.col("value").n_unique()).filter(pl.col("n") >= LEAST)
    names = sizes["kind"].sort().to_list()
    found = {}
    for kind in (name for name in names if name not in declared):
        own = facts.filter(pl.col("kind") == kind)
        others = facts.filter(pl.col("kind").is_in([name for name in names if name in declared]))
        back = agreement(own, others).select("agree", kind="other")
        both = agreement(others, own).join(back, on="kind")
        least = pl.min_horizontal("agree", "agree_right")
        best = both.filter(least >= AGREEMENT).sort(least, "kind", descending=[True, False])
        if not best.is_empty():
            found[kind] = declared[best["kind"][0]]
    return found


def agreement(facts: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """How often the holders of a value of one kind hold one value of another: kind, other, agree. Pairs of kinds of
    which too few of the holders hold the other are left out."""
    means = (
        agreeing(facts, others)
        .group_by("kind", "other")
        .agg(
            agree=(pl.col("n") / pl.col("having")).mean(),
            covered=(pl.col("having") / pl.col("holders")).mean(),
            values=pl.len(),
        )
    )
    enough = means.filter((pl.col("covered") >= COVERED) & (pl.col("values") >= LEAST))
    return enough.select("kind", "other", "agree")


def agreeing(facts: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """How many of the holders of each value hold one value of another kind: value, other, kind, holders, having (those
    who hold any value of the other, two or more), n (those who hold its most frequent)."""
    held = facts.with_columns(holders=pl.len().over("value")).filter(pl.col("holders") > 1)
    both = held.join(others.rename({"value": "beside", "kind": "other"}), on="account")
    having = both.group_by("value", "other").agg(
        pl.col("kind").first(), pl.col("holders").first(), having=pl.col("account").n_unique()
    )
    most = both.group_by("value", "other", "beside").agg(n=pl.len())
    most = most.group_by("value", "other").agg(pl.col("n").max())
    return having.join(most, on=["value", "other"]).filter(pl.col("having") > 1)
