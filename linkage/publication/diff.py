"""What differs between two publications: rings, and who is in them. Both as their runs found them."""

from dataclasses import dataclass

import polars as pl

from linkage.model import ENFORCEABLE
from linkage.publication.reader import Publication


@dataclass(frozen=True)
class Difference:
    """What changed from one publication to another."""

    rings: pl.DataFrame
    """ring_id, change (new, gone, changed), before, after (core and member accounts, null where there is no such
    ring), joined, left: rings that differ, the largest first."""
    members: pl.DataFrame
    """account_id, before_ring, before_tier, after_ring, after_tier: accounts that differ, by id."""


def between(old: Publication, new: Publication) -> Difference:
    """Compare two publications; accounts erased since are in neither."""
    before, after = (_members(each) for each in (old, new))
    both = before.join(after, on="account_id", how="full", coalesce=True, suffix="_now")
    moved = both.filter(
        pl.col("ring_id").ne_missing(pl.col("ring_id_now")) | pl.col("tier").ne_missing(pl.col("tier_now"))
    )
    members = moved.select(
        "account_id",
        before_ring="ring_id",
        before_tier="tier",
        after_ring="ring_id_now",
        after_tier="tier_now",
    )
    return Difference(_rings(before, after), members.sort("account_id"))


def _members(publication: Publication) -> pl.DataFrame:
    return publication.seen(publication.members).select(
        "account_id", "ring_id", pl.col("tier").cast(pl.String)
    )


def _rings(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    old, new = (_proved(each) for each in (before, after))
    sizes = _sizes(old, "before").join(_sizes(new, "after"), on="ring_id", how="full", coalesce=True)
    keys = ["account_id", "ring_id"]
    joined = _sizes(new.join(old, on=keys, how="anti"), "joined")
    left = _sizes(old.join(new, on=keys, how="anti"), "left")
    found = sizes.join(joined, on="ring_id", how="left").join(left, on="ring_id", how="left")
    found = found.with_columns(pl.col("joined", "left").fill_null(0))
    gone = pl.when(pl.col("after").is_null()).then(pl.lit("gone")).otherwise(pl.lit("changed"))
    change = pl.when(pl.col("before").is_null()).then(pl.lit("new")).otherwise(gone)
    differing = found.filter((pl.col("joined") > 0) | (pl.col("left") > 0))
    named = differing.select("ring_id", change.alias("change"), "before", "after", "joined", "left")
    return named.sort(pl.max_horizontal("before", "after"), "ring_id", descending=[True, False])


def _proved(members: pl.DataFrame) -> pl.DataFrame:
    return members.filter(pl.col("tier").is_in(ENFORCEABLE))


def _sizes(members: pl.DataFrame, name: str) -> pl.DataFrame:
    return members.group_by("ring_id").agg(pl.len().cast(pl.Int64).alias(name))
