"""What is known of members of rings beside what they share: sign-up, plan, country, payments, use; nothing personal."""

import polars as pl

from linkage.tables import Schema

HOURS_A_DAY = 24
PROFILES: Schema = {
    "account": pl.Int64(),
    "created_at": pl.Int64(),
    "status": pl.String(),
    "plan": pl.String(),
    "country": pl.String(),
    "label": pl.String(),
    "largest_amount": pl.Float64(),
    "paid_days": pl.List(pl.Int32()),
    "used_days": pl.List(pl.Int32()),
    "used_hours": pl.UInt32(),
    "peak_requests": pl.Int64(),
}
"""One row a member of a ring, by account. `paid_days` and `used_days`: days since 1970 with a payment and with usage;
`used_hours`: hours with usage; `peak_requests`: of the busiest of them, and publications of earlier versions lack it;
`label`: of several the first of banned, fraud, honest. What was not loaded is null."""


def profiles(members: pl.DataFrame, measures: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Profiles of members (account), from `tables.MEASURES` and `tables.LABELS`."""
    said = labels.group_by("account").agg(label=pl.col("label").min())
    days = pl.col("hours").list.eval(pl.element() // HOURS_A_DAY).list.unique().list.sort()
    known = members.select("account").unique().join(measures, on="account", how="left")
    told = known.join(said, on="account", how="left").with_columns(
        used_days=days, used_hours=pl.col("hours").list.len()
    )
    return told.select(pl.col(name).cast(kind) for name, kind in PROFILES.items()).sort("account")


def stakes(members: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Money and use at stake by ring, of its core and members: ring_id, paying, paid_days, used_hours."""
    held = members.select("ring_id", "account").join(known, on="account")
    return held.group_by("ring_id").agg(
        paying=(pl.col("paid_days").list.len() > 0).sum().cast(pl.Int64),
        paid_days=pl.col("paid_days").list.len().sum().cast(pl.Int64),
        used_hours=pl.col("used_hours").sum().cast(pl.Int64),
    )
