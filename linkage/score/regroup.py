"""Regroup proved accounts: split communities where little connects them, merge pieces of one operator, add accounts.

Facts on strong kinds (`held.Held.strong`, `held.Held.eligible`) have the columns account, value, group, holders and
crowd. Communities, pieces and rings have the columns account and community, each named by its smallest account.
"""

from collections.abc import Callable

import numpy as np
import polars as pl

from linkage.connected import label, numbered
from linkage.model import MIN_RING

BRIDGE = 0.2
"""Least share of the smaller piece that must hold what two pieces share, for them to be one ring (0020)."""

FEW = 4
"""Least accounts of each piece that must hold what two pieces share: chance and a planted copy make fewer (0020)."""

WAYS = 2
"""Least groups of values two pieces must share, for them to be one ring: as many as the gate asks for (0012)."""

PAIR = 2
"""Least accounts of a ring that must hold shared values of a group, for the group to connect it to others (0033)."""

OWN = 0.5
"""Least share of a value's holders that must lie in a ring, or two pieces together, for it to be theirs (0020)."""


Partition = Callable[[pl.DataFrame], pl.DataFrame]
"""From links (account, value, bits) to `tables.COMMUNITIES`."""


def split(counted: pl.DataFrame, partition: Partition) -> pl.DataFrame:
    """Communities split where values that count hardly connect them: account, community, sorted by account."""
    spot = pl.Series(numbered(counted["community"], counted["value"]))
    pieces = partition(counted.select("account", value=spot, bits="match_weight"))
    large = pieces.filter(pl.len().over("community") >= MIN_RING)
    return large.select("account", "community").sort("account")


def connected(links: pl.DataFrame) -> pl.DataFrame:
    """Accounts that are connected by links at all, `tables.COMMUNITIES`."""
    return connected_parts(links, "account", "value").rename({"part": "community"})


def connected_parts(edges: pl.DataFrame, node: str, other: str) -> pl.DataFrame:
    """Connected parts of a bipartite graph of edges: the column `node`, and as `part` the least node of its part."""
    nodes, rows = np.unique(edges[node].to_numpy(), return_inverse=True)
    others, cols = np.unique(edges[other].to_numpy(), return_inverse=True)
    labels = label(nodes.size + others.size, rows, cols + nodes.size)[: nodes.size]
    made = pl.DataFrame({node: nodes, "label": labels}, schema={node: pl.Int64, "label": pl.Int64})
    return made.select(node, part=pl.col(node).min().over("label"))


def merge(pieces: pl.DataFrame, eligible: pl.DataFrame) -> pl.DataFrame:
    """Merge pieces of communities that share infrastructure: account, community, sorted by account.

    Of values that two pieces share, those are theirs of which they hold a share of `OWN` together. Two pieces are
    merged when their values meet every line:

        what                                       of which piece    at least
        groups of such values                      both              WAYS
        accounts that hold one of them             the smaller       FEW, and a share of BRIDGE of it
        accounts that hold one of them             the larger        FEW
    """
    bridges = bridged(shared_by_pair(pieces, eligible))
    names = pieces["community"].unique().sort()
    ends = [names.search_sorted(bridges[end]).to_numpy() for end in ("smaller", "larger")]
    parts = pl.DataFrame({"community": names, "part": label(len(names), ends[0], ends[1])})
    return named_by_smallest(pieces.join(parts, on="community"), pl.col("part"))


def shared_by_pair(pieces: pl.DataFrame, eligible: pl.DataFrame) -> pl.DataFrame:
    """The values of two pieces' own that both hold, a row a value and pair of pieces.

    Columns: value, group, smaller, larger (the pieces), size (accounts of the smaller), fewer and more (lists of the
    accounts of each that hold the value). Of pieces of one size the one with the lesser name is the smaller.
    """
    sizes = pieces.group_by("community").agg(size=pl.len())
    each = holders_by_piece(pieces, eligible).filter(pl.len().over("value") > 1)
    each = each.join(sizes, on="community")
    larger = each.select("value", larger="community", more="account", above="size")
    pairs = each.rename({"community": "smaller", "account": "fewer"}).join(larger, on="value")
    earlier = (pl.col("size") == pl.col("above")) & (pl.col("smaller") < pl.col("larger"))
    both = pl.col("fewer").list.len() + pl.col("more").list.len()
    own = pairs.filter((pl.col("size") < pl.col("above")) | earlier, both >= OWN * pl.col("holders"))
    return own.select("value", "group", "smaller", "larger", "size", "fewer", "more")


def holders_by_piece(pieces: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Who of each piece holds each value: value, group, holders (of all accounts), community, account (a list)."""
    return facts.join(pieces, on="account").group_by("value", "group", "holders", "community").agg("account")


def bridged(shared: pl.DataFrame) -> pl.DataFrame:
    """Pairs of pieces that share enough to be one, of `shared_by_pair`: smaller, larger, sorted."""
    pair = ["smaller", "larger"]
    fewer = (
        shared.explode("fewer")
        .group_by(pair)
        .agg(groups=pl.col("group").n_unique(), fewer=pl.col("fewer").n_unique(), size=pl.col("size").first())
    )
    more = shared.explode("more").group_by(pair).agg(more=pl.col("more").n_unique())
    enough = pl.col("fewer") >= pl.max_horizontal(FEW, BRIDGE * pl.col("size"))
    met = fewer.join(more, on=pair).filter(pl.col("groups") >= WAYS, enough, pl.col("more") >= FEW)
    return met.select(pair).sort(pair)


def named_by_smallest(accounts: pl.DataFrame, part: pl.Expr) -> pl.DataFrame:
    """Accounts with the smallest account of their part as community, sorted by account."""
    return accounts.select("account", community=pl.col("account").min().over(part)).sort("account")


def replacing(table: pl.DataFrame, anew: pl.DataFrame) -> pl.DataFrame:
    """A table of one row a community, with the rows of `anew` in place of those of the same communities; sorted."""
    rest = table.join(anew, on="community", how="anti")
    return pl.concat([rest, anew.select(table.columns)]).sort("community")


def with_enough(communities: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """The communities of which `MIN_RING` are among `accounts` (account)."""
    among = communities.join(accounts, on="account", how="semi").group_by("community").agg(n=pl.len())
    return communities.join(among.filter(pl.col("n") >= MIN_RING), on="community", how="semi")


def merge_rings(rings: pl.DataFrame, eligible: pl.DataFrame) -> pl.DataFrame:
    """Merge rings that are connected by values of rings alone, in two groups: account, community.

    `rings` are those that were judged abusive, so nobody comes in who was not. An operator whose stock is large
    falls to pieces each of which holds little of any value. So values are looked at of which all rings together
    hold a share of `OWN`, and a ring is connected to others by the values of a group when a share of `BRIDGE` of
    it, and `PAIR` accounts, hold such values of that group. Rings are merged that are in one part by two groups.
    """
    common = held_by_rings(rings, eligible)
    twice = in_one_part_twice(parts_by_group(connecting(rings, common)))
    if twice.is_empty():
        return rings
    merged = rings.join(connected_parts(twice, "community", "parts"), on="community", how="left")
    return named_by_smallest(merged, pl.coalesce("part", "community"))


def held_by_rings(rings: pl.DataFrame, eligible: pl.DataFrame) -> pl.DataFrame:
    """Values that two or more rings share and that are theirs together, as `holders_by_piece`."""
    each = holders_by_piece(rings, eligible)
    inside = pl.col("account").list.len().sum().over("value")
    theirs = inside >= pl.max_horizontal(pl.lit(FEW), OWN * pl.col("holders"))
    return each.filter((pl.len().over("value") > 1) & theirs)


def connecting(rings: pl.DataFrame, common: pl.DataFrame) -> pl.DataFrame:
    """Values of `held_by_rings` of the groups in which enough of a ring hold any: group, community, value, sorted."""
    sizes = rings.group_by("community").agg(size=pl.len())
    holding = common.explode("account").group_by("community", "group").agg(n=pl.col("account").n_unique())
    least = pl.max_horizontal(pl.lit(PAIR), BRIDGE * pl.col("size"))
    enough = holding.join(sizes, on="community").filter(pl.col("n") >= least)
    kept = common.join(enough, on=["community", "group"], how="semi")
    return kept.select(pl.col("group").cast(pl.String), "community", "value").sort(
        "group", "community", "value"
    )


def parts_by_group(values: pl.DataFrame) -> pl.DataFrame:
    """Parts in which rings are connected by values of one group alone: community, group, part."""
    none = pl.DataFrame(schema={"community": pl.Int64, "group": pl.String, "part": pl.Int64})
    found = [
        connected_parts(own, "community", "value").select("community", pl.lit(group).alias("group"), "part")
        for (group,), own in values.partition_by("group", as_dict=True).items()
    ]
    return pl.concat([none, *found])


def in_one_part_twice(by_group: pl.DataFrame) -> pl.DataFrame:
    """Rings with each two parts of different groups they are in: community, parts (a number, the same for all rings
    of the same two parts)."""
    both = by_group.join(by_group, on="community").filter(pl.col("group") < pl.col("group_right"))
    two = pl.struct("group", "group_right", "part", "part_right")
    return both.select("community", parts=two.rank("dense"))


def grow(pieces: pl.DataFrame, strong: pl.DataFrame) -> pl.DataFrame:
    """Add to each piece the accounts of none that hold a value of its own; the next round prunes who does not belong.

    A common value (crowd) counts here where the piece holds a share of `OWN` of it: then it is the piece's own.
    """
    ours = strong.join(pieces, on="account").group_by("community", "value", "holders").agg(n=pl.len())
    ours = ours.filter((pl.col("n") >= OWN * pl.col("holders")) & (pl.col("n") > 1))
    outside = strong.select("account", "value", "group").join(ours, on="value", how="semi")
    outside = outside.join(pieces, on="account", how="anti")
    by_piece = outside.join(ours, on="value").group_by("account", "community")
    near = by_piece.agg(groups=pl.col("group").n_unique(), n=pl.col("n").sum())
    near = near.sort("groups", "n", "account", "community", descending=[True, True, False, False])
    best = near.unique("account", keep="first", maintain_order=True).select("account", "community")
    return pl.concat([pieces, best]).sort("account")
