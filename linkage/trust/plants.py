"""The facts of planted accounts: copies of accounts, with the values of their group instead of shared ones.

A copy keeps the common values of its account (carrier, mail provider, models), with times moved to its own sign-up.
Each other value becomes a value of the copy's own, or one of its group's. Values are new keys: nothing raw is read, and
no copy is linked to the account it is a copy of.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from linkage.model import RARE
from linkage.trust.drawn import BASE, Drawn
from linkage.trust.platform import Platform, Run
from linkage.weigh.composite import mixed

DAY, HOUR = 86_400, 3_600

LAG = 1.0
"""Days after its sign-up, in the mean, until an account is first seen with what it shares."""

SPOT = ["account", "kind"]


@dataclass(frozen=True)
class Source:
    """The platform, and what is known of its values, from which copies are made."""

    platform: Platform
    common: pl.DataFrame
    """Common values, which a copy keeps: value."""
    derived: list[str]
    """Kinds whose values follow from others."""
    timed: list[str]
    """Kinds whose facts have a time."""


def source(platform: Platform, run: Run) -> Source:
    """The `Source` of a platform, by the weights of a run."""
    crowds = run.weighed.verdicts.filter(pl.col("crowd") & (pl.col("holders") > RARE)).select("value")
    derived = sorted(name for name, trait in run.learned.traits.items() if trait.derived)
    known = platform.shared.group_by(pl.col("kind").cast(pl.String)).agg(
        share=pl.col("first_seen").is_not_null().mean()
    )
    timed = known.filter(pl.col("share") > 0.5)["kind"].sort().to_list()
    return Source(platform, crowds, derived, timed)


def planted(source: Source, drawn: Drawn, rng: np.random.Generator) -> Platform:
    """The platform with the accounts that were drawn."""
    measures = moved_measures(source.platform, signed_up(drawn, rng))
    came = drawn.members.select("account", "copied", "group").join(
        measures.select("account", "created_at", "by"), on="account", how="left", maintain_order="left"
    )
    held = copied_facts(source, came)
    lots = stock(source, came, held, drawn.habits, rng)
    gone = lots.filter(~pl.col("keep")).select(SPOT).unique()
    kept, own = (each.join(gone, on=SPOT, how="anti", maintain_order="left") for each in held)
    return combined(source, measures.drop("by"), [kept, as_facts(source, lots)], own)


def signed_up(drawn: Drawn, rng: np.random.Generator) -> pl.DataFrame:
    """When each copy signs up: account, copied, at (null for when the copied one did)."""
    late = pl.Series(rng.random(drawn.members.height))
    at = (pl.col("start") + pl.col("days") * late * DAY).cast(pl.Int64)
    return drawn.members.select("account", "copied", at=at)


def moved_measures(platform: Platform, came: pl.DataFrame) -> pl.DataFrame:
    """Measures of the copies, moved in time with their sign-up, and by how many seconds: `MEASURES` and `by`."""
    rows = came.join(
        platform.measures.rename({"account": "copied"}), on="copied", how="left", maintain_order="left"
    )
    rows = rows.with_columns(by=(pl.col("at") - pl.col("created_at")).fill_null(0))
    newest = platform.newest or 0
    lists = [
        shifted("paid_days", DAY, newest).alias("paid_days"),
        shifted("hours", HOUR, newest).alias("hours"),
    ]
    created = pl.col("created_at") + pl.col("by")
    return rows.with_columns(created.alias("created_at"), *lists).select(*platform.measures.columns, "by")


def shifted(name: str, unit: int, newest: int) -> pl.Expr:
    """Times in a list, moved by `by` seconds; what would lie in the future is left out."""
    later = pl.col(name) + (pl.col("by") // unit).cast(pl.Int32)
    return later.list.eval(pl.element().filter(pl.element() <= newest // unit))


def copied_facts(source: Source, came: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What stays with each copy, with its times moved, and the kinds of what is its own, a row a value."""
    named = came.select("account", "by", copied="copied")
    facts = source.platform.shared.rename({"account": "copied"}).join(named, on="copied")
    kept = facts.join(source.common, on="value", how="semi")
    rest = facts.join(source.common, on="value", how="anti").select(SPOT)
    rest = rest.filter(~pl.col("kind").cast(pl.String).is_in(source.derived))
    own = source.platform.own.rename({"account": "copied"}).join(named, on="copied").select(SPOT)
    newest = source.platform.newest or 0
    seen = [(pl.col(each) + pl.col("by")).clip(upper_bound=newest) for each in ("first_seen", "last_seen")]
    return kept.with_columns(seen).drop("copied", "by"), pl.concat([rest, own])


def stock(
    source: Source,
    came: pl.DataFrame,
    held: tuple[pl.DataFrame, pl.DataFrame],
    habits: pl.DataFrame,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """What copies share with their group: account, kind, value, created_at, keep (whether they keep their own)."""
    has = pl.concat([each.select("account", pl.col("kind").cast(pl.String)) for each in held]).unique()
    follows = pl.DataFrame({"kind": [*BASE.values()], "also": [*BASE]})
    has = pl.concat([has, has.join(follows, on="kind").select("account", kind="also")]).unique()
    each = came.join(habits, on="group", maintain_order="left_right").join(
        has, on=SPOT, how="semi", maintain_order="left"
    )
    each = each.filter(pl.Series(rng.random(each.height)) < pl.col("sharing"))
    keep = (pl.Series(rng.random(each.height)) < pl.col("keep")) & ~pl.col("kind").is_in(source.derived)
    each = each.with_columns(keep=keep, times=pl.Series(rng.random(each.height)) * pl.col("most"))
    each = each.with_columns(times=pl.int_ranges(0, pl.col("times").floor().cast(pl.Int64) + 1)).explode(
        "times"
    )
    pick = (pl.Series(rng.random(each.height)) * pl.col("values")).floor().cast(pl.Int64)
    codes = {kind: at for at, kind in enumerate(sorted(set(habits["kind"])))}
    code = pl.col("kind").replace_strict(codes, return_dtype=pl.Int64)
    each = each.with_columns(pick=pick, code=code)
    salt = np.full(each.height, rng.integers(2**62))
    value = mixed(salt, *(each[name].to_numpy() for name in ("group", "code", "pick")))
    rows = each.with_columns(value=pl.Series(value), kind=pl.col("kind").cast(pl.Categorical))
    rows = rows.unique(["account", "value"], keep="first", maintain_order=True)
    late = pl.Series(rng.exponential(LAG * DAY, (rows.height, 2)).cumsum(axis=1))
    return rows.select(*SPOT, "value", "created_at", "keep", late=late)


def as_facts(source: Source, lots: pl.DataFrame) -> pl.DataFrame:
    """What copies share, as facts with their times."""
    timed = pl.col("kind").cast(pl.String).is_in(source.timed)
    newest = source.platform.newest or 0
    seen = {
        name: pl.when(timed).then(
            (pl.col("created_at") + pl.col("late").arr.get(at)).clip(upper_bound=newest)
        )
        for at, name in enumerate(("first_seen", "last_seen"))
    }
    return lots.select(*SPOT, "value", **seen)


def combined(
    source: Source, measures: pl.DataFrame, facts: list[pl.DataFrame], own: pl.DataFrame
) -> Platform:
    """The platform with planted measures, facts and kinds of own values."""
    platform = source.platform
    rows = [
        each.select(pl.col(name).cast(kind) for name, kind in platform.shared.schema.items())
        for each in facts
    ]
    names = measures.select("account", account_id=pl.format("planted {}", "account"))
    shared = (
        pl.concat([platform.shared, *rows])
        .unique(["account", "value"], keep="first")
        .sort("value", "account")
    )
    return replace(
        platform,
        accounts=pl.concat([platform.accounts, names]).sort("account"),
        shared=shared,
        own=pl.concat([platform.own, own.select(platform.own.columns)]),
        measures=pl.concat([platform.measures, measures]).sort("account"),
    ).tidy()
