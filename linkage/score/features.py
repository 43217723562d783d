"""Features of a ring as a whole: each a function whose docstring the investigator reads.

A feature answers a table community, reading, sentence: a number scaled so that 0 is what an honest group of
that size shows and 1 is clear, null where the data does not tell, and the sentence that says it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.model import Group
from linkage.score.alike import Lives
from linkage.score.gate import of

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

    def known_honest(self) -> pl.DataFrame:
        """Accounts labelled honest: account."""
        labelled = self.labels.filter(pl.col("label") == "honest").select("account")
        return labelled.unique().sort("account")


@dataclass(frozen=True)
class Facts:
    """What the features read, of the members that are proved."""

    members: pl.DataFrame
    """community, account, bits, rhythm, alike, groups, firm, rest."""
    ties: pl.DataFrame
    """Their ties, as in `proof.Proof`."""
    about: About
    lives: Lives
    """How every account lives."""


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


def cards(facts: Facts) -> pl.DataFrame:
    """Share of the accounts that pay with a card four or more of them use."""
    return reuse(facts, "payment", "pay with a card that four or more of them use")


def devices(facts: Facts) -> pl.DataFrame:
    """Share of the accounts on a device four or more of them use; colleagues do not share devices."""
    return reuse(facts, "device", "are on a device that four or more of them use")


def addresses(facts: Facts) -> pl.DataFrame:
    """Share of the accounts at an address that four or more of them give."""
    return reuse(facts, "place", "give an address that four or more of them give")


def reuse(facts: Facts, group: str, words: str) -> pl.DataFrame:
    """Share of members with a value of the group that three or more other members hold."""
    held = facts.ties.filter(
        (pl.col("group").cast(pl.String) == group) & ~pl.col("derived") & ~pl.col("crowd")
    )
    return spread(facts, held.filter(pl.col("others") >= 3), words)


def goods(facts: Facts) -> pl.DataFrame:
    """Share of the accounts tied by a device, a means of payment or a place; a class or a team meets on a network."""
    return spread(facts, goods_of(facts), "are tied by a device, a means of payment or a place")


def goods_of(facts: Facts) -> pl.DataFrame:
    """The ties that count by a thing somebody can hold, or a place."""
    return counting(facts).filter(of(Group.DEVICE, Group.PAYMENT, Group.PLACE))


def counting(facts: Facts) -> pl.DataFrame:
    """The ties that count, those that follow from others left out."""
    return facts.ties.filter(pl.col("counts") & ~pl.col("derived"))


def web(facts: Facts) -> pl.DataFrame:
    """Values that tie the ring, for each of its accounts: an operator's stock is many, an office hangs on few."""
    values = counting(facts).group_by("community").agg(values=pl.col("value").n_unique())
    counted = facts.members.group_by("community").agg(n=pl.len()).join(values, on="community")
    reading = (pl.col("values") / pl.col("n")).log(2) + 1
    return answer(counted, reading, pl.format("{} values tie {} accounts", "values", "n"))


def swift(facts: Facts) -> pl.DataFrame:
    """How soon what ties the accounts went from the first of them to the last; colleagues come over years."""
    seen = pl.col("first_seen")
    days = (seen.max() - seen.min()).cast(pl.Float64) / DAY
    held = counting(facts).group_by("community", "value").agg(days=days, n=seen.count())
    each = held.filter(pl.col("n") > 1)
    logged = ((pl.col("days") + 0.1).log(10) * pl.col("n")).sum() / pl.col("n").sum()
    mean = each.sort("community", "value").group_by("community", maintain_order=True).agg(x=logged)
    words = "what they share passed from the first to the last within {} days"
    return answer(mean, 2 - pl.col("x"), pl.format(words, (10 ** pl.col("x")).round(1)))


def hub(facts: Facts) -> pl.DataFrame:
    """Share of the accounts that hold the one commonest value; an office or a class hangs on a single one."""
    strong = facts.ties.filter(~pl.col("crowd") & (pl.col("says") > 3))
    most = strong.group_by("community").agg(n=pl.col("others").max() + 1)
    counted = facts.members.group_by("community").agg(size=pl.len()).join(most, on="community")
    counted = counted.with_columns(x=(pl.col("n") / pl.col("size")).clip(upper_bound=1))
    return answer(counted, pl.col("x"), pl.format("{}% of them share one value", percent("x")))


def venue(facts: Facts) -> pl.DataFrame:
    """Share of the accounts on one and the same address that nothing to hold ties; as a class is, or a fair."""
    ties = facts.ties.filter(~pl.col("crowd") & ~pl.col("derived") & of(Group.NETWORK))
    here = ties.group_by("community", "value").agg(n=pl.len())
    most = here.group_by("community").agg(pl.col("n").max())
    apart = facts.members.join(goods_of(facts), on=["community", "account"], how="anti")
    bare = apart.group_by("community").agg(bare=pl.len())
    counted = facts.members.group_by("community").agg(size=pl.len())
    joined = counted.join(most, on="community", how="left").join(bare, on="community", how="left")
    x = pl.col("n").fill_null(0) * pl.col("bare").fill_null(0) / pl.col("size") ** 2
    words = "{}% of them met on one address and share nothing else to hold"
    return answer(joined.with_columns(x=x), pl.col("x"), pl.format(words, percent("x")))


def firm(facts: Facts) -> pl.DataFrame:
    """Share of the accounts that give one organisation or tax number, as colleagues do."""
    held = facts.ties.filter(pl.col("kind").cast(pl.String).is_in(["organisation", "tax_id"]))
    return spread(
        facts, held.filter(~pl.col("crowd") & (pl.col("others") >= 2)), "give the same organisation"
    )


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
    """Accounts already known as fraudulent or banned, beyond what chance puts into a ring of that size."""
    known_bad = facts.about.known_bad()
    if not len(known_bad):
        return unknown(facts)
    rate = len(known_bad) / max(facts.about.total, 1)
    hit = facts.members.join(known_bad.with_columns(hit=pl.lit(1)), on="account", how="left")
    counted = hit.group_by("community").agg(n=pl.len(), k=pl.col("hit").count())
    expected = rate * pl.col("n")
    reading = (pl.col("k") - expected) / (1 + expected)
    return answer(counted, reading, pl.format("{} of {} are known as fraudulent or banned", "k", "n"))


def honest(facts: Facts) -> pl.DataFrame:
    """Share of the accounts known as honest."""
    return known(facts, facts.about.known_honest(), "are known as honest")


def related(facts: Facts) -> pl.DataFrame:
    """Share of accounts whose sharing a known relation explains: one organisation, agency, reseller."""
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
    each.__name__: each
    for each in (
        size,
        cards,
        devices,
        addresses,
        goods,
        web,
        swift,
        hub,
        venue,
        firm,
        burst,
        rhythm,
        alike,
        behaviour,
        looks,
        several,
        volume,
        balance,
        eager,
        brief,
        paying,
        bad,
        honest,
        related,
    )
}
