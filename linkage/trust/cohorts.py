"""Is any cohort flagged more often than its share? By country, plan and sort of network, where they are known."""

from collections.abc import Mapping

import polars as pl

from linkage.kinds import network
from linkage.trust.platform import Platform, Run

UNKNOWN: Mapping[str, str] = {
    "country": "unknown, because no account has a country",
    "plan": "unknown, because no account has a plan",
    "network": "unknown, because no account has a sort of network",
}
"""Why the cohorts of a mark are unknown."""


def cohorts(platform: Platform, run: Run) -> dict[str, pl.DataFrame | str]:
    """By each mark its cohorts, the largest share of the flagged first, or why it is unknown.

    cohort, accounts, share (of the accounts of which the mark is known), flagged, among (share of the flagged of
    which it is known), times (as often as its share).
    """
    marks = {
        "country": platform.measures.select("account", cohort="country"),
        "plan": platform.measures.select("account", cohort="plan"),
        "network": networks(platform),
    }
    known = {name: rows.drop_nulls().unique() for name, rows in marks.items()}
    return {
        name: UNKNOWN[name] if rows.is_empty() else shares(rows, run.flagged) for name, rows in known.items()
    }


def networks(platform: Platform) -> pl.DataFrame:
    """The sorts of network of each account: account, cohort."""
    return network.of_accounts(platform.shared, platform.networks).rename({"network_type": "cohort"})


def shares(rows: pl.DataFrame, flagged: pl.DataFrame) -> pl.DataFrame:
    """The table of one mark, from accounts and their cohort."""
    hit = rows.join(flagged.with_columns(hit=pl.lit(1)), on="account", how="left")
    known, among = rows["account"].n_unique(), hit.drop_nulls("hit")["account"].n_unique()
    table = hit.group_by("cohort").agg(accounts=pl.len(), flagged=pl.col("hit").count())
    told = table.with_columns(
        share=(pl.col("accounts") / known).round(4), among=(pl.col("flagged") / max(among, 1)).round(4)
    )
    told = told.with_columns(times=(pl.col("among") / pl.col("share")).round(2))
    ordered = told.sort("flagged", "accounts", "cohort", descending=[True, True, False])
    return ordered.select("cohort", "accounts", "share", "flagged", "among", "times")
