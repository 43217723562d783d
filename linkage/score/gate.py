"""The gate: no account is enforceable on one kind of evidence, one neighbour, or a value planted on it.

A value counts for a member when it is no crowd and two other members hold it too. A member passes with values
that count in two groups, one of them not network; where the data knows one group alone, with two such values.
A value the member held first counts only when two later holders are tied to the member by other groups as
well: a ring that copies a stranger's address makes the stranger its first holder, and nothing else ties him.
"""

import polars as pl

from linkage.model import Group

WITNESSES = 2
"""Other members that must hold a value for it to count."""

KEY = ["community", "account"]


def counting(ties: pl.DataFrame) -> pl.DataFrame:
    """The ties that count, values held first without witnesses left out."""
    solid = ties.filter(~pl.col("crowd") & (pl.col("others") >= WITNESSES) & (pl.col("says") > 0))
    earliest = pl.col("first_seen").min().over("community", "value")
    alone = (pl.col("first_seen") == earliest).sum().over("community", "value") == 1
    known = pl.col("first_seen").is_not_null().sum().over("community", "value") > 1
    solid = solid.with_columns(first=(pl.col("first_seen") == earliest).fill_null(False) & alone & known)
    doubted = solid.filter(pl.col("first"))
    witnessed = witnesses(doubted, solid.filter(~pl.col("first")))
    cleared = doubted.join(witnessed, on=[*KEY, "value"], how="semi")
    return pl.concat([solid.filter(~pl.col("first")), cleared]).drop("first")


def witnesses(doubted: pl.DataFrame, firm: pl.DataFrame) -> pl.DataFrame:
    """Values held first whose later holders are tied to the holder by values of another group he held later."""
    later = doubted.select(*KEY, "value", "group").join(
        firm.select("community", "value", holder="account"), on=["community", "value"]
    )
    own = firm.select(*KEY, other="value", beside="group")
    also = firm.select("community", holder="account", other="value")
    tied = later.lazy().join(own.lazy(), on=KEY).filter(pl.col("group") != pl.col("beside"))
    tied = tied.join(also.lazy(), on=["community", "holder", "other"])
    found = tied.group_by(*KEY, "value").agg(n=pl.col("holder").n_unique())
    return found.filter(pl.col("n") >= WITNESSES).select(*KEY, "value").collect()


def passed(counted: pl.DataFrame, least: int) -> pl.DataFrame:
    """Members that pass: community, account, groups, certificate.

    `least` is the number of groups asked for: 2, or 1 where the data knows one group alone, and then two values.
    The certificate is the fewest values whose removal drops the member, the community held fixed: all values
    but those of its largest group. A derived value falls with the value it follows from, so a group's derived
    values count as one, and as none beside a value of their own group.
    """
    by_group = counted.group_by(*KEY, "group").agg(
        own=(~pl.col("derived")).sum().cast(pl.Int64), derived=pl.col("derived").any().cast(pl.Int64)
    )
    by_group = by_group.with_columns(values=pl.max_horizontal("own", "derived"))
    network = pl.col("group").cast(pl.String) == Group.NETWORK.value
    judged = by_group.group_by(*KEY).agg(
        groups=pl.len().cast(pl.UInt8),
        values=pl.col("values").sum(),
        largest=pl.col("values").max(),
        besides=pl.col("values").filter(~network).sum(),
    )
    if least > 1:
        enough = (pl.col("groups") >= least) & (pl.col("besides") > 0)
        certificate = pl.col("values") - pl.col("largest")
    else:
        enough = (pl.col("values") >= WITNESSES) & (pl.col("besides") > 0)
        certificate = pl.col("values") - 1
    return judged.filter(enough).select(*KEY, "groups", certificate=certificate.clip(1, 255).cast(pl.UInt8))
