"""Weigh: how much does it say that two accounts share a value?

In bits, so that evidence adds up: log2 of how much likelier two accounts of one operator share the value than
two strangers (Fellegi and Sunter 1969), found by Bayes' rule: the odds that two of its holders know each
other, over the odds that any two accounts do. Holders know each other when rare values of other groups tie them,
directly or through further holders, or larger ones that far more hold both of than chance would have. So a
ring's own proxy says much however many accounts are behind it, and a carrier's address or a popular phone says
nothing; rarity counted on the data that holds the ring could not tell them apart. Of a value few hold too little
is seen: its kind, at its number of holders, speaks for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.chance import surprise
from linkage.connected import label
from linkage.model import COMMON, MIN_RING, RARE, UNDECLARED, Group, Trait
from linkage.tables import LINKS

TELLING = 10.0
"""Least bits a kind may say for its values to vouch although they are not rare."""

WIDE = 2_000
"""Most holders of a value of a strong kind that may vouch although it is not rare: a ring's stock is large values."""

SURE = 20.0
"""Bits of surprise, at least, that so many accounts hold both of two such values, for one to vouch for the other."""

LIFT = 8.0
"""Times as many accounts as chance would have, at least, for the same."""

CROWD = 0.45
"""A value whose bits are below this share of log2(accounts) ties nobody: its strangers outnumber any ring."""

KNOWN = 3.0
"""Accounts that any account is assumed to know: over `total`, the odds that two accounts do."""

PART = 2_000_000
"""Facts looked at in one go; bounds memory."""

SAMPLE = 2_000
"""Values of one kind and number of holders on which their closeness is learned."""

TRUST = 20.0
"""Pairs of holders after which a value's own closeness outweighs that of its kind."""


@dataclass(frozen=True)
class Weighed:
    """Links that tie, and the verdict on every shared value, crowds included."""

    links: pl.DataFrame
    """`tables.LINKS`."""
    verdicts: pl.DataFrame
    """`tables.VERDICTS`."""


def weigh(shared: pl.DataFrame, traits: Mapping[str, Trait], total: int) -> Weighed:
    """Weigh every shared value of `tables.SHARED` among `total` accounts; keep the links that tie."""
    values = shared.group_by("value").agg(pl.col("kind").first(), holders=pl.len())
    values = values.join(groups(values["kind"], traits), on="kind")
    values = values.with_columns(band=pl.min_horizontal("holders", RARE + 1)).sort("value")
    seen = closeness(shared.select("account", "value"), values, total)
    verdicts = judge(learn(values, seen), total)
    tying = verdicts.filter(~pl.col("crowd")).select("value", "group", "bits", "holders")
    links = shared.join(tying, on="value").select(*LINKS)
    return Weighed(links.sort("value", "account"), verdicts)


def groups(kinds: pl.Series, traits: Mapping[str, Trait]) -> pl.DataFrame:
    """One row a kind: kind, group, most bits. A kind nobody declared is a group of its own name."""
    names = kinds.unique().cast(pl.String).sort().to_list()
    found = [traits.get(name, UNDECLARED) for name in names]
    return pl.DataFrame(
        {
            "kind": names,
            "group": [trait.group or name for name, trait in zip(names, found, strict=True)],
            "most": [trait.most for trait in found],
        },
        schema={"kind": pl.Categorical(), "group": pl.Categorical(), "most": pl.Float64()},
    )


def closeness(facts: pl.DataFrame, values: pl.DataFrame, total: int) -> pl.DataFrame:
    """How many pairs of a value's holders know each other: value, close (0 to 1); `facts` are account, value.

    Of values of `RARE` holders or fewer a sample of each kind and band is looked at; the keys are digests, so
    the smallest are as good as random. Values of more than `COMMON` are not looked at. Besides rare values those of
    strong kinds vouch, up to `WIDE` holders, where that is no chance.
    """
    large = values.filter((pl.col("holders") > RARE) & (pl.col("holders") <= max(COMMON * total, RARE)))
    small = values.filter(pl.col("holders") <= RARE)
    strong = (pl.col("most") >= TELLING) & (pl.col("holders") <= WIDE)
    telling = values.filter((pl.col("holders") <= RARE) | strong)
    telling = telling.select("value", beside="group", wide="holders")
    small = small.filter(pl.col("value").rank("ordinal").over("kind", "band") <= SAMPLE)
    looked = pl.concat([large, small]).select("value", "holders", "group").sort("value")
    vouchers = facts.join(telling, on="value").rename({"value": "voucher"})
    part = (pl.col("holders").cum_sum() // PART).cast(pl.Int64)
    pieces = looked.with_columns(part=part).partition_by("part", maintain_order=True, include_key=False)
    seen = [tied(vouched(facts, piece, vouchers, total)) for piece in pieces]
    close = pl.concat(seen) if seen else pl.DataFrame(schema={"value": pl.Int64, "close": pl.Float64})
    return (
        looked.select("value").join(close, on="value", how="left").with_columns(pl.col("close").fill_null(0))
    )


def vouched(facts: pl.DataFrame, looked: pl.DataFrame, vouchers: pl.DataFrame, total: int) -> pl.DataFrame:
    """Holders of the values looked at, with the values of another group that tie two of them.

    Prompts are independent of one another as no two addresses of a household are, so one may vouch for another.
    """
    linked = facts.lazy().join(looked.lazy(), on="value")
    habit = pl.col("group").cast(pl.String) == Group.BEHAVIOUR.value
    apart = (pl.col("group") != pl.col("beside")) | (habit & (pl.col("value") != pl.col("voucher")))
    pairs = linked.join(vouchers.lazy(), on="account").filter(apart)
    pairs = pairs.select(
        "account", "value", "voucher", "holders", "wide", n=pl.len().over("value", "voucher")
    )
    met = pairs.filter(pl.col("n") > 1).collect()
    wide = pl.col("wide") > RARE
    chosen = surprising(met.filter(wide).unique(["value", "voucher"]), total)
    kept = [met.filter(~wide), met.filter(wide).join(chosen, on=["value", "voucher"], how="semi")]
    return pl.concat(kept).select("account", "value", "voucher", "holders")


def surprising(met: pl.DataFrame, total: int) -> pl.DataFrame:
    """Pairs of wide values that more accounts hold both of than chance would have: value, voucher."""
    both, one, other = (met[name].to_numpy().astype(np.float64) for name in ("n", "holders", "wide"))
    chance = one * other / max(total, 1)
    told = (surprise(both, chance) > SURE) & (both > LIFT * chance) & (both >= MIN_RING)
    return met.filter(pl.Series(told, dtype=pl.Boolean)).select("value", "voucher")


def tied(pairs: pl.DataFrame) -> pl.DataFrame:
    """Share of the pairs of each value's holders that vouchers connect: value, close."""
    holder = (
        pairs.select(pl.struct("value", "account").rank("dense") - 1).to_series().to_numpy().astype(np.int64)
    )
    voucher = (
        pairs.select(pl.struct("value", "voucher").rank("dense") - 1).to_series().to_numpy().astype(np.int64)
    )
    holders, vouchers = holder.max(initial=-1) + 1, voucher.max(initial=-1) + 1
    labels = label(holders + vouchers, holder, voucher + holders)[holder] if len(pairs) else holder
    pieces = (
        pairs.with_columns(piece=pl.Series(labels, dtype=pl.Int64))
        .group_by("value", "piece")
        .agg(
            n=pl.col("account").n_unique().cast(pl.Float64),
            holders=pl.col("holders").first().cast(pl.Float64),
        )
    )
    share = (pl.col("n") * (pl.col("n") - 1)).sum() / (pl.col("holders") * (pl.col("holders") - 1)).first()
    return pieces.group_by("value").agg(close=share)


def learn(values: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """Give every value a closeness: its own, shrunk to that of its kind at its number of holders."""
    known = values.join(seen, on="value", how="left")
    by_band = known.group_by("kind", "band").agg(typical=pl.col("close").mean())
    pairs = pl.col("holders") * (pl.col("holders") - 1) / 2
    own = pl.when(pl.col("holders") > RARE).then(pl.col("close"))
    shrunk = (own * pairs + pl.col("typical") * TRUST) / (pairs + TRUST)
    joined = known.join(by_band, on=["kind", "band"], how="left")
    return joined.with_columns(close=pl.coalesce(shrunk, "typical").fill_null(0).clip(1e-4, 1 - 1e-2))


def judge(values: pl.DataFrame, total: int) -> pl.DataFrame:
    """Bits and crowd verdict of every value, `tables.VERDICTS`, sorted by value."""
    odds = pl.col("close") / (1 - pl.col("close"))
    told = (odds * max(total, 2) / KNOWN).log(2)
    everyone = pl.col("holders") > max(COMMON * total, RARE)
    crowd = everyone | (told < CROWD * np.log2(max(total, 2)))
    held = pl.format("{} accounts hold it", "holders")
    apart = pl.format("{} accounts hold it and have little else in common", "holders")
    reason = pl.when(everyone).then(held).when(crowd).then(apart)
    bits = pl.min_horizontal(told, "most").clip(lower_bound=0).cast(pl.Float32)
    return values.select(
        "value", "kind", "group", pl.col("holders").cast(pl.UInt32), bits=bits, crowd=crowd, reason=reason
    ).sort("value")
