"""The gate: no account is enforceable on one kind of evidence, one neighbour, or a value planted on it.

A value counts for a member when it is no crowd, and he shares it, or the values of its group, with two other
members. A member passes with values that count in two groups, one of them not network; where the data knows
one group alone, with two such values.

A value the member held first counts only when two later holders are tied to him by other groups as well: a
ring that copies a stranger's address makes the stranger its first holder, and nothing else ties him. Another
value he held first is no such tie where an outsider could have copied it too.
"""

import polars as pl

from linkage.model import MIN_RING, Group

WITNESSES = 2
"""Other members that must hold a value for it to count."""

TELLING = 5.0
"""Least bits a value must say to count: a bank, a carrier or a make of phone never do."""

SECOND = 3.0
"""Bits beside the one group that counts that stand for another: 3 bits is 8 to 1, over a prior already met."""

BACKED = 8.0
"""The same where network alone counts, and a value of another group must be among it."""

EXPOSED = 4.0
"""The same for a member whose values an outsider may have copied."""

KEY = ["community", "account"]


def counting(ties: pl.DataFrame) -> pl.DataFrame:
    """The ties that count: of groups shared with two members, without values held first and unwitnessed."""
    solid = ties.filter(~pl.col("crowd") & (pl.col("says") >= TELLING))
    earliest = pl.col("first_seen").min().over("community", "value")
    alone = (pl.col("first_seen") == earliest).sum().over("community", "value") == 1
    known = pl.col("first_seen").is_not_null().sum().over("community", "value") > 1
    behaviour = pl.col("group").cast(pl.String) == Group.BEHAVIOUR.value
    first = (pl.col("first_seen") == earliest).fill_null(False) & alone & known
    solid = solid.with_columns(first=first & ~(behaviour & ~pl.col("forgeable")))
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


def passed(counted: pl.DataFrame, seconds: pl.DataFrame, least: int) -> pl.DataFrame:
    """Members that pass: community, account, groups, certificate.

    `least` is the number of groups asked for: 2, or 1 where the data knows one group alone, and then two
    values. Where one group counts, what `seconded` found may stand for the other, in a community that
    stands without such members; they are never core.
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
    judged = judged.join(seconds, on=KEY, how="left").with_columns(
        pl.col("seconded", "backed").fill_null(False)
    )
    if least > 1:
        firm = (pl.col("groups") >= least) & (pl.col("besides") > 0)
        stands = firm.sum().over("community") >= MIN_RING
        second = pl.when(pl.col("besides") > 0).then("seconded").otherwise("backed")
        enough = firm | (stands & second)
        certificate = pl.col("values") - pl.col("largest")
    else:
        enough = (pl.col("values") >= WITNESSES) & (pl.col("besides") > 0)
        certificate = pl.col("values") - 1
    return judged.filter(enough).select(*KEY, "groups", certificate=certificate.clip(1, 255).cast(pl.UInt8))


def seconded(ties: pl.DataFrame, counted: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """What speaks for a member beside what counts: community, account, seconded (it stands for a group),
    backed (it stands for one beside network).

    That is the likeness of his hours and marks, and the best value of each group that does not count, network
    left out: shared with two others, or with one who held it before him. An exposed member, one who holds
    first what an outsider could have copied from him, may be a victim: of his values only those that nobody
    could have copied speak for him, and more is asked.
    """
    earliest = pl.col("first_seen").min().over("community", "value")
    held_first = (pl.col("first_seen") == earliest).fill_null(False)
    network = pl.col("group").cast(pl.String) == Group.NETWORK.value
    shared = (pl.col("others") >= WITNESSES) & ~(held_first & pl.col("forgeable"))
    solid = ~pl.col("crowd") & ~pl.col("derived") & (pl.col("says") >= TELLING)
    after = solid & (pl.col("first_seen") > earliest).fill_null(False)
    copied = solid & held_first & pl.col("forgeable")
    marked = ties.with_columns(exposed=copied.any().over(KEY), shared=shared | after, own=solid & shared)
    sound = pl.when("exposed").then(pl.col("own") & ~pl.col("forgeable")).otherwise("shared")
    beside = marked.filter(~network & sound)
    beside = beside.join(counted.select(*KEY, "group").unique(), on=[*KEY, "group"], how="anti")
    best = beside.group_by(*KEY, "group").agg(pl.col("says").max()).group_by(*KEY).agg(pl.col("says").sum())
    exposed = marked.group_by(KEY).agg(pl.col("exposed").first())
    joined = members.join(best, on=KEY, how="left").join(exposed, on=KEY, how="left")
    bits = pl.col("says").fill_null(0) + pl.col("rhythm") + pl.col("alike")
    asked = pl.when(pl.col("exposed").fill_null(False)).then(EXPOSED).otherwise(SECOND)
    backed = (pl.col("says") >= TELLING).fill_null(False) & (bits >= BACKED)
    return joined.select(*KEY, seconded=bits >= asked, backed=backed)
