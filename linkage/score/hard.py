"""Hard links: rings whose accounts share devices, cards or addresses, by whatever networks they came.

Exits that a crowd of customers uses too outweigh what a ring alone shares, and detection leaves such a ring in pieces
(0069). What strangers hardly share connects its accounts still.
"""

import polars as pl

from linkage.model import MIN_RING, Group
from linkage.score import regroup
from linkage.score.gate import of

SOFT = (Group.NETWORK, Group.BEHAVIOUR)
"""Groups whose values strangers share: they use one exit, and ask one question (0069)."""

HALF = 0.5
"""Share of the accounts that hard links connect that no community of detection holds, for them to be in pieces
(0069)."""

CLEAR = 4.0
"""Least margin in bits of such accounts, for them to stand as a ring of their own (0069)."""


def scattered(communities: pl.DataFrame, eligible: pl.DataFrame, rings: pl.DataFrame) -> pl.DataFrame:
    """Accounts that hard links connect and detection left in pieces: account, community, sorted by account.

    `eligible` is `held.Held.eligible`; who is in `rings` (account) already is left out.
    """
    hard = eligible.filter(~of(*SOFT))
    parts = regroup.connected(hard.select("account", "value").sort("account", "value"))
    parts = parts.filter(pl.len().over("community") >= MIN_RING)
    found = parts.join(communities.select("account", piece="community"), on="account", how="left")
    pieces = found.drop_nulls("piece").group_by("community", "piece").agg(n=pl.len())
    size = found.group_by("community").agg(size=pl.len())
    whole = pieces.join(size, on="community").filter(pl.col("n") >= HALF * pl.col("size"))
    left = parts.join(whole, on="community", how="anti").join(rings, on="account", how="anti")
    return left.filter(pl.len().over("community") >= MIN_RING).select("account", "community").sort("account")


def touched(communities: pl.DataFrame, rings: pl.DataFrame) -> pl.DataFrame:
    """Communities that hold an account of rings, or are named by one: community.

    A community may be named by an account that has left it, and what is made of `rings` is named by theirs.
    """
    names = rings.select(community="account")
    holding = communities.join(rings, on="account", how="semi")
    named = communities.join(names, on="community", how="semi")
    return pl.concat([holding, named]).select("community").unique().sort("community")
