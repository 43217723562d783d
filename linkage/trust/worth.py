"""What a platform's data can tell apart: which feeds there are, for whom, and what sharing each kind is worth."""

from dataclasses import dataclass

import polars as pl

from linkage.trust import feeds
from linkage.trust.platform import Platform, Run

KNOWN = 0.5
"""Share of accounts, or facts, below which something is said to be known of few."""


@dataclass(frozen=True)
class Worth:
    """What there is, and what it tells."""

    accounts: int
    feeds: pl.DataFrame
    """feed, accounts, share; a row a feed, there or not."""
    kinds: pl.DataFrame
    """kind, group, feed, accounts, share, values (shared), telling, crowds, bits (the median of those that tell),
    most, dated (share of facts with a time); a row a kind that is shared, the most telling first."""
    limits: list[str]
    """What cannot be told here, and why."""


def worth(platform: Platform, run: Run) -> Worth:
    """Measure every feed and kind, by what a run learned of them."""
    there = feeds.holders(platform).with_columns(share=share(pl.col("accounts"), platform.total))
    table = kinds(platform, run)
    return Worth(platform.total, there, table, limits(platform, there, table))


def share(count: pl.Expr, total: int) -> pl.Expr:
    """A share of all accounts, four digits."""
    return (count / max(total, 1)).round(4)


def kinds(platform: Platform, run: Run) -> pl.DataFrame:
    """Each kind that is shared, and its worth in bits."""
    name = pl.col("kind").cast(pl.String)
    telling = ~pl.col("crowd")
    values = run.weighed.verdicts.group_by(kind=name).agg(
        group=pl.col("group").cast(pl.String).first(),
        values=pl.len(),
        telling=telling.sum(),
        crowds=pl.col("crowd").sum(),
        bits=pl.col("bits").filter(telling).median().cast(pl.Float64).round(1),
    )
    facts = run.judged.held.facts.join(run.weighed.verdicts.select("value", "kind"), on="value")
    held = pl.concat([platform.shared.select("account", name), platform.own.select("account", name)])
    composed = facts.select("account", name).join(held.select("kind").unique(), on="kind", how="anti")
    who = pl.concat([held, composed]).group_by("kind").agg(accounts=pl.col("account").n_unique())
    dated = platform.shared.group_by(name).agg(dated=pl.col("first_seen").is_not_null().mean().round(4))
    most = pl.DataFrame(
        [(kind, round(trait.max_weight, 1)) for kind, trait in run.learned.traits.items()],
        {"kind": pl.String, "most": pl.Float64},
        orient="row",
    )
    table = (
        values.join(who, on="kind", how="left")
        .join(dated, on="kind", how="left")
        .join(most, on="kind", how="left")
    )
    told = table.with_columns(feed=feeds.feed(), share=share(pl.col("accounts"), platform.total))
    columns = (
        "kind",
        "group",
        "feed",
        "accounts",
        "share",
        "values",
        "telling",
        "crowds",
        "bits",
        "most",
        "dated",
    )
    return told.select(columns).sort("bits", "kind", descending=[True, False], nulls_last=True)


def limits(platform: Platform, there: pl.DataFrame, kinds: pl.DataFrame) -> list[str]:
    """What cannot be told, in sentences."""
    lacking = there.filter(pl.col("accounts") == 0)["feed"].to_list()
    few = there.filter(pl.col("share").is_between(0, KNOWN, closed="none")).select("feed", "share").rows()
    mute = kinds.filter(pl.col("telling") == 0)["kind"].sort().to_list()
    undated = kinds.filter(pl.col("dated") < KNOWN)["kind"].sort().to_list()
    unsigned = platform.measures["created_at"].null_count() + platform.total - platform.measures.height
    said = [f"nothing is known by {name}: rings that share it alone are not seen" for name in lacking]
    said += [
        f"{name} is known of {part:.1%} of the accounts: of the others it says nothing" for name, part in few
    ]
    if mute:
        said.append(
            f"all values of {', '.join(mute)} are held by crowds: they tell nobody apart by themselves"
        )
    if undated:
        said.append(
            f"when {', '.join(undated)} were first seen is not known: "
            "nobody who copies a stranger's value can be told from him"
        )
    if unsigned > KNOWN * platform.total:
        said.append("when most accounts signed up is not known: bursts of sign-ups are not seen")
    return said
