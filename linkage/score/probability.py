"""The ring score: features summed in log-odds, by weights that stand in a table a person can read."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import polars as pl

from linkage.score.features import FEATURES, Facts

WEIGHTS = Path(__file__).with_name("weights.json")


@cache
def weights() -> Mapping[str, float]:
    """Weight of each feature and the intercept, in natural log-odds."""
    table: dict[str, float] = json.loads(WEIGHTS.read_text())["weights"]
    return table


def readings(facts: Facts) -> pl.DataFrame:
    """Every feature of every ring, long: community, feature, reading, sentence; null readings left out."""
    answers = [feature(facts).with_columns(feature=pl.lit(name)) for name, feature in FEATURES.items()]
    return pl.concat(answers).filter(pl.col("reading").is_not_null() & pl.col("reading").is_finite())


def judge(facts: Facts) -> pl.DataFrame:
    """Probability of coordinated abuse: community, score, sentences (strongest first), by community."""
    table = weights()
    worth = pl.DataFrame(
        {"feature": list(FEATURES), "weight": [table.get(name, 0.0) for name in FEATURES]},
        schema={"feature": pl.String, "weight": pl.Float64},
    )
    each = readings(facts).join(worth, on="feature").with_columns(part=pl.col("reading") * pl.col("weight"))
    told = each.filter(pl.col("part").abs() > 0.1).sort(
        pl.col("part").abs(), "feature", descending=[True, False]
    )
    sentences = told.group_by("community", maintain_order=True).agg(sentences=pl.col("sentence"))
    summed = each.group_by("community").agg(odds=table["intercept"] + pl.col("part").sum())
    judged = summed.join(sentences, on="community", how="left").with_columns(
        score=1 / (1 + (-pl.col("odds")).exp()),
        sentences=pl.col("sentences").fill_null([]),
    )
    return judged.select("community", "score", "sentences").sort("community")
