"""Regroup what was proved: cut where nothing holds it, join what shares infrastructure, grow again."""

from collections.abc import Callable

import numpy as np
import polars as pl

from linkage.connected import label
from linkage.model import MIN_RING

BRIDGE = 0.2
"""Least share of the smaller piece that must hold what two pieces share, for them to be one ring."""

FEW = 4
"""Least accounts of each piece that must hold what two pieces share: chance and a planted copy make fewer."""

WAYS = 2
"""Least groups of values two pieces must share, for them to be one ring."""

OWN = 0.5
"""Least share of a value's holders that must lie in a ring, or two pieces together, for it to be theirs."""


Divide = Callable[[pl.DataFrame], pl.DataFrame]
"""From links (account, value, bits) to `tables.COMMUNITIES`."""


def apart(counted: pl.DataFrame, divide: Divide) -> pl.DataFrame:
    """Communities cut where values that count hardly connect them: account, community, sorted by account."""
    spot = pl.struct("community", "value").rank("dense").cast(pl.Int64)
    pieces = divide(counted.select("account", value=spot, bits="says"))
    large = pieces.filter(pl.len().over("community") >= MIN_RING)
    return large.select("account", "community").sort("account")


def whole(links: pl.DataFrame) -> pl.DataFrame:
    """What hangs together by any link at all, `tables.COMMUNITIES`."""
    return hanging(links, "account", "value").rename({"whole": "community"})


def hanging(ties: pl.DataFrame, end: str, spot: str) -> pl.DataFrame:
    """What hangs together by the spots it is tied to: each end, and as `whole` the least of those it hangs with."""
    ends, rows = np.unique(ties[end].to_numpy(), return_inverse=True)
    spots, cols = np.unique(ties[spot].to_numpy(), return_inverse=True)
    labels = label(ends.size + spots.size, rows, cols + ends.size)[: ends.size]
    made = pl.DataFrame({end: ends, "label": labels}, schema={end: pl.Int64, "label": pl.Int64})
    return made.select(end, whole=pl.col(end).min().over("label"))


def join(pieces: pl.DataFrame, solid: pl.DataFrame) -> pl.DataFrame:
    """Join pieces that share values of their own, of two groups, that a fifth of the smaller holds.

    `solid` are facts as `held.Held.solid` gives them.
    """
    inside = solid.join(pieces, on="account")
    spread = inside.group_by("value", "group", "holders", "community").agg("account", n=pl.len())
    spread = spread.filter(pl.len().over("value") > 1)
    sizes = pieces.group_by("community").agg(size=pl.len())
    other = spread.select("value", "n", other="community", theirs="account").join(
        sizes.rename({"community": "other"}), on="other"
    )
    pairs = spread.join(sizes.rename({"size": "own"}), on="community").join(other, on="value")
    smaller = (pl.col("own") < pl.col("size")) | (
        (pl.col("own") == pl.col("size")) & (pl.col("community") < pl.col("other"))
    )
    pairs = pairs.filter(smaller & (pl.col("n") + pl.col("n_right") >= OWN * pl.col("holders")))
    ours = (
        pairs.explode("account")
        .group_by("community", "other")
        .agg(ways=pl.col("group").n_unique(), held=pl.col("account").n_unique(), own=pl.col("own").first())
    )
    theirs = pairs.explode("theirs").group_by("community", "other").agg(met=pl.col("theirs").n_unique())
    least = pl.max_horizontal(FEW, BRIDGE * pl.col("own"))
    enough = (pl.col("ways") >= WAYS) & (pl.col("held") >= least) & (pl.col("met") >= FEW)
    bridged = ours.join(theirs, on=["community", "other"]).filter(enough).sort("community", "other")
    names = pieces["community"].unique().sort()
    ends = [names.search_sorted(bridged[end]).to_numpy() for end in ("community", "other")]
    whole = pl.DataFrame({"community": names, "whole": label(len(names), ends[0], ends[1])})
    joined = pieces.join(whole, on="community").with_columns(community=pl.col("account").min().over("whole"))
    return joined.select("account", "community").sort("account")


def unite(rings: pl.DataFrame, solid: pl.DataFrame) -> pl.DataFrame:
    """Put rings together that hang together by values of rings alone, and in two ways: account, community.

    `rings` are those that were judged abusive, so nobody comes in who was not. An operator whose stock is large
    falls to pieces each of which holds little of any value: so it is asked what all of them hold of it, and a
    ring hangs on the others in a way when a fifth of it, and two accounts, hold such values of that group.
    """
    inside = solid.join(rings, on="account")
    spread = inside.group_by("value", "group", "holders", "community").agg("account", n=pl.len())
    most = pl.max_horizontal(pl.lit(FEW), OWN * pl.col("holders"))
    common = spread.filter((pl.len().over("value") > 1) & (pl.col("n").sum().over("value") >= most))
    held = common.explode("account").group_by("community", "group").agg(held=pl.col("account").n_unique())
    sizes = rings.group_by("community").agg(size=pl.len())
    firm = held.join(sizes, on="community").filter(
        pl.col("held") >= pl.max_horizontal(pl.lit(WAYS), BRIDGE * pl.col("size"))
    )
    ways = common.join(firm, on=["community", "group"]).with_columns(pl.col("group").cast(pl.String))
    hung = [
        hanging(way, "community", "value").select("community", pl.lit(way["group"][0]).alias("way"), "whole")
        for way in ways.sort("group", "community", "value").partition_by("group", maintain_order=True)
    ]
    if len(hung) < WAYS:
        return rings
    each = pl.concat(hung)
    both = each.join(each, on="community").filter(pl.col("way") < pl.col("way_right"))
    spots = both.select("community", spot=pl.struct("way", "way_right", "whole", "whole_right").rank("dense"))
    if spots.is_empty():
        return rings
    joined = rings.join(hanging(spots, "community", "spot"), on="community", how="left")
    named = pl.col("account").min().over(pl.coalesce("whole", "community"))
    return joined.select("account", community=named).sort("account")


def grow(pieces: pl.DataFrame, telling: pl.DataFrame) -> pl.DataFrame:
    """Add to each piece the accounts of none that hold a value of its own; who does not belong is pruned again.

    `telling` are facts as `held.Held.telling` gives them: a crowd that turns out to be the piece's own is one no more.
    """
    ours = telling.join(pieces, on="account").group_by("community", "value", "holders").agg(n=pl.len())
    ours = ours.filter((pl.col("n") >= OWN * pl.col("holders")) & (pl.col("n") > 1))
    outside = telling.select("account", "value", "group").join(ours, on="value", how="semi")
    outside = outside.join(pieces, on="account", how="anti")
    by_ring = outside.join(ours, on="value").group_by("account", "community")
    near = by_ring.agg(ways=pl.col("group").n_unique(), n=pl.col("n").sum())
    near = near.sort("ways", "n", "account", "community", descending=[True, True, False, False])
    best = near.unique("account", keep="first", maintain_order=True).select("account", "community")
    return pl.concat([pieces, best]).sort("account")
