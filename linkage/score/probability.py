"""The ring score: features summed in log-odds, by weights that stand in a table a person can read."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import polars as pl

from linkage.model import Group
from linkage.score.features import FEATURES, Facts

WEIGHTS = Path(__file__).with_name("weights.json")

SAID = 0.1
"""Least change of the log-odds that is worth a sentence."""


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """Weights of the features and the intercept in natural log-odds, by table: `known`, `quiet`, `plain`."""
    document = json.loads(WEIGHTS.read_text())
    return {name: document[name] for name in ("known", "quiet", "plain")}


def readings(facts: Facts) -> pl.DataFrame:
    """Every feature of every ring, long: community, feature, reading, sentence; null readings left out."""
    answers = [feature(facts).with_columns(feature=pl.lit(name)) for name, feature in FEATURES.items()]
    return pl.concat(answers).filter(pl.col("reading").is_not_null() & pl.col("reading").is_finite())


def table_of(facts: Facts) -> pl.DataFrame:
    """Which table of weights judges each ring, with its intercept: community, table, intercept."""
    declared = pl.col("group").cast(pl.String).is_in([group.value for group in Group])
    known = facts.ties.filter("counts").group_by("community").agg(known=declared.any())
    rings = facts.members.select("community").unique().join(known, on="community", how="left")
    usual = pl.lit("known" if facts.lives.rhythm.accounts.size else "quiet")
    named = rings.select(
        "community", table=pl.when(pl.col("known").fill_null(True)).then(usual).otherwise(pl.lit("plain"))
    )
    intercepts = {name: each["intercept"] for name, each in weights().items()}
    return named.with_columns(intercept=pl.col("table").replace_strict(intercepts, return_dtype=pl.Float64))


def judge(facts: Facts) -> pl.DataFrame:
    """Probability of coordinated abuse: community, score, sentences (strongest first), by community."""
    rows = [
        (name, feature, each.get(feature, 0.0)) for name, each in weights().items() for feature in FEATURES
    ]
    worth = pl.DataFrame(
        rows, schema={"table": pl.String, "feature": pl.String, "weight": pl.Float64}, orient="row"
    )
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
