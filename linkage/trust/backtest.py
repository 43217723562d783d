"""A backtest: who would have been flagged three months ago, and what became of them since."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from linkage.tables import MEASURES
from linkage.trust.platform import Engine, Platform, Run

BACK = 90
"""Days back from the last thing that was seen."""

MONTH, DAY, HOUR = 30, 86_400, 3_600


@dataclass(frozen=True)
class Backtest:
    """Outcomes of accounts that would have been flagged 90 days ago, beside all others of that time."""

    at: int
    """The moment of the run, in seconds since 1970."""
    accounts: int
    """Accounts at that time."""
    flagged: int
    outcomes: pl.DataFrame
    """outcome, flagged, of (accounts flagged then), others, of_others; a row an outcome that is known."""
    unknown: dict[str, str]
    """Outcomes that are not known, and why."""
    remarks: list[str]
    """What is not known of that time, in sentences."""


def backtest(
    platform: Platform, engine: Engine, run: Run, tell: Callable[[str], None] = lambda _: None
) -> Backtest | str:
    """Run on what was known 90 days ago, and count outcomes of flagged accounts; a reason where it cannot be done."""
    if platform.newest is None:
        return "unknown, because nothing that was loaded has a time"
    at = platform.newest - BACK * DAY
    there = then(platform, at)
    if there.is_empty():
        return f"unknown, because no account is known to have been there {BACK} days ago"
    tell(f"as of {BACK} days ago")
    flagged = engine.run(as_of(platform, there, at)).flagged
    marks, unknown = outcomes(platform, run, at)
    rows = [counted(name, there, flagged, mark) for name, mark in marks.items()]
    schema = {
        "outcome": pl.String,
        "flagged": pl.Int64,
        "of": pl.Int64,
        "others": pl.Int64,
        "of_others": pl.Int64,
    }
    table = pl.DataFrame(rows, schema, orient="row")
    return Backtest(at, there.height, flagged.height, table, unknown, remarks(platform))


def then(platform: Platform, at: int) -> pl.DataFrame:
    """Accounts that had signed up, or had been seen where that is not known: account."""
    signed = platform.measures.select("account", "created_at")
    seen = platform.shared.group_by("account").agg(seen=pl.col("first_seen").min().cast(pl.Int64))
    known = platform.accounts.select("account").join(signed, on="account", how="left")
    known = known.join(seen, on="account", how="left")
    return known.filter(pl.coalesce("created_at", "seen") <= at).select("account").sort("account")


def as_of(platform: Platform, there: pl.DataFrame, at: int) -> Platform:
    """The platform at that time: what was first seen later, and every later label, is left out.

    Facts without a time count as known then; status has no time and is left out.
    """
    ours = platform.of(there)
    before = (pl.col("first_seen") <= at) | pl.col("first_seen").is_null()
    last = pl.min_horizontal("last_seen", pl.lit(at)).cast(pl.Int32)
    lists = [
        pl.col(name).list.eval(pl.element().filter(pl.element() <= at // unit)).alias(name)
        for name, unit in (("paid_days", DAY), ("hours", HOUR))
    ]
    measures = ours.measures.with_columns(*lists, status=pl.lit(None, MEASURES["status"]))
    return replace(
        ours,
        shared=ours.shared.filter(before).with_columns(last_seen=last),
        measures=measures,
        relations=ours.relations.filter((pl.col("first_seen") <= at) | pl.col("first_seen").is_null()),
        labels=ours.labels.filter(pl.col("at") <= at),
    ).tidy()


def outcomes(platform: Platform, run: Run, at: int) -> tuple[dict[str, pl.DataFrame], dict[str, str]]:
    """The accounts of each outcome since: account; and why other outcomes are unknown."""
    measures, labels = platform.measures, platform.labels.filter(pl.col("at") > at)
    days = measures.select("account", "paid_days").explode("paid_days").drop_nulls()
    since = days.with_columns(month=(pl.col("paid_days") - at // DAY - 1) // MONTH)
    since = since.filter((pl.col("paid_days") > at // DAY) & (pl.col("month") < BACK // MONTH))
    marks = {"flagged today": run.flagged}
    unknown = {}
    if days.is_empty():
        unknown["paid on for three months"] = unknown["paid at all"] = (
            "unknown, because no payment was loaded"
        )
    else:
        months = since.group_by("account").agg(n=pl.col("month").n_unique())
        marks["paid on for three months"] = months.filter(pl.col("n") == BACK // MONTH).select("account")
        marks["paid at all"] = months.select("account")
    bad, good = (labels.filter(pl.col("label").is_in(each)) for each in (["fraud", "banned"], ["honest"]))
    banned = measures.filter(pl.col("status") == "banned").select("account")
    if banned.is_empty() and bad.is_empty():
        unknown["banned or labelled fraud"] = (
            "unknown, because no account is banned, and none was labelled as fraud since"
        )
    else:
        marks["banned or labelled fraud"] = pl.concat([banned, bad.select("account")]).unique()
    if good.is_empty():
        unknown["labelled honest"] = "unknown, because no account was labelled as honest since"
    else:
        marks["labelled honest"] = good.select("account").unique()
    return marks, unknown


def counted(
    name: str, there: pl.DataFrame, flagged: pl.DataFrame, mark: pl.DataFrame
) -> tuple[str, int, int, int, int]:
    """How many of the flagged accounts, and of all others of that time, have an outcome."""
    hit = there.join(mark, on="account", how="semi")
    ours = hit.join(flagged, on="account", how="semi").height
    return name, ours, flagged.height, hit.height - ours, there.height - flagged.height


def remarks(platform: Platform) -> list[str]:
    """What is not known of that time, in sentences."""
    said = ["bans by status have no time: status is left out of the run, and every ban counts as later"]
    undated = platform.shared["first_seen"].null_count() / max(platform.shared.height, 1)
    if undated:
        said.append(f"{undated:.1%} of the facts have no time, and count as known at that time")
    said.append("values of a single account have no time, and count as held at that time")
    return said
