"""The ring score: features summed in log-odds, by weights that stand in a table a person can read."""

import polars as pl

from linkage.model import Group
from linkage.score.features import FEATURES, Facts
from linkage.score.weights import Weights

SAID = 0.1
"""Least change of the log-odds that is worth a sentence."""


def readings(facts: Facts) -> pl.DataFrame:
    """Every feature of every ring, long: community, feature, reading, sentence; null readings left out."""
    answers = [feature(facts).with_columns(feature=pl.lit(name)) for name, feature in FEATURES.items()]
    return pl.concat(answers).filter(pl.col("reading").is_not_null() & pl.col("reading").is_finite())


def table_of(facts: Facts) -> pl.DataFrame:
    """Which table of weights judges each ring: community, table."""
    declared = pl.col("group").cast(pl.String).is_in([group.value for group in Group])
    known = facts.ties.filter("counts").group_by("community").agg(known=declared.any())
    rings = facts.members.select("community").unique().join(known, on="community", how="left")
    usual = pl.lit("known" if facts.lives.rhythm.accounts.size else "quiet")
    return rings.select(
        "community", table=pl.when(pl.col("known").fill_null(True)).then(usual).otherwise(pl.lit("plain"))
    )


def judge(facts: Facts, weights: Weights) -> pl.DataFrame:
    """Probability of coordinated abuse: community, score, sentences (strongest first), by community."""
    rows = [
        (name, feature, each.get(feature, 0.0), each["intercept"])
        for name, each in weights.items()
        for feature in FEATURES
    ]
    columns = {"table": pl.String, "feature": pl.String, "weight": pl.Float64, "intercept": pl.Float64}
    worth = pl.DataFrame(rows, schema=columns, orient="row")
    tables = table_of(facts)
    each = readings(facts).join(tables, on="community").join(worth, on=["table", "feature"])
    each = each.with_columns(part=pl.col("reading") * pl.col("weight"))
    ordered = each.sort(pl.col("part").abs(), "feature", descending=[True, False])
    judged = ordered.group_by("community", maintain_order=True).agg(
        odds=pl.col("intercept").first() + pl.col("part").sort().sum(),
        sentences=pl.col("sentence").filter(pl.col("part").abs() > SAID),
    )
    score = 1 / (1 + (-pl.col("odds")).exp())
    return judged.select("community", "sentences", score=score).sort("community")
