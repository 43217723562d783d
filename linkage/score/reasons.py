"""Why an account is in its ring, in a closed vocabulary."""

import polars as pl

from linkage.model import Group
from linkage.score.about import Facts
from linkage.score.gate import of

REASONS = (
    *(f"shared_{group.value}" for group in Group),
    "shared_other",
    "rhythm",
    "known_bad",
)
"""Every code a member's reasons may hold."""

LISTED = 5
"""Most reasons of a member."""


def explain(members: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Add `reasons` to members: the groups that tie them, hours, what is known of them; strongest first."""
    found = pl.concat([by_group(facts), by_hours(facts), by_label(members, facts)])
    best = found.group_by("account", "reason").agg(pl.col("match_weight").max())
    ordered = best.sort("match_weight", "reason", descending=[True, False])
    listed = ordered.group_by("account", maintain_order=True).agg(reasons=pl.col("reason").head(LISTED))
    return members.join(listed, on="account", how="left").with_columns(pl.col("reasons").fill_null([]))


def by_group(facts: Facts) -> pl.DataFrame:
    """A reason for each group with a value that counts."""
    name = pl.lit("shared_") + pl.col("group").cast(pl.String)
    code = pl.when(of(*Group)).then(name).otherwise(pl.lit("shared_other"))
    return facts.ties.filter("counts").select(
        "account", reason=code, match_weight=pl.col("match_weight").cast(pl.Float64)
    )


def by_hours(facts: Facts) -> pl.DataFrame:
    """A reason where the common hours have more than a bit."""
    return facts.members.filter(pl.col("rhythm") > 1).select(
        "account", reason=pl.lit("rhythm"), match_weight="rhythm"
    )


def by_label(members: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """A reason that goes before all others where the account is known as bad."""
    known = members.join(facts.about.known_bad(), on="account", how="semi")
    return known.select("account", reason=pl.lit("known_bad"), match_weight=pl.lit(100.0))
