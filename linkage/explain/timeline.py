"""One account's life in the order of time: sign-up, payments, use, and every value it was seen with."""

import polars as pl

from linkage.explain import evidence
from linkage.publication.reader import Publication

DAY = 86_400
EVENTS = {
    "at": pl.Int64(),
    "until": pl.Int64(),
    "event": pl.String(),
    "kind": pl.String(),
    "group": pl.String(),
    "masked": pl.String(),
    "days": pl.Int64(),
}
"""One row an event: `at` to `until` in seconds since 1970; `event` is sign_up, payment, use or seen. Of use and
payments `days` counts the days in a row; of a value that was seen, kind, group and mask are told."""


def timeline(publication: Publication, account: int) -> pl.DataFrame:
    """The events of an account, the earliest first; columns `EVENTS`. Profiles are kept of members of rings alone."""
    known = publication.profiles_of(evidence.keys([account]))
    parts = [_signed_up(known), _spans(known, "paid_days", "payment"), _spans(known, "used_days", "use")]
    return pl.concat([*parts, _seen(publication, account)]).sort(
        "at", "event", "kind", "masked", nulls_last=True
    )


def _signed_up(known: pl.DataFrame) -> pl.DataFrame:
    return _laid(known.drop_nulls("created_at").select(at="created_at", event=pl.lit("sign_up")))


def _spans(known: pl.DataFrame, name: str, event: str) -> pl.DataFrame:
    """Days in a row as one event."""
    days = known.select(day=pl.col(name).list.sort()).explode("day").drop_nulls().cast(pl.Int64)
    streak = (pl.col("day").diff().fill_null(1) != 1).cum_sum()
    found = days.group_by(streak=streak).agg(
        first=pl.col("day").min(), last=pl.col("day").max(), days=pl.len()
    )
    return _laid(
        found.select(
            at=pl.col("first") * DAY, until=pl.col("last") * DAY, event=pl.lit(event), days=pl.col("days")
        )
    )


def _seen(publication: Publication, account: int) -> pl.DataFrame:
    """Values with the times between which the account was seen with them; those of no known time are left out."""
    keys = evidence.keys([account])
    columns = ["value", "first_seen", "last_seen"]
    held = [publication.links_of(keys).select(columns), publication.ignored_of(keys).select(columns)]
    facts = pl.concat(held).drop_nulls("first_seen").unique("value", keep="first", maintain_order=True)
    told = evidence.told(publication, facts)
    return _laid(
        told.select("kind", "group", at="first_seen", until="last_seen", event=pl.lit("seen"), masked="mask")
    )


def _laid(rows: pl.DataFrame) -> pl.DataFrame:
    lacking = [pl.lit(None, kind).alias(name) for name, kind in EVENTS.items() if name not in rows.columns]
    return rows.with_columns(lacking).select(pl.col(name).cast(kind) for name, kind in EVENTS.items())
