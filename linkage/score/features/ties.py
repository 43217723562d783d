"""Features of what the accounts share: who holds it, how much of it there is, and how soon it went round."""

import polars as pl

from linkage.model import Group
from linkage.score.features.reading import Facts, answer, percent, spread
from linkage.score.gate import of

DAY = 86_400

MEETING = 0.2
"""Least share of the members on one address for it to be a place where they met: an event has a few lines."""

AT_ONCE = 1.5
"""Days on either side of the median within which people come to an event."""


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
    return bare(facts, most, "{}% of them met on one address and share nothing else to hold")


def event(facts: Facts) -> pl.DataFrame:
    """Share of the accounts that came to a place within three days of many others; people do, for a fair.

    Of those alone that nothing to hold ties. Operators keep their exits, and come by them for weeks.
    """
    ties = facts.ties.filter(~pl.col("crowd") & ~pl.col("derived") & of(Group.NETWORK))
    counted = facts.members.group_by("community").agg(size=pl.len())
    spot, seen = ["community", "value"], pl.col("first_seen")
    late = (seen - seen.median().over(spot)).abs() / DAY
    here = ties.select(*spot, "account", late=late).filter(pl.col("late") <= AT_ONCE)
    here = here.with_columns(n=pl.len().over(spot)).join(counted, on="community")
    came = here.filter(pl.col("n") >= MEETING * pl.col("size")).group_by("community")
    met = came.agg(n=pl.col("account").n_unique())
    return bare(facts, met, "{}% of them came to one place within three days and share nothing else to hold")


def bare(facts: Facts, met: pl.DataFrame, words: str) -> pl.DataFrame:
    """Share of the accounts that met (community, n), times the share that nothing to hold ties."""
    apart = facts.members.join(goods_of(facts), on="account", how="anti")
    without = apart.group_by("community").agg(bare=pl.len())
    counted = facts.members.group_by("community").agg(size=pl.len())
    joined = counted.join(met, on="community", how="left").join(without, on="community", how="left")
    x = pl.col("n").fill_null(0) * pl.col("bare").fill_null(0) / pl.col("size") ** 2
    return answer(joined.with_columns(x=x), pl.col("x"), pl.format(words, percent("x")))


def firm(facts: Facts) -> pl.DataFrame:
    """Share of the accounts that give one organisation or tax number, as colleagues do."""
    held = facts.ties.filter(pl.col("kind").cast(pl.String).is_in(["organisation", "tax_id"]))
    return spread(
        facts, held.filter(~pl.col("crowd") & (pl.col("others") >= 2)), "give the same organisation"
    )


def behaviour(facts: Facts) -> pl.DataFrame:
    """Share of the accounts that send rare prompts others of the ring send too."""
    ties = facts.ties.filter(of(Group.BEHAVIOUR) & ~pl.col("derived") & ~pl.col("crowd"))
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
