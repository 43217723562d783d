"""Heed what people decided: who is not the same operator is parted, and nobody is enforceable who was let go.

Everything is compared by accounts, not by ids of rings, which are given only afterwards: so a decision sticks
to the accounts that somebody looked at, however the next run cuts and names them.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.model import ENFORCEABLE, MIN_RING, UNSEEN
from linkage.tables import MEMBERS, RINGS, Rulings

SAME = 3
"""One part in this many of the smaller of two rings must be shared, for them to be the same."""

ROUNDS = 20
"""Most times that everybody looks again at whose side the others are on."""

Sides = npt.NDArray[np.float64]


def apply(
    rings: pl.DataFrame, members: pl.DataFrame, links: pl.DataFrame, rulings: Rulings
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rings and members (`tables.RINGS`, `tables.MEMBERS`) as they may be published."""
    there = members.with_columns(whole=pl.col("community"))
    parted = part(kept_away(there, rulings), links, rulings.pairs)
    sound = rings_still(there, parted)
    applied = demote(sound, rulings)
    return counted(rings, applied), applied.select(list(MEMBERS)).sort("community", "account")


def pieces(members: pl.DataFrame, links: pl.DataFrame, rulings: Rulings) -> pl.DataFrame:
    """What people left of the rings they parted or took somebody proved from, to be judged anew: account,
    community, and `whole`, the ring it was of."""
    there = members.with_columns(whole=pl.col("community"))
    parted = part(kept_away(there, rulings), links, rulings.pairs)
    proved = pl.col("tier").is_in(ENFORCEABLE).sum()
    was = there.group_by("whole").agg(was=proved)
    now = parted.group_by("whole", "community").agg(now=proved)
    changed = now.join(was, on="whole").filter(pl.col("now") < pl.col("was"))
    left = parted.join(changed, on="community", how="semi")
    return left.select("account", "community", "whole").sort("account")


def kept_away(members: pl.DataFrame, rulings: Rulings) -> pl.DataFrame:
    """Members without those who are found again in a ring they were said not to be of."""
    proved = members.filter(pl.col("tier").is_in(ENFORCEABLE)).select("account", "community")
    now = proved.group_by("community").agg(now=pl.len())
    then = rulings.rings.group_by("decision").agg(then=pl.len())
    shared = rulings.rings.join(proved, on="account").group_by("decision", "community").agg(shared=pl.len())
    sizes = shared.join(now, on="community").join(then, on="decision")
    same = sizes.filter(pl.col("shared") * SAME >= pl.min_horizontal("now", "then"))
    found = rulings.away.join(same, on="decision").select("account", "community").unique()
    return members.join(found, on=["account", "community"], how="anti")


def part(members: pl.DataFrame, links: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Members with every ring cut in two that holds a pair; each goes with whom he shares most.

    One of a pair who is but possible leaves instead: who is not proved to belong says nothing about a ring.
    """
    for account, other in pairs.unique().sort("account", "other").iter_rows():
        both = members.filter(pl.col("account").is_in([account, other]))
        if both.height < 2 or both["community"].n_unique() > 1:
            continue
        unproved = both.filter(~pl.col("tier").is_in(ENFORCEABLE))
        if unproved.height:
            members = members.join(unproved, on="account", how="anti")
        else:
            ring = pl.col("community") == both["community"][0]
            halves = cut(members.filter(ring), links, account, other)
            members = pl.concat([members.filter(~ring), halves])
    return members


def cut(ring: pl.DataFrame, links: pl.DataFrame, account: int, other: int) -> pl.DataFrame:
    """The members of one ring as two; who stands by neither goes with the account named first."""
    accounts = ring["account"].to_numpy()
    held = links.join(ring.select("account"), on="account", how="semi").select("account", "value", "bits")
    held = held.join(pl.DataFrame({"account": accounts}).with_row_index("who"), on="account")
    values = (
        held["value"].rank("dense").cast(pl.Int64).to_numpy() - 1 if held.height else np.empty(0, np.int64)
    )
    seeds = np.where(accounts == account, 1.0, np.where(accounts == other, -1.0, 0.0))
    side = sides(held["who"].to_numpy(), values, held["bits"].to_numpy(), seeds)
    second = pl.Series(side < 0)
    halved = ring.with_columns(second=second)
    named = pl.col("account").min().over("second")
    return halved.with_columns(community=named).drop("second")


def sides(
    who: npt.NDArray[np.uint32], value: npt.NDArray[np.int64], bits: npt.NDArray[np.float32], seeds: Sides
) -> Sides:
    """On whose side each is: the sign of the bits shared with the others, by their side, until nobody moves."""
    side = seeds.copy()
    if not len(value):
        return side
    for _ in range(ROUNDS):
        stands = np.abs(side)
        total = np.bincount(value, side[who])[value] - side[who]
        others = np.bincount(value, stands[who])[value] - stands[who]
        pull = bits * total / np.maximum(others, 1)
        moved = np.where(seeds != 0, seeds, np.sign(np.bincount(who, pull, minlength=len(seeds)).round(6)))
        if (moved == side).all():
            break
        side = moved
    return side


def rings_still(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Members without the rings that lost somebody and are too small now to be any."""
    was = before.group_by("community").agg(was=pl.len())
    now = after.group_by("community").agg(
        now=pl.len(), proved=pl.col("tier").is_in(ENFORCEABLE).sum(), whole=pl.col("whole").first()
    )
    sizes = now.join(was, left_on="whole", right_on="community")
    small = sizes.filter((pl.col("now") < pl.col("was")) & (pl.col("proved") < MIN_RING))
    return after.join(small, on="community", how="anti")


def demote(members: pl.DataFrame, rulings: Rulings) -> pl.DataFrame:
    """Members, of whom none is enforceable who is barred, or whose ring was dismissed and is the same still."""
    proved = members.filter(pl.col("tier").is_in(ENFORCEABLE)).select("account", "community")
    now = proved.group_by("community").agg(now=pl.len())
    seen = rulings.dismissed.join(proved, on="account").group_by("decision", "community").agg(seen=pl.len())
    known = seen.join(now, on="community").filter(pl.col("now") - pl.col("seen") <= UNSEEN * pl.col("now"))
    let_go = pl.col("account").is_in(rulings.barred.implode()) | pl.col("community").is_in(
        known["community"].implode()
    )
    lowered = let_go & pl.col("tier").is_in(ENFORCEABLE)
    return members.with_columns(
        tier=pl.when(lowered).then(pl.lit("possible")).otherwise(pl.col("tier").cast(pl.String))
    )


def counted(rings: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """A row for each ring there is now, with its own counts and else what was said of the ring it was cut from."""
    counts = members.group_by("community", "whole").agg(
        (pl.col("tier") == tier).sum().cast(pl.UInt32).alias(tier) for tier in ("core", "member", "possible")
    )
    said = rings.rename({"community": "whole"}).drop("core", "member", "possible", "size")
    joined = counts.join(said, on="whole").with_columns(size=pl.col("core") + pl.col("member"))
    return joined.select(pl.col(name).cast(kind) for name, kind in RINGS.items()).sort("community")
