"""The gate: no account is enforceable on one kind of evidence, one neighbour, or a value planted on it.

A value counts for a member when it is not a common value (crowd), and he shares it, or the values of its group, with
two other members. A member passes with values that count in two groups, one of them neither network nor place, which
neighbours share and which are one group here. Where the data knows one group alone, he passes with two such values.

A value the member held first counts only when two later holders share values of other groups with him as well: a
ring that copies a stranger's address makes the stranger its first holder, and nothing else connects him. Another
value he held first is no such connection where an outsider could have copied it too. In the last round his marks
vouch for him as well, but for what neighbours share: a stranger hardly signs up when the ring does, from where it
does, and uses as much (0076).

The columns that the functions add, and what each decides:

    column             of      is true when                                       decides
    eligible           tie     the value is not common and its match weight is    whether the value may count at all
                               MIN_WEIGHT or more
    independent        tie     eligible, not held first, not derived, and shared  how many values count by themselves,
                               with two others                                    where data knows one group alone
    sufficient         member  enough counts: two groups (or two values), one of  passes without further evidence
                               them neither network nor place, and nothing is
                               against the member
    second             member  hours, marks and weaker values add up to SECOND    stands for the second group, where a
                               bits (EXPOSED for a possible victim)               group counts beside network and place
    second_to_network  member  the same add up to BACKED bits, and values of      stands for the second group, where
                               other groups to MIN_WEIGHT of them                 network or place alone counts
    second_by_marks    member  marks alone reach LIKE (TWIN for one who shares    stands for the second group in either
                               only network and place, EXPOSED for a possible     case
                               victim)
    akin               member  marks alone reach AKIN, or LAST_LIKE for one who    the same, in the last round
                               shares more than network and place, or on whom
                               two values count by themselves
    typical            member  marks alone reach the median of the sufficient,     the same
                               where that is CLOSE bits or more
    plausible          member  hours and marks have 0 bits or more: they are not  sufficient, where every value that
                               against him                                        counts could have been planted
    tolerable          member  hours and marks have AVERSE bits or more, and      passes at all; sufficient, where a
                               marks alone UNALIKE                                value counts that none could plant
    unlike             member  marks are known, and less than UNLIKE of the       in the last round, does not pass
                               median of the sufficient, where that is CLOSE      unless sufficient and personal
                               bits or more
    personal           member  a group counts that is not LENT                    the same
    by_marks           tie     its holder held it first, and it counts as he has  holds nobody together: an enclosed
                               LAST_LIKE bits of marks, for no other reason       group may leave all the same

In the last round nobody connects others any more: who stays is asked less than who may hold a ring together, and
whoever differs from the rest of it leaves.

Further evidence stands for a second group only beside MIN_RING peers: other sufficient members or, where the community
is a whole ring (`whole`) and a group counts that is neither network nor place, others who belong to it.
"""

from collections.abc import Sequence

import polars as pl

from linkage.model import MIN_RING, Group

WITNESSES = 2
"""Other members that must hold a value for it to count (0012)."""

MIN_WEIGHT = 5.0
"""Least bits of a value that counts: a bank, a carrier or a make of phone never have as many. The value is a choice,
see bench/sensitivity.md."""

SECOND = 3.0
"""Bits beside the one group that counts that stand for another: 3 bits is 8 to 1, over a prior already met (0019)."""

EXPOSED = 4.0
"""Bits of the same for a member whose values an outsider may have copied (0019)."""

BACKED = 8.0
"""Bits of the same where network alone counts, and a value of another group must be among it (0019)."""

LIKE = 2.0
"""Bits of marks (sign-up, country, amount of use) for a member on whom one group counts, to stand for another. At 3
bits, 7 of the 649 they let in on worlds of five generators were honest (0040)."""

LAST_LIKE = 1.0
"""Bits of the same in the last round, where they vouch for what a member held first as well (0076)."""

TWIN = 6.0
"""Bits of the same for one who shares nothing but what neighbours share (0040)."""

AKIN = 5.0
"""Bits of the same in the last round (0070)."""

AVERSE = -3.0
"""Least bits of hours and marks for one on whom a value counts that nobody could have planted: a client of a reseller
who works behind a ring's exits lives at other hours, in other countries (0039)."""

UNALIKE = -1.5
"""Least bits of marks alone for anybody: of the proved who fell below, two in five were honest (0040)."""

CLOSE = 3.0
"""Bits of marks that half of the sufficient members have or more, for one who has hardly any to be unlike them, and one
who has as many to be typical: a customer of the exits a ring works behind is like everybody (0070, 0076)."""

UNLIKE = 0.3
"""Share of what half of them have, below which a member is unlike them (0070, 0073)."""

LENT = (Group.NETWORK, Group.PLACE, Group.BEHAVIOUR, Group.PAYMENT)
"""Groups of what a ring shares with the honest around it: exits, buildings, prompts, a firm's card. Its devices, phone
numbers and mailboxes it keeps to itself (0070)."""

KEY = ["account"]
"""Identifies who is judged: an account is of one community at a time. The certificate judges an account once for each
set of values taken from it, and so passes a key of its own."""


def of(*groups: Group) -> pl.Expr:
    """Whether a tie is of one of these groups."""
    return pl.any_horizontal(pl.col("group") == group.value for group in groups)


def evidence_group() -> pl.Expr:
    """The group of a tie, network for place: neighbours share both, and it is one piece of evidence about them."""
    network = pl.lit(Group.NETWORK.value, pl.Categorical())
    return pl.when(of(Group.PLACE)).then(network).otherwise(pl.col("group"))


def mark(ties: pl.DataFrame) -> pl.DataFrame:
    """Add to ties (`members.Belonging.ties`) what follows from their community, whatever else the holder holds.

    Added columns: early (nobody held the value before), later (somebody did), first (held first, alone), eligible
    and independent (see above).
    """
    spot = ["community", "value"]
    seen, earliest = pl.col("first_seen"), pl.col("first_seen").min().over(spot)
    dated = ties.with_columns(
        eligible=may_count(),
        early=(seen == earliest).fill_null(False),
        later=(seen > earliest).fill_null(False),
    )
    known = seen.count().over(spot) > 1
    alone = pl.col("early").sum().over(spot) == 1
    secret = of(Group.BEHAVIOUR) & ~pl.col("forgeable")
    marked = dated.with_columns(first=pl.col("early") & alone & known & ~secret)
    shared = pl.col("others") >= WITNESSES
    independent = pl.col("eligible") & ~pl.col("first") & ~pl.col("derived") & shared
    return marked.with_columns(independent=independent)


def hopeful(ties: pl.DataFrame) -> pl.DataFrame:
    """The communities in which a group may count that is neither network nor place, for `MIN_RING` accounts: community.

    In others nobody is proved: fewer are sufficient than one needs beside him for whom only network and place count.
    """
    telling = ties.filter(may_count() & ~of(Group.NETWORK, Group.PLACE))
    by_many = (pl.col("others") >= WITNESSES).any() | (pl.len() >= WITNESSES)
    counting = telling.group_by("community", *KEY, "group").agg(by_many=by_many).filter("by_many")
    each = counting.group_by("community").agg(n=pl.col("account").n_unique())
    return each.filter(pl.col("n") >= MIN_RING).select("community")


def may_count() -> pl.Expr:
    """Whether a tie is eligible."""
    return ~pl.col("crowd") & (pl.col("match_weight") >= MIN_WEIGHT)


def partners(marked: pl.DataFrame) -> pl.DataFrame:
    """The one other member with whom a value is shared: account, value, partner."""
    fair = marked.filter(pl.col("eligible") & ~pl.col("first"))
    lone = fair.filter(pl.col("others") < WITNESSES).select("community", *KEY, "value")
    pairs = lone.join(fair.select("community", "value", partner="account"), on=["community", "value"])
    return pairs.filter(pl.col("partner") != pl.col("account")).drop("community")


def vouchers(marked: pl.DataFrame) -> pl.DataFrame:
    """Who else holds a value held first, and by which value of another group the two are connected as well:
    account, value, holder, other."""
    support = marked.filter(pl.col("eligible") & may_vouch(pl.col("first")))
    doubted = marked.filter(pl.col("eligible") & pl.col("first") & (pl.col("others") >= WITNESSES))
    holders = support.select("community", "value", holder="account")
    held = doubted.select("community", *KEY, "value", "group").join(holders, on=["community", "value"])
    held = held.filter(pl.col("holder") != pl.col("account"))
    own = support.select(*KEY, other="value", beside="group")
    also = support.select("community", holder="account", other="value")
    tied = held.lazy().join(own.lazy(), on=KEY).filter(pl.col("group") != pl.col("beside"))
    tied = tied.join(also.lazy(), on=["community", "holder", "other"])
    return tied.select(*KEY, "value", "holder", "other").collect()


def may_vouch(first: pl.Expr) -> pl.Expr:
    """Which values may vouch for one that was held first: no address anyone may come to, nothing planted."""
    return ~of(Group.NETWORK) & ~pl.col("derived") & (~first | ~pl.col("forgeable"))


def vouched_by_marks(members: pl.DataFrame, key: Sequence[str] = KEY) -> pl.DataFrame:
    """Members whose marks vouch for what they held first: key."""
    return members.filter(pl.col("alike") >= LAST_LIKE).select(key)


def counted(
    marked: pl.DataFrame,
    partners: pl.DataFrame,
    vouchers: pl.DataFrame,
    like: pl.DataFrame,
    key: Sequence[str] = KEY,
) -> pl.DataFrame:
    """The ties that count, of `marked`: all that each member, identified by `key`, holds; with `by_marks`.

    held first    shared with      counts when
    no            two or more      always
    no            one              values of its group are shared so with two different members
    yes           two or more      two other holders vouch for it, each by a value that the member holds; or, by
                                   marks, the member is one of `like` (`vouched_by_marks`), and it is no network
    yes           one              never
    """
    many = pl.col("others") >= WITNESSES
    fair = marked.filter(pl.col("eligible") & ~pl.col("first"))
    lone = fair.filter(~many)
    met = lone.join(partners, on=[*KEY, "value"]).group_by(*key, "group").agg(n=pl.col("partner").n_unique())
    doubted = marked.filter(pl.col("eligible") & pl.col("first") & many)
    vouched = doubted.join(vouchers, on=[*KEY, "value"])
    vouched = vouched.join(marked.select(*key, other="value"), on=[*key, "other"], how="semi")
    cleared = vouched.group_by(*key, "value").agg(n=pl.col("holder").n_unique())
    enough = pl.col("n") >= WITNESSES
    cleared = cleared.filter(enough)
    by_themselves = [
        fair.filter(many),
        lone.join(met.filter(enough), on=[*key, "group"], how="semi"),
        doubted.join(cleared, on=[*key, "value"], how="semi"),
    ]
    by_marks = doubted.filter(~of(Group.NETWORK)).join(like, on=key, how="semi")
    by_marks = by_marks.join(cleared, on=[*key, "value"], how="anti")
    return pl.concat(
        [
            pl.concat(by_themselves).with_columns(by_marks=pl.lit(False)),
            by_marks.with_columns(by_marks=pl.lit(True)),
        ]
    )


def judged(
    counted: pl.DataFrame, further: pl.DataFrame, least: int, key: Sequence[str] = KEY
) -> pl.DataFrame:
    """What decides about each member on whom anything counts; `further` is `further_evidence`.

    Columns: key, community, groups (that count), personal (one is not `LENT`), besides (one is neither network nor
    place), sufficient, and alike, second, second_to_network, second_by_marks, akin and tolerable as in `further`. A
    member is sufficient when

        groups known    needs
        two or more     `least` groups, network and place as one, one of them neither; and to be plausible, or a
                        value that counts and could not be planted, and to be tolerable
        one             two values that count by themselves, of a group that is neither; of a group, derived values,
                        values held first and values shared with one other alone are one value together, and none
                        beside others
    """
    each = counts(counted, key).join(further, on=key)
    if least > 1:
        unplanted = pl.col("unforgeable") & pl.col("tolerable")
        enough = (pl.col("apart") >= least) & (pl.col("plausible") | unplanted)
    else:
        enough = pl.col("values") >= WITNESSES
    found = (*key, "community", "groups", "personal", "besides")
    passed_on = ("alike", "second", "second_to_network", "second_by_marks", "akin", "tolerable")
    return each.select(*found, *passed_on, sufficient=enough & pl.col("besides"))


def counts(counted: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """How much counts for each member: key, groups, apart (groups, network and place as one), personal, values (groups
    or, of a group, one if any counts by itself), besides, unforgeable (any could not be planted)."""
    by_group = counted.group_by(*key, "group").agg(
        values=pl.col("independent").sum().cast(pl.Int64).clip(1), unforgeable=(~pl.col("forgeable")).any()
    )
    return by_group.group_by(key).agg(
        groups=pl.len().cast(pl.UInt8),
        apart=evidence_group().n_unique(),
        personal=(~of(*LENT)).any(),
        values=pl.col("values").sum(),
        besides=(~of(Group.NETWORK, Group.PLACE)).any(),
        unforgeable=pl.col("unforgeable").any(),
    )


def passed(
    counted: pl.DataFrame,
    further: pl.DataFrame,
    least: int,
    *,
    last: bool = True,
    whole: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Members that pass: community, account, groups, sufficient, peers (other sufficient members of the community),
    usual (bits of marks of the sufficient members, their median).

    `least` is the number of groups asked for: 2, or 1 where the data knows one group alone, and then two values. In
    the `last` round it decides who stays, before who may connect others. In communities that are `whole` (community)
    all others who belong are peers (`beside_all`).
    """
    sufficient = pl.col("sufficient").cast(pl.Int64)
    peers = sufficient.sum().over("community") - sufficient
    usual = pl.col("alike").filter("sufficient").median().over("community").fill_null(0.0)
    each = judged(counted, further, least).with_columns(peers=peers, usual=usual)
    if whole is not None:
        each = beside_all(each, further, whole)
    return each.filter(passing(least, last=last)).select(
        "community", *KEY, "groups", "sufficient", "peers", "usual"
    )


def beside_all(members: pl.DataFrame, further: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    """Members with all others who belong as their peers, where their community is `whole` and more counts for them
    than network and place: neighbours, and customers of one exit, share these."""
    belong = further.join(whole, on="community", how="semi")
    others = belong.group_by("community").agg(others=pl.len().cast(pl.Int64) - 1)
    found = members.join(others, on="community", how="left", maintain_order="left")
    beside = pl.when("besides").then("others")
    return found.with_columns(peers=pl.coalesce(beside, "peers")).drop("others")


def passing(least: int, *, last: bool = True) -> pl.Expr:
    """Whether a member passes, of the columns of `judged`, `peers` and `usual`.

    groups known   sufficient   passes when
    one            yes          always
    one            no           never
    two or more    yes          tolerable
    two or more    no           tolerable, `MIN_RING` peers, and second_by_marks or: second, where a group counts
                                that is neither network nor place, else second_to_network

    In the last round akin and typical stand beside second_by_marks, and one who is unlike passes only if sufficient
    and personal: one device that a ring once had does not make its next owner one of it.
    """
    if least == 1:
        return pl.col("sufficient")
    by_values = pl.when("besides").then("second").otherwise("second_to_network")
    by_marks = pl.col("second_by_marks") | ((pl.col("akin") | typical()) & last)
    second = (pl.col("peers") >= MIN_RING) & (by_values | by_marks)
    found = pl.col("tolerable") & (pl.col("sufficient") | second)
    kept = ~unlike() | (pl.col("sufficient") & pl.col("personal"))
    return found & kept if last else found


def unlike() -> pl.Expr:
    """Whether a member has hardly any of the marks that half of the sufficient members have; where none of his is
    known, which is 0 bits, that says nothing."""
    few = (pl.col("alike") != 0) & (pl.col("alike") < UNLIKE * pl.col("usual"))
    return (pl.col("usual") >= CLOSE) & few


def typical() -> pl.Expr:
    """Whether a member has as many of the marks as half of the sufficient members have."""
    return (pl.col("usual") >= CLOSE) & (pl.col("alike") >= pl.col("usual"))


def plausible(least: float = 0.0) -> pl.Expr:
    """Whether a member's hours and marks have so many bits."""
    return pl.col("rhythm") + pl.col("alike") >= least


def further_evidence(
    marked: pl.DataFrame, counted: pl.DataFrame, members: pl.DataFrame, key: Sequence[str] = KEY
) -> pl.DataFrame:
    """What supports a member beside what counts: key, community, alike, second, second_to_network, second_by_marks,
    akin, plausible, tolerable (see above). `marked` are all ties of each member, identified by `key`.

    It is the likeness of hours and marks, and the weaker values (`weaker`), the best of each group.
    """
    exposure = exposed(marked, key)
    best = weaker(marked, counted, exposure, key).group_by(*key, "group").agg(pl.col("match_weight").max())
    summed = best.group_by(key).agg(pl.col("match_weight").sum())
    own = counted.filter("independent").group_by(key).agg(several=pl.len() > 1)
    joined = members.join(summed, on=key, how="left").join(exposure, on=key, how="left")
    joined = joined.join(own, on=key, how="left")
    joined = joined.with_columns(pl.col("exposed", "private", "several").fill_null(False))
    bits = pl.col("match_weight").fill_null(0) + pl.col("rhythm") + pl.col("alike")
    return joined.select(
        *key,
        "community",
        "alike",
        second=bits >= pl.when("exposed").then(EXPOSED).otherwise(SECOND),
        second_to_network=(pl.col("match_weight") >= MIN_WEIGHT).fill_null(False) & (bits >= BACKED),
        second_by_marks=marks_reach(
            TWIN, pl.col("private"), pl.when("exposed").then(EXPOSED).otherwise(LIKE)
        ),
        akin=marks_reach(AKIN, pl.col("private") | pl.col("several"), pl.lit(LAST_LIKE)),
        plausible=plausible(),
        tolerable=plausible(AVERSE) & (pl.col("alike") >= UNALIKE),
    )


def exposed(marked: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Possible victims: key, exposed (holds first what an outsider could have copied), private (shares something
    eligible that neighbours do not share)."""
    own = pl.col("eligible") & ~pl.col("derived")
    copied = own & pl.col("early") & pl.col("forgeable")
    private = own & ~of(Group.NETWORK, Group.PLACE)
    return marked.group_by(key).agg(exposed=copied.any(), private=private.any())


def weaker(
    marked: pl.DataFrame, counted: pl.DataFrame, exposure: pl.DataFrame, key: Sequence[str]
) -> pl.DataFrame:
    """Ties of groups that do not count and are no network: key, group (`evidence_group`), match_weight.

    member        a value supports him when it is
    not exposed   shared with two others, unless he held it first and an outsider could have copied it; or
                  eligible, not derived, and shared with one who held it before him
    exposed       eligible, not derived, shared with two others, and nobody could have copied it
    """
    own = pl.col("eligible") & ~pl.col("derived")
    shared = (pl.col("others") >= WITNESSES) & ~(pl.col("early") & pl.col("forgeable"))
    ties = marked.filter(~of(Group.NETWORK) & (shared | (own & pl.col("later"))))
    ties = ties.with_columns(group=evidence_group())
    groups = counted.select(*key, group=evidence_group()).unique()
    ties = ties.join(groups, on=[*key, "group"], how="anti").join(exposure, on=key)
    supporting = ~pl.col("exposed") | (own & shared & ~pl.col("forgeable"))
    return ties.filter(supporting).select(*key, "group", "match_weight")


def marks_reach(twin: float, apart: pl.Expr, enough: pl.Expr) -> pl.Expr:
    """Whether marks alone stand for a second group: `twin` bits for all, `enough` for those who are set `apart` from
    mere neighbours of a ring."""
    return (pl.col("alike") >= twin) | (apart & (pl.col("alike") >= enough))
