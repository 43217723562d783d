"""The gate: no account is enforceable on one kind of evidence, one neighbour, or a value planted on it.

A value counts for a member when it is no crowd, and he shares it, or the values of its group, with two other
members. A member passes with values that count in two groups, one of them neither network nor place, which neighbours
share and which are one group here; where the data knows one group alone, with two such values.

A value the member held first counts only when two later holders are tied to him by other groups as well: a
ring that copies a stranger's address makes the stranger its first holder, and nothing else ties him. Another
value he held first is no such tie where an outsider could have copied it too.

What each mark decides:

    mark      of      is true when                                          decides
    solid     tie     the value is no common value and is worth TELLING     whether it may count at all
                      bits or more
    sturdy    tie     solid, not held first, not derived, and shared with   how many values count by themselves, where
                      two others                                            the data knows one group alone
    firm      member  enough counts: two groups (or two values), one of     passes without anything beside it
                      them neither network nor place, and nothing is
                      against the member
    seconded  member  hours, marks and weaker values add up to SECOND bits  stands for the second group, where one that
                      (EXPOSED for a possible victim)                       is neither network nor place counts
    backed    member  the same add up to BACKED bits, with a value of       stands for the second group, where network
                      another group worth TELLING among them                or place alone counts
    kindred   member  marks alone reach LIKE (TWIN for one who shares only  stands for the second group in either case
                      network and place, EXPOSED for a possible victim)
    likely    member  hours and marks say UNLIKE bits or more               firm, where every value that counts could
                                                                            have been planted
    bearable  member  hours and marks say AVERSE bits or more, and marks    passes at all; firm, where a value counts
                      alone UNALIKE                                         that could not have been planted

Seconded, backed and kindred count only in a community of MIN_RING other firm members.
"""

from collections.abc import Sequence

import polars as pl

from linkage.model import MIN_RING, Group

WITNESSES = 2
"""Other members that must hold a value for it to count."""

TELLING = 5.0
"""Least bits a value must say to count: a bank, a carrier or a make of phone never do."""

SECOND = 3.0
"""Bits beside the one group that counts that stand for another: 3 bits is 8 to 1, over a prior already met."""

EXPOSED = 4.0
"""The same for a member whose values an outsider may have copied."""

BACKED = 8.0
"""Such bits where network alone counts, and a value of another group must be among it."""

UNLIKE = 0.0
"""Least bits that hours and marks must say for a member on whom only values count that could be planted."""

LIKE = 2.0
"""Bits that marks (sign-up, country, amount of use) must say for a member on whom one group counts, to stand for
another. At 3 bits, 7 of the 649 they let in on worlds of five generators were honest (docs/decisions/0040)."""

TWIN = 6.0
"""The same for one who shares nothing but what neighbours share."""

AVERSE = -3.0
"""The same for one on whom a value counts that nobody could have planted: a client of a reseller who works behind
a ring's exits lives at other hours, in other countries."""

UNALIKE = -1.5
"""Least bits that marks alone must say for anybody: of the proved who fell below, two in five were honest."""

KEY = ["account"]
"""What tells one who is judged from another: an account is of one community at a time."""


def of(*groups: Group) -> pl.Expr:
    """Whether a tie is of one of these groups."""
    return pl.col("group").cast(pl.String).is_in([group.value for group in groups])


def where() -> pl.Expr:
    """The group of a tie, place taken for network: neighbours share both, and it is one piece of news about them."""
    group = pl.col("group").cast(pl.String)
    return pl.when(of(Group.PLACE)).then(pl.lit(Group.NETWORK.value)).otherwise(group)


def mark(ties: pl.DataFrame) -> pl.DataFrame:
    """Ties with what their community says of each, whatever else its holder holds.

    solid (it tells enough), early (nobody held it before), later (somebody did), first (held first, alone),
    sturdy (it counts by itself).
    """
    spot = ["community", "value"]
    seen = pl.col("first_seen")
    dated = ties.with_columns(earliest=seen.min().over(spot), known=seen.count().over(spot) > 1)
    dated = dated.with_columns(
        solid=~pl.col("crowd") & (pl.col("says") >= TELLING),
        early=(seen == pl.col("earliest")).fill_null(False),
        later=(seen > pl.col("earliest")).fill_null(False),
    )
    alone = pl.col("early").sum().over(spot) == 1
    secret = of(Group.BEHAVIOUR) & ~pl.col("forgeable")
    first = pl.col("early") & alone & pl.col("known") & ~secret
    marked = dated.with_columns(first=first).drop("earliest", "known")
    sturdy = pl.col("solid") & ~pl.col("first") & ~pl.col("derived") & (pl.col("others") >= WITNESSES)
    return marked.with_columns(sturdy=sturdy)


def partners(marked: pl.DataFrame) -> pl.DataFrame:
    """With whom alone a value is shared: account, value, partner."""
    firm = marked.filter(pl.col("solid") & ~pl.col("first"))
    lone = firm.filter(pl.col("others") < WITNESSES).select("community", *KEY, "value")
    pairs = lone.join(firm.select("community", "value", partner="account"), on=["community", "value"])
    return pairs.filter(pl.col("partner") != pl.col("account")).drop("community")


def vouchers(marked: pl.DataFrame) -> pl.DataFrame:
    """Who else holds a value held first, and by which fair value of another group the two are tied as well:
    account, value, holder, other."""
    support = marked.filter(pl.col("solid") & fair(pl.col("first")))
    doubted = marked.filter(pl.col("solid") & pl.col("first") & (pl.col("others") >= WITNESSES))
    holders = support.select("community", "value", holder="account")
    held = doubted.select("community", *KEY, "value", "group").join(holders, on=["community", "value"])
    held = held.filter(pl.col("holder") != pl.col("account"))
    own = support.select(*KEY, other="value", beside="group")
    also = support.select("community", holder="account", other="value")
    tied = held.lazy().join(own.lazy(), on=KEY).filter(pl.col("group") != pl.col("beside"))
    tied = tied.join(also.lazy(), on=["community", "holder", "other"])
    return tied.select(*KEY, "value", "holder", "other").collect()


def fair(first: pl.Expr) -> pl.Expr:
    """Which values may vouch for one that was held first: no address anyone may come to, nothing planted."""
    return ~of(Group.NETWORK) & ~pl.col("derived") & (~first | ~pl.col("forgeable"))


def counted(
    marked: pl.DataFrame, partners: pl.DataFrame, vouchers: pl.DataFrame, key: Sequence[str] = KEY
) -> pl.DataFrame:
    """The ties that count of whoever `key` tells apart, who holds `marked` and nothing else."""
    many = pl.col("others") >= WITNESSES
    firm = marked.filter(pl.col("solid") & ~pl.col("first"))
    lone = firm.filter(~many)
    met = lone.join(partners, on=[*KEY, "value"]).group_by(*key, "group").agg(n=pl.col("partner").n_unique())
    doubted = marked.filter(pl.col("solid") & pl.col("first") & many)
    said = doubted.join(vouchers, on=[*KEY, "value"])
    said = said.join(marked.select(*key, other="value"), on=[*key, "other"], how="semi")
    cleared = said.group_by(*key, "value").agg(n=pl.col("holder").n_unique())
    enough = pl.col("n") >= WITNESSES
    return pl.concat(
        [
            firm.filter(many),
            lone.join(met.filter(enough), on=[*key, "group"], how="semi"),
            doubted.join(cleared.filter(enough), on=[*key, "value"], how="semi"),
        ]
    )


def judged(
    counted: pl.DataFrame, seconds: pl.DataFrame, least: int, key: Sequence[str] = KEY
) -> pl.DataFrame:
    """What counts for each, and what `beside` says: community, groups, besides (whether one is neither
    network nor place), seconded, backed, kindred, bearable, firm (what counts is enough).

    Of a group, derived values, values held first and values shared with one other alone are one value
    together, and none beside others. Hours and marks must not speak against the member, `UNLIKE`, or hardly,
    `AVERSE`, where a value counts that could not be planted.
    """
    by_group = counted.group_by(*key, "group").agg(
        values=pl.col("sturdy").sum().cast(pl.Int64).clip(1), own=(~pl.col("forgeable")).any()
    )
    each = by_group.group_by(key).agg(
        groups=pl.len().cast(pl.UInt8),
        apart=where().n_unique(),
        values=pl.col("values").sum(),
        besides=(~of(Group.NETWORK, Group.PLACE)).any(),
        own=pl.col("own").any(),
    )
    each = each.join(seconds, on=key)
    if least > 1:
        enough = (pl.col("apart") >= least) & (pl.col("likely") | (pl.col("own") & pl.col("bearable")))
    else:
        enough = pl.col("values") >= WITNESSES
    firm = enough & pl.col("besides")
    return each.select(
        *key, "community", "groups", "besides", "seconded", "backed", "kindred", "bearable", firm=firm
    )


def passed(counted: pl.DataFrame, seconds: pl.DataFrame, least: int) -> pl.DataFrame:
    """Members that pass: community, account, groups, firm (what counts is enough), rest (other firm members).

    `least` is the number of groups asked for: 2, or 1 where the data knows one group alone, and then two
    values. Where one group counts, what `beside` found may stand for the other, in a community that
    stands without such members.
    """
    firm = pl.col("firm").cast(pl.Int64)
    each = judged(counted, seconds, least).with_columns(rest=firm.sum().over("community") - firm)
    return each.filter(passing(least)).select("community", *KEY, "groups", "firm", "rest")


def passing(least: int) -> pl.Expr:
    """Whether someone passes, of the columns of `judged` and `rest`, the other firm members."""
    if least == 1:
        return pl.col("firm")
    second = pl.when("besides").then("seconded").otherwise("backed") | pl.col("kindred")
    return pl.col("bearable") & (pl.col("firm") | ((pl.col("rest") >= MIN_RING) & second))


def likely(least: float = UNLIKE) -> pl.Expr:
    """Whether hours and marks say so many bits for a member."""
    return pl.col("rhythm") + pl.col("alike") >= least


def beside(
    marked: pl.DataFrame, counted: pl.DataFrame, members: pl.DataFrame, key: Sequence[str] = KEY
) -> pl.DataFrame:
    """What speaks for a member beside what counts: key, community, seconded (it stands for a group), backed (it
    stands for one beside network), kindred (his marks stand for one by themselves), likely and bearable (hours and
    marks do not, or hardly, speak against him). `marked` are all ties of whoever `key` identifies.

    That is the likeness of his hours and marks, and the best value of each group that does not count, network
    left out: shared with two others, or with one who held it before him. An exposed member, one who holds
    first what an outsider could have copied from him, may be a victim: of his values only those that nobody
    could have copied speak for him, and more is asked.
    """
    solid = pl.col("solid") & ~pl.col("derived")
    copied = solid & pl.col("early") & pl.col("forgeable")
    private = solid & ~of(Group.NETWORK, Group.PLACE)
    known = marked.group_by(key).agg(exposed=copied.any(), private=private.any())
    shared = (pl.col("others") >= WITNESSES) & ~(pl.col("early") & pl.col("forgeable"))
    slight = marked.filter(~of(Group.NETWORK) & (shared | (solid & pl.col("later"))))
    slight = slight.with_columns(group=where())
    slight = slight.join(counted.select(*key, group=where()).unique(), on=[*key, "group"], how="anti")
    own = solid & shared & ~pl.col("forgeable")
    slight = slight.join(known, on=key).filter(~pl.col("exposed") | own)
    best = slight.group_by(*key, "group").agg(pl.col("says").max()).group_by(key).agg(pl.col("says").sum())
    joined = members.join(best, on=key, how="left").join(known, on=key, how="left")
    exposed, private = (pl.col(name).fill_null(False) for name in ("exposed", "private"))
    bits = pl.col("says").fill_null(0) + pl.col("rhythm") + pl.col("alike")
    marks = {
        "seconded": bits >= pl.when(exposed).then(EXPOSED).otherwise(SECOND),
        "backed": (pl.col("says") >= TELLING).fill_null(False) & (bits >= BACKED),
        "kindred": kindred(exposed, private),
        "likely": likely(),
        "bearable": likely(AVERSE) & (pl.col("alike") >= UNALIKE),
    }
    return joined.select(*key, "community", **marks)


def kindred(exposed: pl.Expr, private: pl.Expr) -> pl.Expr:
    """Whether marks alone stand for a second group: more is asked of a possible victim, and of one who shares nothing
    but what neighbours share."""
    alike = pl.col("alike")
    return (alike >= TWIN) | (private & (alike >= pl.when(exposed).then(EXPOSED).otherwise(LIKE)))
