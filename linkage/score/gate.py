"""The gate: no account is enforceable on one kind of evidence, one neighbour, or a value planted on it.

A value counts for a member when it is no crowd, and he shares it, or the values of its group, with two other
members. A member passes with values that count in two groups, one of them not network; where the data knows
one group alone, with two such values.

A value the member held first counts only when two later holders are tied to him by other groups as well: a
ring that copies a stranger's address makes the stranger its first holder, and nothing else ties him. Another
value he held first is no such tie where an outsider could have copied it too.
"""

import polars as pl

from linkage.model import Group

WITNESSES = 2
"""Other members that must hold a value for it to count."""

TELLING = 5.0
"""Least bits a value must say to count: a bank, a carrier or a make of phone never do."""

SLIGHT = 6.0
"""Bits of slight evidence, from groups that do not count, that stand for one group: 6 bits is 1 in 64."""

KEY = ["community", "account"]


def counting(ties: pl.DataFrame) -> pl.DataFrame:
    """The ties that count: of groups shared with two members, without values held first and unwitnessed."""
    solid = ties.filter(~pl.col("crowd") & (pl.col("says") >= TELLING))
    earliest = pl.col("first_seen").min().over("community", "value")
    alone = (pl.col("first_seen") == earliest).sum().over("community", "value") == 1
    known = pl.col("first_seen").is_not_null().sum().over("community", "value") > 1
    solid = solid.with_columns(first=(pl.col("first_seen") == earliest).fill_null(False) & alone & known)
    firm = accompanied(solid.filter(~pl.col("first"))).with_columns(
        sturdy=~pl.col("derived") & (pl.col("others") >= WITNESSES)
    )
    doubted = solid.filter(pl.col("first") & (pl.col("others") >= WITNESSES))
    support = solid.filter(fair(pl.col("first")))
    cleared = doubted.join(witnesses(doubted, support), on=[*KEY, "value"], how="semi")
    return pl.concat([firm, cleared.with_columns(sturdy=pl.lit(False))]).drop("first")


def fair(first: pl.Expr) -> pl.Expr:
    """Which values may vouch for one that was held first: no address anyone may come to, nothing planted."""
    network = pl.col("group").cast(pl.String) == Group.NETWORK.value
    return ~network & ~pl.col("derived") & (~first | ~pl.col("forgeable"))


def accompanied(ties: pl.DataFrame) -> pl.DataFrame:
    """Ties of groups whose values a member shares with two others: by one value or by one each."""
    lone = ties.filter(pl.col("others") < WITNESSES)
    ends = ties.select("community", "value", partner="account")
    pairs = lone.select(*KEY, "group", "value").join(ends, on=["community", "value"])
    pairs = pairs.filter(pl.col("partner") != pl.col("account"))
    partners = pairs.group_by(*KEY, "group").agg(n=pl.col("partner").n_unique())
    enough = lone.join(partners.filter(pl.col("n") >= WITNESSES), on=[*KEY, "group"], how="semi")
    return pl.concat([ties.filter(pl.col("others") >= WITNESSES), enough])


def witnesses(doubted: pl.DataFrame, support: pl.DataFrame) -> pl.DataFrame:
    """Values held first whose later holders are tied to the holder by supporting values of another group."""
    holders = support.select("community", "value", holder="account")
    later = doubted.select(*KEY, "value", "group").join(holders, on=["community", "value"])
    later = later.filter(pl.col("holder") != pl.col("account"))
    own = support.select(*KEY, other="value", beside="group")
    also = support.select("community", holder="account", other="value")
    tied = later.lazy().join(own.lazy(), on=KEY).filter(pl.col("group") != pl.col("beside"))
    tied = tied.join(also.lazy(), on=["community", "holder", "other"])
    found = tied.group_by(*KEY, "value").agg(n=pl.col("holder").n_unique())
    return found.filter(pl.col("n") >= WITNESSES).select(*KEY, "value").collect()


def passed(counted: pl.DataFrame, slight: pl.DataFrame, least: int) -> pl.DataFrame:
    """Members that pass: community, account, groups, certificate.

    `least` is the number of groups asked for: 2, or 1 where the data knows one group alone, and then two
    values. Where one group counts, slight evidence of `SLIGHT` bits stands for the other; such a member is
    never core.
    The certificate is the fewest values whose removal drops the member, the community held fixed: all values
    but those of its largest group. Of a group, derived values (which fall with what they follow from), values
    held first and values shared with one other alone count as one together, and as none beside others: so the
    certificate is never too large.
    """
    by_group = counted.group_by(*KEY, "group").agg(values=pl.col("sturdy").sum().cast(pl.Int64).clip(1))
    network = pl.col("group").cast(pl.String) == Group.NETWORK.value
    judged = by_group.group_by(*KEY).agg(
        groups=pl.len().cast(pl.UInt8),
        values=pl.col("values").sum(),
        largest=pl.col("values").max(),
        besides=pl.col("values").filter(~network).sum(),
    )
    judged = judged.join(slight, on=KEY, how="left").with_columns(pl.col("slight").fill_null(0))
    if least > 1:
        enough = (pl.col("groups") >= least) & (pl.col("besides") > 0) | (pl.col("slight") >= SLIGHT)
        certificate = pl.col("values") - pl.col("largest")
    else:
        enough = (pl.col("values") >= WITNESSES) & (pl.col("besides") > 0)
        certificate = pl.col("values") - 1
    return judged.filter(enough).select(*KEY, "groups", certificate=certificate.clip(1, 255).cast(pl.UInt8))


def slight(ties: pl.DataFrame, counted: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Bits that say a member belongs beside what counts: community, account, slight.

    The best value of each group that does not count, network left out, and the likeness of his hours. Values
    he held first are left out where an outsider could have copied them.
    """
    earliest = pl.col("first_seen").min().over("community", "value")
    planted = (pl.col("first_seen") == earliest).fill_null(False) & pl.col("forgeable")
    network = pl.col("group").cast(pl.String) == Group.NETWORK.value
    beside = ties.filter(~planted & ~network & (pl.col("others") >= WITNESSES))
    beside = beside.join(counted.select(*KEY, "group").unique(), on=[*KEY, "group"], how="anti")
    best = beside.group_by(*KEY, "group").agg(pl.col("says").max()).group_by(*KEY).agg(pl.col("says").sum())
    joined = members.join(best, on=KEY, how="left")
    return joined.select(*KEY, slight=pl.col("says").fill_null(0) + pl.col("rhythm"))
