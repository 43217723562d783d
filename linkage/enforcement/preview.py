"""What an export would do, before anybody approves it: counts by class and the share of each that it takes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import polars as pl
from scipy.stats import beta

from linkage.enforcement.known import paid
from linkage.evaluate.samples import FEWEST
from linkage.publication.reader import Publication
from linkage.tables import MEASURES

DAY: Final = 86_400
AGES: Final = ((7, "under a week"), (30, "under a month"), (365, "under a year"))
"""Ages of accounts in days, and what is said of those below."""
UNKNOWN: Final = "unknown"
LEVEL: Final = 0.95


def preview(
    publication: Publication,
    selected: pl.DataFrame,
    measures: pl.DataFrame,
    networks: pl.DataFrame,
    now: datetime,
) -> dict[str, Any]:
    """Counts by tier, plan, country, age and network type: accounts, how many are taken, and their share.

    `networks` has account and network_type.
    """
    everyone = publication.seen(publication.accounts).select("account", "tier")
    known = measures if measures.width else pl.DataFrame(schema=MEASURES)
    classes = everyone.join(_classes(known, now), on="account", how="left").join(
        networks, on="account", how="left"
    )
    rows = classes.with_columns(
        pl.col("plan", "country", "age", "network_type").fill_null(UNKNOWN),
        pl.col("tier").replace_strict({0: "core", 1: "member", 2: "possible"}, default="none"),
        taken=pl.col("account").is_in(selected["account"].implode()),
    )
    names = ("tier", "plan", "country", "age", "network_type")
    taken_paying = selected.join(paid(known), on="account", how="semi").height
    return {
        "accounts": selected.height,
        "rings": selected["ring_id"].n_unique(),
        "paying": taken_paying if known.height else None,
        "by": {name: _by(rows, name) for name in names},
    }


def _by(rows: pl.DataFrame, name: str) -> list[dict[str, Any]]:
    found = rows.group_by(pl.col(name).alias("of")).agg(
        accounts=pl.len(), taken=pl.col("taken").sum(), share=pl.col("taken").mean().round(6)
    )
    return found.filter(pl.col("taken") > 0).sort("taken", "of", descending=[True, False]).to_dicts()


def _classes(measures: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Plan, country and age of each account."""
    days = (int(now.timestamp()) - pl.col("created_at")) // DAY
    named = pl.lit("a year or more")
    for below, name in reversed(AGES):
        named = pl.when(days < below).then(pl.lit(name)).otherwise(named)
    age = pl.when(pl.col("created_at").is_null()).then(pl.lit(UNKNOWN)).otherwise(named)
    return measures.select("account", "plan", "country", age=age)


def labelled(selected: pl.DataFrame, labels: pl.DataFrame) -> dict[str, int]:
    """Accounts of a selection by label (account, verdict), as far as they have one."""
    told = selected.join(labels, on="account")["verdict"]
    return {each: int((told == each).sum()) for each in ("fraud", "honest")}


def expects(accounts: int, reviewed: Mapping[str, int], told: Mapping[str, Any]) -> dict[str, Any] | str:
    """Honest accounts to expect: by the reviewed sample, else by `FEWEST` labels or more, else `unknown`."""
    if reviewed["fraud"] + reviewed["honest"]:
        return expected(accounts, reviewed["fraud"], reviewed["honest"])
    labels = told.get("labels") or {"fraud": 0, "honest": 0}
    if labels["fraud"] + labels["honest"] < FEWEST:
        return UNKNOWN
    return expected(accounts, labels["fraud"], labels["honest"], "labels")


def expected(accounts: int, fraud: int, honest: int, basis: str = "sample") -> dict[str, Any] | str:
    """Honest accounts to expect, with an exact interval (Clopper and Pearson 1934).

    `basis` says where the verdicts come from. From labels it is right only as far as they were given at random.
    """
    looked = fraud + honest
    if looked == 0:
        return UNKNOWN
    tail = (1 - LEVEL) / 2
    low = 0.0 if honest == 0 else float(beta.ppf(tail, honest, looked - honest + 1))
    high = 1.0 if honest == looked else float(beta.ppf(1 - tail, honest + 1, looked - honest))
    if looked == accounts:
        low = high = honest / looked
    low, high = max(low * accounts, honest), min(high * accounts, accounts - fraud)
    return {
        "expected": round(honest / looked * accounts, 1),
        "low": round(low, 1),
        "high": round(high, 1),
        "reviewed": looked,
        "basis": basis,
        "method": "Clopper-Pearson",
        "level": LEVEL,
    }
