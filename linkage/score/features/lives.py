"""Features of how the accounts live: when they came, how they are used, and whether they pay."""

import numpy as np
import polars as pl

from linkage.score.features.reading import Facts, answer, percent, unknown
from linkage.score.features.ties import venue

DAY = 86_400


def per_member(facts: Facts, expression: pl.Expr) -> pl.DataFrame:
    """Members with a measure of theirs named `x`; null where it is not known."""
    measures = facts.about.measures.select("account", x=expression)
    return facts.members.select("community", "account").join(measures, on="account", how="left")


def burst(facts: Facts) -> pl.DataFrame:
    """How much closer together they signed up than accounts do at large."""
    everyone = facts.about.measures["created_at"].drop_nulls().sort()
    if len(everyone) < 3:
        return unknown(facts)
    early, late = (everyone.quantile(share) or 0.0 for share in (0.25, 0.75))
    spread = (late - early) / DAY + 1
    signed = (
        per_member(facts, pl.col("created_at") / DAY)
        .group_by("community")
        .agg(x=pl.col("x").quantile(0.75) - pl.col("x").quantile(0.25), n=pl.col("x").count())
    )
    tight = (spread / (pl.col("x") + 1)).log(2) / 4
    reading = pl.when(pl.col("n") >= 3).then(tight)
    days = pl.format("half of them signed up within {} days", pl.col("x").round(1))
    soon = pl.lit("half of them signed up within a day")
    return answer(signed, reading, pl.when(pl.col("x") < 1).then(soon).otherwise(days))


def rhythm(facts: Facts) -> pl.DataFrame:
    """How much better the ring's common hours explain its accounts than everyone's hours do."""
    used = pl.Series(np.isin(facts.members["account"].to_numpy(), facts.lives.rhythm.accounts))
    mean = (
        facts.members.with_columns(used=used)
        .group_by("community")
        .agg(x=pl.col("rhythm").filter("used").mean(), n=pl.col("used").sum())
    )
    reading = pl.when(pl.col("n") >= 3).then(pl.col("x") / 4)
    return answer(
        mean, reading, pl.format("their active hours are alike by {} bits an account", pl.col("x").round(1))
    )


def alike(facts: Facts) -> pl.DataFrame:
    """How much better the ring's own days of sign-up, countries and amounts of use explain its accounts.

    What they have in common because they met, at the `venue`, is left out: a class signs up in one evening.
    """
    mean = facts.members.group_by("community").agg(
        bits=pl.col("alike").mean(), n=(pl.col("alike") != 0).sum()
    )
    met = venue(facts).select("community", met=pl.col("reading").clip(0, 1))
    joined = mean.join(met, on="community")
    reading = pl.when(pl.col("n") >= 3).then(pl.col("bits") / 4 * (1 - pl.col("met")))
    said = pl.format("sign-up and use are alike by {} bits an account", pl.col("bits").round(1))
    return answer(joined, reading, said)


def volume(facts: Facts) -> pl.DataFrame:
    """How hard the accounts are driven: their busiest hours among everyone's."""
    peak = pl.col("peak_requests")
    ranked = facts.about.measures.select("account", x=peak.rank() / peak.count())
    mean = facts.members.select("community", "account").join(ranked, on="account", how="left")
    mean = mean.group_by("community").agg(pl.col("x").median(), n=pl.col("x").count())
    reading = pl.when(pl.col("n") >= 3).then(pl.col("x") * 2 - 1)
    return answer(mean, reading, pl.format("half of them are busier than {}% of all accounts", percent("x")))


def balance(facts: Facts) -> pl.DataFrame:
    """How evenly the traffic is spread over the accounts; people differ widely."""
    hours = pl.col("hours").list.len().cast(pl.Float64).log()
    used = pl.col("hours").list.len() > 0
    everyone = facts.about.measures.filter(used).select(hours.std()).item()
    if not everyone:
        return unknown(facts)
    own = (
        per_member(facts, pl.when(used).then(hours))
        .group_by("community")
        .agg(x=pl.col("x").std(), n=pl.col("x").count())
    )
    reading = pl.when(pl.col("n") >= 3).then(1 - pl.col("x") / everyone)
    words = "their hours of use differ by {}% of what is usual"
    return answer(own, reading, pl.format(words, (100 * pl.col("x") / everyone).round(0).cast(pl.Int64)))


def eager(facts: Facts) -> pl.DataFrame:
    """How soon after sign-up the accounts are put to use, beside everyone's delay."""
    delay = pl.col("hours").list.min().cast(pl.Float64) * 3600 - pl.col("created_at")
    days = (delay.clip(lower_bound=0) / DAY + 0.1).log(10)
    usual = facts.about.measures.select(days.median()).item()
    if usual is None:
        return unknown(facts)
    own = per_member(facts, days).group_by("community").agg(x=pl.col("x").median(), n=pl.col("x").count())
    reading = pl.when(pl.col("n") >= 3).then((usual - pl.col("x")) / 2)
    return answer(
        own, reading, pl.format("half of them were in use within {} days", (10 ** pl.col("x")).round(1))
    )


def brief(facts: Facts) -> pl.DataFrame:
    """How short the accounts' life is, from sign-up to last use or payment, beside everyone's."""
    last = pl.max_horizontal(
        pl.col("hours").list.max().cast(pl.Float64) * 3600,
        pl.col("paid_days").list.max().cast(pl.Float64) * DAY,
    )
    days = ((last - pl.col("created_at")).clip(lower_bound=0) / DAY + 1).log(10)
    usual = facts.about.measures.select(days.median()).item()
    if usual is None:
        return unknown(facts)
    own = per_member(facts, days).group_by("community").agg(x=pl.col("x").median(), n=pl.col("x").count())
    reading = pl.when(pl.col("n") >= 3).then(usual - pl.col("x"))
    return answer(
        own,
        reading,
        pl.format(
            "half of them were last seen within {} days of sign-up",
            (10 ** pl.col("x")).round(0).cast(pl.Int64),
        ),
    )


def paying(facts: Facts) -> pl.DataFrame:
    """Share of the accounts that pay month after month, as customers do."""
    days = pl.col("paid_days")
    lasting = (days.list.max() - days.list.min() >= 90) & (days.list.len() >= 3)
    known = facts.about.measures["paid_days"].list.len().fill_null(0).sum() > 0
    if not known:
        return unknown(facts)
    mean = (
        per_member(facts, lasting.fill_null(False))
        .group_by("community")
        .agg(x=pl.col("x").fill_null(False).mean())
    )
    return answer(
        mean, pl.col("x"), pl.format("{}% of them have paid for three months or more", percent("x"))
    )
