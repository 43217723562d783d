"""Apply the decisions of people to a run: split rings of different operators, and protect accounts.

Everything is compared by accounts, not by ids of rings, which are given only afterwards. So a decision holds for the
accounts that a person looked at, however the next run groups and names them.

On the way members have the columns of `tables.MEMBERS` and `ring`: the community that they were of before.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.model import ENFORCEABLE, MIN_RING, UNSEEN
from linkage.tables import MEMBERS, RINGS, RunDecisions

SAME = 3
"""One part in this many of the smaller of two rings must be shared, for them to be the same (0015)."""

ROUNDS = 20
"""Most rounds in which members change sides, when a ring is split; bounds time."""

Sides = npt.NDArray[np.float64]
"""1 for the side of the first of a pair, −1 for that of the second, 0 for neither; one entry a member."""


def apply(
    rings: pl.DataFrame, members: pl.DataFrame, links: pl.DataFrame, decisions: RunDecisions
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rings and members (`tables.RINGS`, `tables.MEMBERS`) as they may be published."""
    before = members.with_columns(ring=pl.col("community"))
    after = split_pairs(without_excluded(before, decisions), links, decisions.pairs)
    applied = demote(without_small(before, after), decisions)
    return ring_rows(rings, applied), applied.select(list(MEMBERS)).sort("community", "account")


def remainders(members: pl.DataFrame, links: pl.DataFrame, decisions: RunDecisions) -> pl.DataFrame:
    """What is left of rings that decisions split or took a proved member from, to be judged anew: account,
    community, ring."""
    before = members.with_columns(ring=pl.col("community"))
    after = split_pairs(without_excluded(before, decisions), links, decisions.pairs)
    proved = pl.col("tier").is_in(ENFORCEABLE).sum()
    was = before.group_by("ring").agg(was=proved)
    now = after.group_by("ring", "community").agg(now=proved)
    changed = now.join(was, on="ring").filter(pl.col("now") < pl.col("was"))
    return (
        after.join(changed, on="community", how="semi").select("account", "community", "ring").sort("account")
    )


def without_excluded(members: pl.DataFrame, decisions: RunDecisions) -> pl.DataFrame:
    """Members without those who are again in a ring that a person excluded them from."""
    proved = members.filter(pl.col("tier").is_in(ENFORCEABLE)).select("account", "community")
    then_of = decisions.ring_members
    now = proved.group_by("community").agg(now=pl.len())
    then = then_of.group_by("decision").agg(then=pl.len())
    shared = then_of.join(proved, on="account").group_by("decision", "community").agg(shared=pl.len())
    sizes = shared.join(now, on="community").join(then, on="decision")
    same = sizes.filter(pl.col("shared") * SAME >= pl.min_horizontal("now", "then"))
    found = decisions.not_of_ring.join(same, on="decision").select("account", "community").unique()
    return members.join(found, on=["account", "community"], how="anti")


def split_pairs(members: pl.DataFrame, links: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Members after all pairs (account, other) that are not of one operator were separated.

    both are of one ring   both are proved   what happens
    no                     –                 nothing
    yes                    no                who is not proved leaves the ring: that says nothing about it
    yes                    yes               the ring is split in two
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
            halves = split_ring(members.filter(ring), links, account, other)
            members = pl.concat([members.filter(~ring), halves])
    return members


def split_ring(ring: pl.DataFrame, links: pl.DataFrame, account: int, other: int) -> pl.DataFrame:
    """The members of one ring as two, each named by its smallest account; who is on neither side goes with the
    account named first."""
    accounts = ring["account"].to_numpy()
    held = links.join(ring.select("account"), on="account", how="semi").select("account", "value", "bits")
    held = held.join(pl.DataFrame({"account": accounts}).with_row_index("member"), on="account")
    values = (
        held["value"].rank("dense").cast(pl.Int64).to_numpy() - 1 if held.height else np.empty(0, np.int64)
    )
    seeds = np.where(accounts == account, 1.0, np.where(accounts == other, -1.0, 0.0))
    side = sides(held["member"].to_numpy(), values, held["bits"].to_numpy(), seeds)
    halved = ring.with_columns(second=pl.Series(side < 0))
    named = pl.col("account").min().over("second")
    return halved.with_columns(community=named).drop("second")


def sides(
    member: npt.NDArray[np.uint32], value: npt.NDArray[np.int64], bits: npt.NDArray[np.float32], seeds: Sides
) -> Sides:
    """The side of each member, by label propagation from the two `seeds`, until nobody changes sides.

    `member`, `value` and `bits` are one entry a link. A member goes to the side for which it has more bits; of a
    value, they count by the mean side of its other holders that are on one.
    """
    side = seeds.copy()
    if not len(value):
        return side
    for _ in range(ROUNDS):
        decided = np.abs(side)
        total = np.bincount(value, side[member])[value] - side[member]
        others = np.bincount(value, decided[member])[value] - decided[member]
        toward = np.bincount(member, bits * total / np.maximum(others, 1), minlength=len(seeds))
        changed = np.where(seeds != 0, seeds, np.sign(toward.round(6)))
        if (changed == side).all():
            break
        side = changed
    return side


def without_small(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Members without rings that lost somebody and are too small now to be a ring."""
    was = before.group_by("community").agg(was=pl.len())
    now = after.group_by("community").agg(
        now=pl.len(), proved=pl.col("tier").is_in(ENFORCEABLE).sum(), ring=pl.col("ring").first()
    )
    sizes = now.join(was, left_on="ring", right_on="community")
    small = sizes.filter((pl.col("now") < pl.col("was")) & (pl.col("proved") < MIN_RING))
    return after.join(small, on="community", how="anti")


def demote(members: pl.DataFrame, decisions: RunDecisions) -> pl.DataFrame:
    """Members, with core and member accounts `possible` that are protected, or whose ring was dismissed and has at
    most a share of `UNSEEN` of accounts that were not in it then."""
    proved = members.filter(pl.col("tier").is_in(ENFORCEABLE)).select("account", "community")
    now = proved.group_by("community").agg(now=pl.len())
    seen = decisions.dismissed.join(proved, on="account").group_by("decision", "community").agg(seen=pl.len())
    same = seen.join(now, on="community").filter(pl.col("now") - pl.col("seen") <= UNSEEN * pl.col("now"))
    protected = pl.col("account").is_in(decisions.protected.implode())
    dismissed = pl.col("community").is_in(same["community"].implode())
    lowered = (protected | dismissed) & pl.col("tier").is_in(ENFORCEABLE)
    return members.with_columns(
        tier=pl.when(lowered).then(pl.lit("possible")).otherwise(pl.col("tier").cast(pl.String))
    )


def ring_rows(rings: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """`tables.RINGS` of the rings there are now: their own counts, all else from the ring they were split from."""
    counts = members.group_by("community", "ring").agg(
        (pl.col("tier") == tier).sum().cast(pl.UInt32).alias(tier) for tier in ("core", "member", "possible")
    )
    before = rings.rename({"community": "ring"}).drop("core", "member", "possible", "size")
    joined = counts.join(before, on="ring").with_columns(size=pl.col("core") + pl.col("member"))
    return joined.select(pl.col(name).cast(kind) for name, kind in RINGS.items()).sort("community")
