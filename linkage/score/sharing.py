"""What the members of each community share, sort by sort: what the rival stories have to explain.

A row is a community and a sort of thing: how many members have such a thing at all, how many have one that is
shared within the community, on how many values, and how many have one of their own beside it. An account that
has no card says nothing of cards.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.chance import surprise
from linkage.model import Group
from linkage.score.about import HONEST_TIES, About
from linkage.score.gate import of

SORTS: Mapping[str, str] = {
    "card": "card",
    "payer": "payer",
    "tax_id": "tax_id",
    "address": "address",
    "address_key": "address",
    "device": "device",
    "ip": "ip",
    "email": "email",
    "phone": "phone",
    "phone_block": "phone_block",
    "email_domain": "email_domain",
    "organisation": "organisation",
    "referrer": "referrer",
    "prompt": "prompt",
    "surname": "surname",
}
"""The sort of thing that a kind is of."""

FOLLOWS: Mapping[str, str] = {"phone": "phone_block", "email": "email_domain", "name": "surname"}
"""Sorts that follow from a kind: whoever holds the kind alone has one, of which nothing more is known."""

COARSE = ("address",)
"""Kinds whose values are not counted where those of the coarser kind of their sort are."""

UNKNOWN = "other"
"""The sort of kinds nobody declared, each group of them by itself."""

SORT = pl.Enum(sorted({*SORTS.values(), *FOLLOWS.values(), UNKNOWN}))
"""The sorts of things that are held; by number, since millions of rows have one."""

SURE = 10.0
"""Bits of surprise, at least, that so many members hold one value, for it to be the community's and no
crowd's (0034)."""

LIFT = 4.0
"""Times as many members as chance would have, at least, for the same (0034)."""

DAY = 86_400

LASTING = 55
"""Days from first to last payment from which on a customer has stayed; a choice, see bench/sensitivity.md."""

AGED = 75
"""Days since sign-up before which nobody can have stayed; a choice, see bench/sensitivity.md."""

HEAVY = 0.9
"""Share of all who use the platform that use it less than one who uses it heavily: the top tenth (0060)."""

SHARING: dict[str, pl.DataType] = {
    "community": pl.Int64(),
    "sort": pl.String(),
    "part": pl.String(),
    "have": pl.Float64(),
    "shared": pl.Float64(),
    "values": pl.Float64(),
    "own": pl.Float64(),
}
"""One row a community and sort of which two members or more have something; `part` tells undeclared groups apart,
`own` is null where it is not known."""

SPOT = ["community", "sort", "part"]


@dataclass(frozen=True)
class Community:
    """What of communities is judged."""

    members: pl.DataFrame
    """community, account."""
    facts: pl.DataFrame
    """What members hold that others hold too: community, account, value, kind, group, holders."""
    about: About

    def only(self, names: pl.DataFrame) -> "Community":
        """The communities of those names."""
        members, facts = (each.join(names, on="community", how="semi") for each in (self.members, self.facts))
        return Community(members, facts, self.about)


def sharing(found: Community) -> pl.DataFrame:
    """`SHARING` of every community, sorted."""
    things = sorted_things(found)
    ways = [
        held(things),
        payers(things),
        busiest(things),
        *(each(found) for each in (countries, lasting, heavy, hidden, known, related)),
    ]
    table = pl.concat(
        [each.select(pl.col(name).cast(kind) for name, kind in SHARING.items()) for each in ways]
    )
    return table.filter(pl.col("have") > 1).sort(SPOT)


def sorted_things(found: Community) -> pl.DataFrame:
    """What every member holds, by sort: community, account, sort, part, kind, value, shared (with the community)."""
    declared = of(*Group)
    shared = found.facts.select(
        "community",
        "account",
        "value",
        "kind",
        sort=pl.when(declared).then(named(SORTS)).otherwise(pl.lit(UNKNOWN, SORT)),
        part=pl.when(declared).then(pl.lit("", pl.Categorical)).otherwise("group"),
    ).drop_nulls("sort")
    ours = telling(found).select("community", "value", shared=pl.lit(True))
    shared = shared.join(ours, on=["community", "value"], how="left").with_columns(
        pl.col("shared").fill_null(False)
    )
    return pl.concat([shared, alone(found, shared).select(shared.columns)])


def named(names: Mapping[str, str]) -> pl.Expr:
    """The sort of each kind; null where it has none."""
    return pl.col("kind").cast(pl.String).replace_strict(dict(names), default=None, return_dtype=SORT)


def telling(found: Community) -> pl.DataFrame:
    """Values that more members hold than strangers would: community, value."""
    sizes = found.members.group_by("community").agg(size=pl.len())
    values = found.facts.group_by("community", "value").agg(
        inside=pl.len(), holders=pl.col("holders").first()
    )
    values = values.filter(pl.col("inside") > 1).join(sizes, on="community")
    values = values.with_columns(chance=pl.col("size") * pl.col("holders") / max(found.about.total, 1))
    inside, chance = (values[name].to_numpy().astype(np.float64) for name in ("inside", "chance"))
    told = (surprise(inside, chance) > SURE) & (inside > LIFT * chance)
    return values.filter(pl.Series(told, dtype=pl.Boolean)).select("community", "value")


def alone(found: Community, shared: pl.DataFrame) -> pl.DataFrame:
    """What members hold that nobody else does, by sort, and the sorts that follow from it: the columns of `shared`."""
    own = found.about.own.join(found.members.select("account", "community"), on="account").unique()
    own = own.with_columns(value=pl.lit(None, pl.Int64), shared=pl.lit(False))
    groups = shared.filter(pl.col("sort") == UNKNOWN).select("kind", "part").unique()
    parts = own.join(groups, on="kind").with_columns(sort=pl.lit(UNKNOWN, SORT))
    direct, follows = (
        own.with_columns(sort=named(names), part=pl.lit("", pl.Categorical)) for names in (SORTS, FOLLOWS)
    )
    return pl.concat([each.drop_nulls("sort").select(shared.columns) for each in (parts, direct, follows)])


def held(things: pl.DataFrame) -> pl.DataFrame:
    """How members share what they hold, by sort: `SHARING`."""
    each = things.group_by(*SPOT, "account").agg(pl.col("shared").any(), own=(~pl.col("shared")).any())
    counted = each.group_by(SPOT).agg(have=pl.len(), shared=pl.col("shared").sum(), own=pl.col("own").sum())
    follows = pl.col("sort").is_in(list(FOLLOWS.values()))
    counted = counted.with_columns(own=pl.when(~follows).then("own"))
    coarse = pl.col("kind").is_in(COARSE)
    values = (
        things.filter("shared")
        .group_by(SPOT)
        .agg(fine=pl.col("value").n_unique(), coarse=pl.col("value").filter(~coarse).n_unique())
    )
    values = values.select(*SPOT, values=pl.when(pl.col("coarse") > 0).then("coarse").otherwise("fine"))
    return counted.join(values, on=SPOT, how="left").with_columns(pl.col("values").fill_null(0))


def payers(things: pl.DataFrame) -> pl.DataFrame:
    """How many of those who pay with a shared card have a payer's name that is shared: honest cards have one name."""
    card, payer = pl.col("sort") == "card", pl.col("sort") == "payer"
    on_shared = things.filter(card & pl.col("shared")).select("community", "account").unique()
    paying = things.filter(payer).join(on_shared, on=["community", "account"], how="semi")
    each = paying.group_by("community", "account").agg(pl.col("shared").any())
    return counted(each, "payer of a shared card", pl.len(), pl.col("shared").sum())


def busiest(things: pl.DataFrame) -> pl.DataFrame:
    """How many of those with an address are on the one that most share: a venue has one, an operator spreads out."""
    on = things.filter(pl.col("sort") == "ip")
    have = on.group_by("community").agg(have=pl.col("account").n_unique())
    values = on.filter("shared").group_by("community", "value").agg(n=pl.col("account").n_unique())
    most = values.group_by("community").agg(pl.col("n").max())
    return counted(
        have.join(most, on="community"), "busiest address", pl.col("have").max(), pl.col("n").max()
    )


def counted(frame: pl.DataFrame, sort: str, have: pl.Expr, shared: pl.Expr) -> pl.DataFrame:
    """`SHARING` of a sort that is counted, and no value that anybody holds."""
    made = frame.group_by("community").agg(have=have, shared=shared)
    nothing = pl.lit(None, pl.Float64)
    return made.with_columns(sort=pl.lit(sort), part=pl.lit(""), values=pl.lit(0.0), own=nothing)


def measured(found: Community, *columns: str | pl.Expr) -> pl.DataFrame:
    """Members with measures of theirs."""
    return found.members.select("community", "account").join(
        found.about.measures.select("account", *columns), on="account"
    )


def countries(found: Community) -> pl.DataFrame:
    """How many are of the country most are of."""
    each = measured(found, "country").drop_nulls("country").group_by("community", "country").agg(n=pl.len())
    return counted(each, "country", pl.col("n").sum(), pl.col("n").max())


def lasting(found: Community) -> pl.DataFrame:
    """How many of those who paid, and had the time to stay, stayed."""
    days, created = pl.col("paid_days"), pl.col("created_at")
    newest = found.about.measures.select(created.max()).item() or 0
    old = measured(found, "paid_days", "created_at").filter(
        (days.list.len() > 0) & (created < newest - AGED * DAY)
    )
    stayed = (days.list.max() - days.list.min() >= LASTING) & (days.list.len() > 2)
    return counted(old, "lasting", pl.len(), stayed.sum())


def heavy(found: Community) -> pl.DataFrame:
    """How many of those who use the platform use it heavily, in hours and at their peak."""
    hours, peak = pl.col("hours").list.len(), pl.col("peak_requests").fill_null(0)
    use = found.about.measures.filter(hours > 0).select("account", use=((hours + 1) * (peak + 1)))
    most = use["use"].quantile(HEAVY) or 0.0
    each = found.members.select("community", "account").join(use, on="account")
    return counted(each, "heavy use", pl.len(), (pl.col("use") > most).sum())


def hidden(found: Community) -> pl.DataFrame:
    """How many of those whose sort of network is known came by one that hides where they are."""
    each = found.members.select("community", "account").join(found.about.hidden, on="account")
    return counted(each, "hidden network", pl.len(), pl.col("hidden").sum())


def known(found: Community) -> pl.DataFrame:
    """How many are known as bad, and as honest, where anybody of them is: most accounts were never looked at."""
    rows = []
    for sort, accounts in (
        ("known bad", found.about.known_bad()),
        ("known honest", found.about.known_honest()),
    ):
        if len(accounts):
            marked = accounts.select("account", hit=pl.lit(True))
            each = found.members.select("community", "account").join(marked, on="account", how="left")
            rows.append(counted(each, sort, pl.len(), pl.col("hit").count()).filter(pl.col("shared") > 0))
    return pl.concat(rows) if rows else counted(found.members.clear(), "known bad", pl.len(), pl.len())


def related(found: Community) -> pl.DataFrame:
    """How many have a known relation within the community that explains sharing, where anybody has."""
    ties = found.about.relations.filter(pl.col("kind").is_in(HONEST_TIES))
    ends = pl.concat([ties.select("account", "other"), ties.select(account="other", other="account")])
    mine = found.members.select("community", "account")
    inside = mine.join(ends, on="account").join(
        mine.select("community", other="account"), on=["community", "other"]
    )
    marked = inside.select("account", hit=pl.lit(True)).unique()
    each = (mine if len(ties) else mine.clear()).join(marked, on="account", how="left")
    return counted(each, "related", pl.len(), pl.col("hit").count()).filter(pl.col("shared") > 0)
