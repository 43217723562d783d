"""Weigh: how much does it say that two accounts share a value?

In bits, so that evidence adds up: log2 of how much likelier two accounts of one operator share the value
than two strangers. After Fellegi and Sunter (1969) with value-specific frequencies (Winkler 1989), counted
on holders who are strangers to one another: a value's own ring must not make it look common.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.model import Trait

RARE = 12
"""Most holders of a value that can vouch that two holders of another value know each other."""

EVERYONE = 0.05
"""Share of all accounts beyond which a value is a crowd whoever holds it."""

CROWD = 0.45
"""A value whose bits are below this share of log2(accounts) ties nobody: its strangers outnumber any ring."""

UNKNOWN = Trait(group=None, most=12.0, forgeable=False, derived=False)
"""What is assumed of a kind nobody declared; it is a group of its own."""


@dataclass(frozen=True)
class Weighed:
    """Links that tie, and the verdict on every shared value, crowds included."""

    links: pl.DataFrame
    """`tables.LINKS`."""
    verdicts: pl.DataFrame
    """`tables.VERDICTS`."""


def weigh(shared: pl.DataFrame, traits: Mapping[str, Trait], total: int) -> Weighed:
    """Weigh every shared value of `tables.SHARED` among `total` accounts; keep the links that are no crowd."""
    shared = shared.join(groups(shared, traits), on="kind", how="left")
    holders = shared.group_by("value").agg(
        pl.col("kind").first(), pl.col("group").first(), pl.col("most").first(), holders=pl.len()
    )
    holders = holders.join(acquainted(shared, holders, total), on="value", how="left")
    verdicts = judge(holders.with_columns(pl.col("acquainted").fill_null(0.0)), total)
    links = shared.join(verdicts.filter(~pl.col("crowd")).select("value", "bits", "holders"), on="value")
    links = links.select(
        "account", "value", "kind", "group", "bits", "holders", "first_seen", "last_seen"
    ).sort("value", "account")
    return Weighed(links, verdicts)


def groups(shared: pl.DataFrame, traits: Mapping[str, Trait]) -> pl.DataFrame:
    """One row a kind: kind, group, most bits. A kind nobody declared is a group of its own name."""
    kinds = shared["kind"].unique().cast(pl.String).sort().to_list()
    found = [traits.get(kind, UNKNOWN) for kind in kinds]
    return pl.DataFrame(
        {
            "kind": kinds,
            "group": [trait.group or kind for kind, trait in zip(kinds, found, strict=True)],
            "most": [trait.most for trait in found],
        },
        schema={"kind": pl.Categorical(), "group": pl.Categorical(), "most": pl.Float64()},
    )


def acquainted(shared: pl.DataFrame, holders: pl.DataFrame, total: int) -> pl.DataFrame:
    """Share of a value's holders who share a rare value of another group with another of its holders.

    Near 0 for the guests of one NAT, near 1 for the accounts behind a ring's own proxy. Columns: value,
    acquainted (0 to 1). Values of `RARE` holders or fewer, and of more than `EVERYONE`, are not judged.
    """
    most = max(EVERYONE * total, RARE)
    sized = holders.select("value", "holders")
    linked = shared.select("account", "value", "group").join(sized, on="value")
    large = linked.filter((pl.col("holders") > RARE) & (pl.col("holders") <= most))
    rare = linked.filter(pl.col("holders") <= RARE).select("account", rare="value", other="group")
    pairs = (
        large.lazy()
        .join(rare.lazy(), on="account")
        .filter(pl.col("group") != pl.col("other"))
        .select("account", "value", "rare", "holders")
    )
    vouched = pairs.group_by("value", "rare").agg(n=pl.len()).filter(pl.col("n") >= 2).select("value", "rare")
    known = (
        pairs.join(vouched, on=["value", "rare"])
        .group_by("value")
        .agg(acquainted=pl.col("account").n_unique() / pl.col("holders").first())
    )
    return known.collect()


def judge(holders: pl.DataFrame, total: int) -> pl.DataFrame:
    """Bits and crowd verdict of every value, `tables.VERDICTS`, sorted by value."""
    total = max(total, 2)
    strangers = (pl.col("holders") * (1 - pl.col("acquainted"))).clip(lower_bound=2)
    floor = CROWD * np.log2(total)
    everyone = pl.col("holders") > max(EVERYONE * total, RARE)
    bits = pl.min_horizontal((total / strangers).log(2), "most")
    common = ((total / strangers).log(2) < floor) & (pl.col("holders") > RARE)
    judged = holders.with_columns(bits=bits.cast(pl.Float32), crowd=everyone | common)
    held = pl.format("{} accounts hold it", "holders")
    apart = pl.format(
        "{} accounts hold it, {}% of them share nothing else",
        "holders",
        ((1 - pl.col("acquainted")) * 100).round(0).cast(pl.Int64),
    )
    reason = pl.when(~pl.col("crowd")).then(None).when(everyone).then(held).otherwise(apart)
    return judged.select(
        "value", "kind", "group", pl.col("holders").cast(pl.UInt32), "bits", "crowd", reason=reason
    ).sort("value")
