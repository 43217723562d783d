"""Weigh: the match weight of a shared value.

It is in bits, so that evidence adds up: log2 of how much likelier two accounts of one operator share the value than
two strangers (Fellegi and Sunter 1969), found by Bayes' rule: the odds that two of its holders are linked, over the
odds that any two accounts are. Two holders are linked when rare values of other groups connect them, directly or
through further holders, or values held more widely of which far more accounts hold both than chance would have.

So a ring's own proxy has a high weight however many accounts are behind it, and a carrier's address or a popular
phone has none; rarity counted on the data that holds the ring could not tell them apart (0010). Of a value that few
hold too little is seen: its kind, at its number of holders, stands for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.chance import surprise
from linkage.connected import label, numbered
from linkage.model import COMMON, MIN_RING, RARE, UNDECLARED, Group, Trait
from linkage.tables import LINKS

STRONG = 10.0
"""Least bits of the maximum weight of a strong kind: its values vouch although they are not rare (0039)."""

WIDE = 2_000
"""Most holders of a value of a strong kind that vouches: a ring's stock is large values (0039)."""

LIFT = 8.0
"""Times as many accounts as chance would have, at least, that hold both of two such values, for one to vouch for the
other (0039)."""

CROWD = 0.45
"""Share of log2(accounts) below which the bits of a value make it common (a crowd): its strangers outnumber any ring.
The value is a choice (0010 has the method), see bench/sensitivity.md."""

KNOWN = 3.0
"""Accounts that any account is assumed to be linked to: over `total`, the odds that two accounts are. The
value is a choice (0010 has the method), see bench/sensitivity.md."""

PART = 2_000_000
"""Facts looked at in one go; bounds memory."""

SAMPLE = 2_000
"""Values of one kind and number of holders from which their share of linked pairs is estimated; bounds time."""

PRIOR_STRENGTH = 20.0
"""Pairs of holders after which a value's own share of linked pairs outweighs that of its kind.
The value is a choice (0010 has the method), see bench/sensitivity.md."""


@dataclass(frozen=True)
class Weighed:
    """Links that count, and the weight of every shared value, common values included."""

    links: pl.DataFrame
    """`tables.LINKS`."""
    verdicts: pl.DataFrame
    """`tables.VERDICTS`."""


def weigh(shared: pl.DataFrame, traits: Mapping[str, Trait], total: int) -> Weighed:
    """Weigh every shared value of `tables.SHARED` among `total` accounts; links are those of values not common."""
    values = shared.group_by("value").agg(pl.col("kind").first(), holders=pl.len())
    values = values.join(groups(values["kind"], traits), on="kind")
    values = values.with_columns(band=pl.min_horizontal("holders", RARE + 1)).sort("value")
    linked = linked_share(shared.select("account", "value"), values, total)
    verdicts = match_weights(shrink(values, linked), total)
    counting = verdicts.filter(~pl.col("crowd")).select("value", "group", "bits", "holders")
    links = shared.join(counting, on="value").select(*LINKS)
    return Weighed(links.sort("value", "account"), verdicts)


def groups(kinds: pl.Series, traits: Mapping[str, Trait]) -> pl.DataFrame:
    """One row a kind: kind, group, max_weight (bits). A kind nobody declared is a group of its own name."""
    names = kinds.unique().cast(pl.String).sort().to_list()
    found = [traits.get(name, UNDECLARED) for name in names]
    return pl.DataFrame(
        {
            "kind": names,
            "group": [trait.group or name for name, trait in zip(names, found, strict=True)],
            "max_weight": [trait.max_weight for trait in found],
        },
        schema={"kind": pl.Categorical(), "group": pl.Categorical(), "max_weight": pl.Float64()},
    )


def linked_share(facts: pl.DataFrame, values: pl.DataFrame, total: int) -> pl.DataFrame:
    """Share of the pairs of a value's holders that are linked: value, linked (0 to 1); `facts` are account, value.

    `values` are value, kind, holders, group, max_weight and band (the number of holders, all above `RARE` as one).
    Only the values of `examined` are answered.
    """
    looked = examined(values, total)
    vouchers = facts.join(vouching(values), on="value").rename({"value": "voucher"})
    part = (pl.col("holders").cum_sum() // PART).cast(pl.Int64)
    pieces = looked.with_columns(part=part).partition_by("part", maintain_order=True, include_key=False)
    found = [share_of_pairs(vouched(facts, piece, vouchers, total)) for piece in pieces]
    none = pl.DataFrame(schema={"value": pl.Int64, "linked": pl.Float64})
    answered = looked.select("value").join(pl.concat([none, *found]), on="value", how="left")
    return answered.with_columns(pl.col("linked").fill_null(0))


def examined(values: pl.DataFrame, total: int) -> pl.DataFrame:
    """The values whose share of linked pairs is measured: value, holders, group, sorted by value.

    holders                               measured
    `RARE` or fewer                       a sample of `SAMPLE` of each kind and number of holders; the keys are
                                          digests, so the smallest are as good as random
    up to a share of `COMMON` of all      every value
    more                                  none: such a value is common whatever is measured
    """
    large = values.filter((pl.col("holders") > RARE) & (pl.col("holders") <= max(COMMON * total, RARE)))
    small = values.filter(pl.col("holders") <= RARE)
    sampled = small.filter(pl.col("value").rank("ordinal").over("kind", "band") <= SAMPLE)
    return pl.concat([large, sampled]).select("value", "holders", "group").sort("value")


def vouching(values: pl.DataFrame) -> pl.DataFrame:
    """The values that may link two holders of another: rare ones, and those of strong kinds that `WIDE` accounts or
    fewer hold: value, beside (the group), wide (holders)."""
    strong = (pl.col("max_weight") >= STRONG) & (pl.col("holders") <= WIDE)
    chosen = values.filter((pl.col("holders") <= RARE) | strong)
    return chosen.select("value", beside="group", wide="holders")


def vouched(facts: pl.DataFrame, looked: pl.DataFrame, vouchers: pl.DataFrame, total: int) -> pl.DataFrame:
    """Holders of the values looked at, each with a value of another group that two or more of them hold: account,
    value, voucher, holders.

    Prompts are independent of one another as no two addresses of a household are, so one may vouch for another.
    A voucher that is not rare counts where it is `surprising`.
    """
    linked = facts.lazy().join(looked.lazy(), on="value")
    habit = pl.col("group") == Group.BEHAVIOUR.value
    independent = (pl.col("group") != pl.col("beside")) | (habit & (pl.col("value") != pl.col("voucher")))
    pairs = linked.join(vouchers.lazy(), on="account").filter(independent)
    pairs = pairs.select(
        "account", "value", "voucher", "holders", "wide", n=pl.len().over("value", "voucher")
    )
    met = pairs.filter(pl.col("n") > 1).collect()
    wide = pl.col("wide") > RARE
    chosen = surprising(met.filter(wide).unique(["value", "voucher"]), total)
    kept = [met.filter(~wide), met.filter(wide).join(chosen, on=["value", "voucher"], how="semi")]
    return pl.concat(kept).select("account", "value", "voucher", "holders")


def surprising(met: pl.DataFrame, total: int) -> pl.DataFrame:
    """Pairs of values of which more accounts hold both than chance would have: value, voucher; `met` has n (accounts
    that hold both), holders and wide (accounts that hold each).

    The surprise that so many hold both has to be log2(accounts) bits or more: the more accounts there are, the more
    pairs are looked at, and the more of them chance brings together (0071).
    """
    both, one, other = (met[name].to_numpy().astype(np.float64) for name in ("n", "holders", "wide"))
    chance = one * other / max(total, 1)
    enough = np.log2(max(total, 2))
    more = (surprise(both, chance) > enough) & (both > LIFT * chance) & (both >= MIN_RING)
    return met.filter(pl.Series(more, dtype=pl.Boolean)).select("value", "voucher")


def share_of_pairs(pairs: pl.DataFrame) -> pl.DataFrame:
    """Share of the pairs of each value's holders that vouchers connect, of `vouched`: value, linked."""
    parts = pairs.with_columns(part=pl.Series(connected(pairs), dtype=pl.Int64)).group_by("value", "part")
    sizes = parts.agg(
        n=pl.col("account").n_unique().cast(pl.Float64),
        holders=pl.col("holders").first().cast(pl.Float64),
    )
    share = (pl.col("n") * (pl.col("n") - 1)).sum() / (pl.col("holders") * (pl.col("holders") - 1)).first()
    return sizes.group_by("value").agg(linked=share)


def connected(pairs: pl.DataFrame) -> np.ndarray:
    """The connected part that each row of `vouched` is in, holders and vouchers of each value apart; int64."""
    holder, voucher = (numbered(pairs["value"], pairs[end]) for end in ("account", "voucher"))
    holders, vouchers = holder.max(initial=-1) + 1, voucher.max(initial=-1) + 1
    return label(holders + vouchers, holder, voucher + holders)[holder] if len(pairs) else holder


def shrink(values: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    """Add to every value `linked`, between 0.0001 and 0.99: its own share of linked pairs, as far as its holders are
    more than `RARE`, shrunk to the mean of its kind at its number of holders."""
    known = values.join(linked, on="value", how="left")
    by_band = known.group_by("kind", "band").agg(typical=pl.col("linked").mean())
    pairs = pl.col("holders") * (pl.col("holders") - 1) / 2
    own = pl.when(pl.col("holders") > RARE).then(pl.col("linked"))
    shrunk = (own * pairs + pl.col("typical") * PRIOR_STRENGTH) / (pairs + PRIOR_STRENGTH)
    joined = known.join(by_band, on=["kind", "band"], how="left")
    return joined.with_columns(linked=pl.coalesce(shrunk, "typical").fill_null(0).clip(1e-4, 1 - 1e-2))


def match_weights(values: pl.DataFrame, total: int) -> pl.DataFrame:
    """Match weight of every value, and whether it is common: `tables.VERDICTS`, sorted by value.

    common (crowd)   when
    yes              a share of `COMMON` of all accounts, and more than `RARE`, hold it
    yes              its bits are less than a share of `CROWD` of log2(accounts)
    no               else
    """
    odds = pl.col("linked") / (1 - pl.col("linked"))
    weight = (odds * max(total, 2) / KNOWN).log(2)
    everyone = pl.col("holders") > max(COMMON * total, RARE)
    crowd = everyone | (weight < CROWD * np.log2(max(total, 2)))
    many = pl.format("{} accounts hold it", "holders")
    unlinked = pl.format("{} accounts hold it and have little else in common", "holders")
    reason = pl.when(everyone).then(many).when(crowd).then(unlinked)
    bits = pl.min_horizontal(weight, "max_weight").clip(lower_bound=0).cast(pl.Float32)
    return values.select(
        "value", "kind", "group", pl.col("holders").cast(pl.UInt32), bits=bits, crowd=crowd, reason=reason
    ).sort("value")
