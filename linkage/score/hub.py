"""Hubs: communities that one account holds together.

One subscription that many use, an account lent to a class, a shop's test account: each of its users shares a device or
an address with it, and hardly anything with the others. Sort by sort that looks like one operator's stock (0074).
"""

from dataclasses import replace

import polars as pl

from linkage.model import MIN_RING
from linkage.score.regroup import replacing
from linkage.score.sharing import Community

OUTSTANDING = 1.75
"""Times as many values as half of the members share, at least, that a hub shares (0074)."""

ODDS = 2.0
"""Bits that a community is granted which is judged without its hub: a ring with one account less shows less (0074)."""


def without_hubs(found: Community) -> Community:
    """The communities that have a hub and `MIN_RING` other members, without it."""
    hubs = hubs_of(found)
    rest = found.members.join(hubs.select("community"), on="community", how="semi")
    rest = rest.join(hubs, on=["community", "account"], how="anti")
    rest = rest.filter(pl.len().over("community") >= MIN_RING)
    facts = found.facts.join(rest, on=["community", "account"], how="semi")
    return replace(found, members=rest, facts=facts)


def hubs_of(found: Community) -> pl.DataFrame:
    """Of each community the account that shares the most values with others, where it is a hub: community, account."""
    shared = found.facts.filter(pl.len().over("community", "value") > 1)
    each = shared.group_by("community", "account").agg(n=pl.len())
    most = each.sort("community", "n", "account", descending=[False, True, False])
    usual = each.group_by("community").agg(usual=pl.col("n").median())
    first = most.unique("community", keep="first", maintain_order=True).join(usual, on="community")
    hubs = first.filter(pl.col("n") >= OUTSTANDING * pl.col("usual"))
    return hubs.select("community", "account").sort("community")


def weakened(judged: pl.DataFrame, without: pl.DataFrame) -> pl.DataFrame:
    """`rivals.JUDGED`, with what was judged `without` hubs where that speaks less for an operator; by community."""
    before = judged.select("community", before="margin")
    less = without.join(before, on="community").filter(pl.col("margin") < pl.col("before"))
    return replacing(judged, less)
