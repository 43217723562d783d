"""The evidence that decided about each member, as it is published: its parts add up to the member's bits."""

import polars as pl

from linkage.score.about import Facts
from linkage.score.members import DIGITS
from linkage.tables import EVIDENCE

PARTS = {"prior": "prior", "rhythm": "hours", "alike": "marks"}
"""Evidence on a member that is not a value: the column of a proof's members, and the group it is shown as."""


def published(facts: Facts, near: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """`tables.EVIDENCE` of the members; `near` (account, value, group, match_weight) is that of possible members."""
    proved = members.filter(pl.col("tier") != "possible").select("account")
    beside = members.join(proved, on="account", how="anti").select("account")
    ties = facts.ties.join(proved, on="account", how="semi").select(
        "account", "value", "group", "match_weight", "counts"
    )
    parts = [part(facts.members.join(proved, on="account", how="semi"), *each) for each in PARTS.items()]
    rest = near.join(beside, on="account", how="semi").with_columns(counts=pl.lit(True))
    rows = [each.rename({"match_weight": "bits"}) for each in (ties, rest)]
    typed = [
        each.select(pl.col(name).cast(kind) for name, kind in EVIDENCE.items()) for each in (*rows, *parts)
    ]
    rounded = pl.concat(typed).with_columns(pl.col("bits").round(DIGITS))
    return rounded.filter(pl.col("value").is_not_null() | (pl.col("bits") != 0)).sort(
        "account", "value", "group", nulls_last=True
    )


def part(members: pl.DataFrame, column: str, group: str) -> pl.DataFrame:
    """One part of the members' bits that is not a value: account, value (null), group, bits, counts (false)."""
    none = {"value": pl.lit(None, pl.Int64()), "group": pl.lit(group), "counts": pl.lit(False)}
    return members.select("account", bits=column, **none)
