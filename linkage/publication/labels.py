"""What is shown of values and rings so that people can tell them apart and know when they were last active."""

import polars as pl

from linkage.model import ENFORCEABLE
from linkage.normalise.tokens import tags

HOUR, DAY = 3_600, 86_400


def apart(values: pl.DataFrame) -> pl.DataFrame:
    """Values (value, kind, mask) of which those with the same kind and mask get a short tag: `45.83.12.x #3fa9c1`.

    The tag is of the value's token, so it stays the same from run to run.
    """
    same = pl.len().over("kind", "mask") > 1
    told = values.with_columns(same=same & pl.col("mask").is_not_null())
    marks = pl.DataFrame(
        {"value": told["value"], "tag": pl.Series(list(tags(told["value"])), dtype=pl.String)}
    )
    named = told.join(marks.unique("value"), on="value", how="left", maintain_order="left")
    mask = pl.when("same").then(pl.format("{} #{}", "mask", "tag")).otherwise("mask")
    return named.with_columns(mask=mask).drop("same", "tag")


def active(
    rings: pl.DataFrame, members: pl.DataFrame, shared: pl.DataFrame, measures: pl.DataFrame
) -> pl.DataFrame:
    """Rings whose `last_seen` is the last activity of their core and members: a sign-up, a shared value that was
    seen, a payment or an hour of usage."""
    proved = members.filter(pl.col("tier").is_in(ENFORCEABLE)).select("account", "community")
    seen = shared.select("account", at=pl.col("last_seen").cast(pl.Int64)).join(proved, on="account")
    known = measures.join(proved, on="account").select(
        "community",
        at=pl.max_horizontal(
            "created_at",
            pl.col("hours").list.max().cast(pl.Int64) * HOUR,
            pl.col("paid_days").list.max().cast(pl.Int64) * DAY,
        ),
    )
    last = pl.concat([seen.select("community", "at"), known]).group_by("community").agg(pl.col("at").max())
    joined = rings.join(last, on="community", how="left", maintain_order="left")
    return joined.with_columns(last_seen=pl.max_horizontal("last_seen", "at")).drop("at")
