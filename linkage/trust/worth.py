"""What a platform's data can show: which feeds there are, for how many accounts, and the match weight of each kind."""

from dataclasses import dataclass

import polars as pl

from linkage.trust import feeds
from linkage.trust.platform import Platform, Run

KNOWN = 0.5
"""Share of accounts, or facts, below which something is known of few."""


@dataclass(frozen=True)
class Worth:
    """Feeds and kinds of a platform, and what its data cannot show."""

    accounts: int
    feeds: pl.DataFrame
    """feed, accounts, share; a row a feed, there or not."""
    kinds: pl.DataFrame
    """kind, group, feed, accounts, share, values (shared), telling (not common), crowds, bits (their median over
    values not common), most (maximum weight), dated (share of facts with a time); a row a kind that is shared, the
    highest median first."""
    limits: list[str]
    """What the data cannot show, and why, in sentences."""


def worth(platform: Platform, run: Run) -> Worth:
    """Measure every feed and kind, by the weights of a run."""
    there = feeds.holders(platform).with_columns(share=share(pl.col("accounts"), platform.total))
    table = kinds(platform, run)
    return Worth(platform.total, there, table, limits(platform, there, table))


def share(count: pl.Expr, total: int) -> pl.Expr:
    """A share of all accounts, four digits."""
    return (count / max(total, 1)).round(4)


def kinds(platform: Platform, run: Run) -> pl.DataFrame:
    """Each kind that is shared, and its match weights: the kinds of `Worth`."""
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
    """What the data cannot show, in sentences."""
    lacking = there.filter(pl.col("accounts") == 0)["feed"].to_list()
    few = there.filter(pl.col("share").is_between(0, KNOWN, closed="none")).select("feed", "share").rows()
    mute = kinds.filter(pl.col("telling") == 0)["kind"].sort().to_list()
    undated = kinds.filter(pl.col("dated") < KNOWN)["kind"].sort().to_list()
    unsigned = platform.measures["created_at"].null_count() + platform.total - platform.measures.height
    said = [
        f"the feed {name} has no data: rings that share only its values cannot be found" for name in lacking
    ]
    said += [f"the feed {name} has data on {part:.1%} of the accounts only" for name, part in few]
    if mute:
        said.append(f"all values of {', '.join(mute)} are common: they are no evidence by themselves")
    if undated:
        said.append(
            f"most values of {', '.join(undated)} have no time: "
            "one who copies a stranger's value cannot be distinguished from the stranger"
        )
    if unsigned > KNOWN * platform.total:
        said.append("most accounts have no time of sign-up: bursts of sign-ups cannot be found")
    return said
