"""Features of a ring as a whole: each a function whose docstring the investigator reads.

A feature answers a table community, reading, sentence: a number scaled so that 0 is what an honest group of that
size shows and 1 is clear, null where the data does not tell, and the sentence that says it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.score.rhythm import Rhythm

DAY = 86_400
HONEST_TIES = ("same_organisation", "delegated", "reseller")
"""Relations that explain why accounts share things."""


@dataclass(frozen=True)
class About:
    """What is known of the accounts beside the values they hold."""

    measures: pl.DataFrame
    """`tables.MEASURES`."""
    relations: pl.DataFrame
    """`tables.RELATIONS`."""
    labels: pl.DataFrame
    """`tables.LABELS`."""
    total: int
    """Accounts in all."""

    def known_bad(self) -> pl.DataFrame:
        """Accounts labelled fraud or banned, or banned by status: account."""
        labelled = self.labels.filter(pl.col("label").is_in(["fraud", "banned"])).select("account")
        banned = self.measures.filter(pl.col("status") == "banned").select("account")
        return pl.concat([labelled, banned]).unique().sort("account")


@dataclass(frozen=True)
class Facts:
    """What the features read, of the members that are proved."""

    members: pl.DataFrame
    """community, account, bits, rhythm, groups, certificate."""
    ties: pl.DataFrame
    """Their ties, as in `prove.Proof`."""
    about: About
    rhythm: Rhythm
    """Active hours of every account."""


Feature = Callable[[Facts], pl.DataFrame]


def answer(frame: pl.DataFrame | pl.LazyFrame, reading: pl.Expr, sentence: pl.Expr) -> pl.DataFrame:
    """A feature's table: sorted by community, readings kept between −3 and 3."""
    made = frame.lazy().select(
        "community", reading=reading.cast(pl.Float64).clip(-3, 3), sentence=sentence.cast(pl.String)
    )
    return made.sort("community").collect()


def per_member(facts: Facts, expression: pl.Expr) -> pl.DataFrame:
    """Members with a measure of theirs named `x`; null where it is not known."""
    measures = facts.about.measures.select("account", x=expression)
    return facts.members.select("community", "account").join(measures, on="account", how="left")


def size(facts: Facts) -> pl.DataFrame:
    """Accounts in the ring; families seldom pass six."""
    counted = facts.members.group_by("community").agg(n=pl.len())
    return answer(counted, (pl.col("n") / 6).log(4), pl.format("{} accounts tied together", "n"))


def reuse(facts: Facts) -> pl.DataFrame:
    """Accounts behind each payment card, device and address; households seldom pass four."""
    owned = facts.ties.filter(
        ~pl.col("derived")
        & ~pl.col("crowd")
        & pl.col("group").cast(pl.String).is_in(["payment", "device", "place"])
    )
    held = owned.with_columns(n=pl.col("others") + 1).group_by("community", "account").agg(pl.col("n").max())
    mean = held.group_by("community").agg(x=pl.col("n").cast(pl.Float64).median())
    return answer(
        mean,
        (pl.col("x") / 4).log(4),
        pl.format(
            "half of them share a card, a device or an address with {} or more",
            (pl.col("x") - 1).cast(pl.Int64),
        ),
    )


def burst(facts: Facts) -> pl.DataFrame:
    """How much closer together they signed up than accounts do at large."""
    everyone = facts.about.measures["created_at"].drop_nulls().sort()
    if len(everyone) < 3:
        return unknown(facts)
    spread = float(everyone.quantile(0.75) - everyone.quantile(0.25)) / DAY + 1
    signed = (
        per_member(facts, pl.col("created_at") / DAY)
        .group_by("community")
        .agg(x=pl.col("x").quantile(0.75) - pl.col("x").quantile(0.25), n=pl.col("x").count())
    )
    tight = (spread / (pl.col("x") + 1)).log(2) / 4
    reading = pl.when(pl.col("n") >= 3).then(tight)
    return answer(signed, reading, pl.format("half of them signed up within {} days", pl.col("x").round(1)))


def rhythm(facts: Facts) -> pl.DataFrame:
    """How much better the ring's common hours explain its accounts than everyone's hours do."""
    used = pl.Series(np.isin(facts.members["account"].to_numpy(), facts.rhythm.accounts))
    mean = (
        facts.members.with_columns(used=used)
        .group_by("community")
        .agg(x=pl.col("rhythm").filter("used").mean(), n=pl.col("used").sum())
    )
    reading = pl.when(pl.col("n") >= 3).then(pl.col("x") / 4)
    return answer(
        mean, reading, pl.format("their active hours are alike by {} bits an account", pl.col("x").round(1))
    )


def behaviour(facts: Facts) -> pl.DataFrame:
    """Share of the accounts that send rare prompts others of the ring send too."""
    ties = facts.ties.filter((pl.col("group").cast(pl.String) == "behaviour") & ~pl.col("crowd"))
    return spread(facts, ties.filter(pl.col("says") > 3), "share rare prompts or ways of use")


def looks(facts: Facts) -> pl.DataFrame:
    """Share of the accounts whose names, mail and numbers are made alike."""
    ties = facts.ties.filter((pl.col("group").cast(pl.String) == "identity") & pl.col("derived"))
    return spread(
        facts, ties.filter((pl.col("says") > 3) & (pl.col("others") >= 2)), "have mail or numbers made alike"
    )


def several(facts: Facts) -> pl.DataFrame:
    """Share of the accounts tied in three or more independent ways."""
    groups = facts.ties.filter((pl.col("says") > 3) & ~pl.col("crowd") & (pl.col("others") >= 2))
    many = groups.group_by("community", "account").agg(n=pl.col("group").n_unique()).filter(pl.col("n") >= 3)
    return spread(facts, many, "are tied in three or more ways")


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


def bad(facts: Facts) -> pl.DataFrame:
    """Share of the accounts already known as fraudulent or banned."""
    return known(facts, facts.about.known_bad(), "are known as fraudulent or banned")


def honest(facts: Facts) -> pl.DataFrame:
    """Share of the accounts known as honest."""
    labelled = facts.about.labels.filter(pl.col("label") == "honest").select("account")
    return known(facts, labelled.unique(), "are known as honest")


def related(facts: Facts) -> pl.DataFrame:
    """Share of the accounts whose sharing a known relation explains: one organisation, an agency, a reseller."""
    ties = facts.about.relations.filter(pl.col("kind").is_in(HONEST_TIES))
    if not len(facts.about.relations):
        return unknown(facts)
    ends = pl.concat([ties.select("account", "other"), ties.select(account="other", other="account")])
    inside = facts.members.select("community", "account").join(ends, on="account")
    both = inside.join(facts.members.select("community", other="account"), on=["community", "other"])
    return spread(facts, both, "are related by organisation, agency or reseller")


def spread(facts: Facts, found: pl.DataFrame, words: str) -> pl.DataFrame:
    """Share of members among the accounts of `found`, with a sentence."""
    hit = found.select("community", "account", hit=pl.lit(1.0)).unique()
    mean = (
        facts.members.join(hit, on=["community", "account"], how="left")
        .group_by("community")
        .agg(x=pl.col("hit").fill_null(0).mean())
    )
    return answer(mean, pl.col("x"), pl.format(f"{{}}% of them {words}", percent("x")))


def known(facts: Facts, accounts: pl.DataFrame, words: str) -> pl.DataFrame:
    """Share of members among those accounts; unknown where there are none at all."""
    if not len(accounts):
        return unknown(facts)
    return spread(facts, facts.members.join(accounts, on="account", how="semi"), words)


def unknown(facts: Facts) -> pl.DataFrame:
    """The answer where the data does not tell."""
    empty = facts.members.select("community").unique()
    return answer(empty, pl.lit(None), pl.lit(None))


def percent(name: str) -> pl.Expr:
    """A share as a whole per cent."""
    return (pl.col(name) * 100).round(0).cast(pl.Int64)


FEATURES: Mapping[str, Feature] = {
    "size": size,
    "reuse": reuse,
    "burst": burst,
    "rhythm": rhythm,
    "behaviour": behaviour,
    "looks": looks,
    "several": several,
    "paying": paying,
    "bad": bad,
    "honest": honest,
    "related": related,
}
