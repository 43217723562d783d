"""Joined rings: rings that share so much of what is rare that one operator runs them.

Detection leaves an operator's accounts in several communities where each card and device serves few, and each may be a
ring by itself. Two rings are joined where accounts of both hold values that hardly anybody else holds, in two groups
(0079). Nobody comes in who was in no ring.
"""

import polars as pl

from linkage.model import Group
from linkage.score.gate import evidence_group, of
from linkage.score.held import Held
from linkage.score.members import OWN, STRANGER
from linkage.score.regroup import PAIR, WAYS, connected_parts

BITS = 8.0
"""Least match weight of a value in two rings together, for it to join them (0079)."""

SHARE = 0.15
"""Least share of either ring that must hold such values of a group, for the group to join them (0079)."""

WAY = ["one", "other", "group"]
"""Two rings, and a group of values that may join them."""


def parts(rings: pl.DataFrame, held: Held, total: int) -> pl.DataFrame:
    """The rings (account, community) that are joined to others: community, part (the same for those of one operator).

    Of `total` accounts. Two rings are joined when `WAYS` groups join them, network and place as one, one of them
    neither network nor behaviour. A group joins them when a share of `SHARE` of either, and `PAIR` accounts, hold
    values of it that both hold and that have `BITS` there.
    """
    ways = joining(shared(rings, held, total))
    beside = ~of(Group.NETWORK, Group.BEHAVIOUR)
    pairs = ways.group_by("one", "other").agg(n=pl.len(), beside=beside.any())
    pairs = pairs.filter("beside", pl.col("n") >= WAYS).sort("one", "other").with_row_index("pair")
    ends = pl.concat([pairs.select(community=end, pair="pair") for end in ("one", "other")])
    return connected_parts(ends, "community", "pair")


def shared(rings: pl.DataFrame, held: Held, total: int) -> pl.DataFrame:
    """The values that join two rings, a row a value and pair: value, group, one and other (the rings), held and also
    (lists of their accounts that hold it), size and beside (their accounts in all)."""
    each = by_ring(rings, held, total)
    other = each.select("value", other="community", also="account", beside="size")
    pairs = each.rename({"community": "one", "account": "held"}).join(other, on="value")
    pairs = pairs.filter(pl.col("one") < pl.col("other"))
    inside = pl.col("held").list.len() + pl.col("also").list.len()
    size = pl.col("size") + pl.col("beside")
    outside = (pl.col("holders") - inside + STRANGER) / (total - size + 1)
    known = ~pl.col("crowd") | (inside >= OWN * pl.col("holders"))
    return pairs.filter(known, (inside / size / outside).log(2) >= BITS)


def by_ring(rings: pl.DataFrame, held: Held, total: int) -> pl.DataFrame:
    """Who of each ring holds each value that several rings hold and that might join two of them: value, group, holders,
    crowd, community, account (a list), size (accounts of the ring).

    Beside the two rings that hold it most, a share of 2 ** -`BITS` of all accounts or less holds such a value: what
    hundreds of rings hold makes no pairs.
    """
    sized = rings.select("account", "community", size=pl.len().over("community"))
    facts = held.facts.select("account", "value").join(sized, on="account")
    each = facts.group_by("value", "community").agg("account", pl.col("size").first())
    values = held.values.select("value", "holders", "crowd", group=evidence_group())
    several = each.filter(pl.len().over("value") > 1).join(values, on="value")
    most = pl.col("account").list.len().top_k(2).sum().over("value")
    return several.filter(pl.col("holders") - most <= total * 2**-BITS)


def joining(shared: pl.DataFrame) -> pl.DataFrame:
    """The groups that join two rings: one, other, group."""
    return holding(shared, "held", "size").join(holding(shared, "also", "beside"), on=WAY, how="semi")


def holding(shared: pl.DataFrame, accounts: str, size: str) -> pl.DataFrame:
    """The groups of which enough `accounts` of one of two rings, of a `size`, hold such values: one, other, group."""
    each = shared.explode(accounts).group_by(WAY).agg(pl.col(accounts).n_unique(), pl.col(size).first())
    enough = pl.max_horizontal(pl.lit(PAIR), SHARE * pl.col(size))
    return each.filter(pl.col(accounts) >= enough).select(WAY)
