"""Small rings apart from larger ones: the measures of `linkage evaluate` over the accounts of one size class.

The class of an account is that of its true ring; of an honest account that is enforceable, that of the ring it was
put in. So every account that is measured is in one class, and the measures over all are those of `linkage evaluate`.
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from bench import stages
from linkage.model import ENFORCEABLE

CLASSES: Mapping[str, tuple[int, int]] = {"small": (0, 9), "large": (10, 10**12)}

Measures = Mapping[str, float | None]


def judged(truth: Path, members: pl.DataFrame) -> dict[str, object]:
    """What `linkage evaluate` answers of these members, and the same by size under `sized`."""
    return {**stages.judge(truth, members), "sized": measure(pl.read_parquet(truth), members)}


def measure(truth: pl.DataFrame, members: pl.DataFrame) -> dict[str, Measures]:
    """Measures by class: `b3_precision`, `b3_recall`, `b3_f1`, `precision`, `recall`, `accounts`.

    `precision` is the share of the enforceable that are in a true ring, `recall` the share of the accounts of
    true rings that are enforceable. A class without accounts has None and 0.
    """
    found = items(truth, members)
    of = pl.when(pl.col("ring").is_not_null()).then("size").otherwise("published")
    return {name: measures(found.filter(of.is_between(*bounds))) for name, bounds in CLASSES.items()}


def items(truth: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Accounts of true rings and enforceable members, with the sizes of both their rings and their overlap."""
    said = members.filter(pl.col("tier").is_in(ENFORCEABLE)).select("account_id", "ring_id")
    both = truth.select(pl.col("account_id", "ring").cast(pl.String)).join(said, on="account_id", how="left")
    right, put = pl.col("ring").is_not_null(), pl.col("ring_id").is_not_null()
    return both.filter(right | put).with_columns(
        size=pl.when(right).then(pl.len().over("ring")).otherwise(1),
        published=pl.when(put).then(pl.len().over("ring_id")).otherwise(1),
        overlap=pl.when(right & put).then(pl.len().over("ring", "ring_id")).otherwise(1),
    )


def measures(found: pl.DataFrame) -> Measures:
    """The measures over some of the items."""
    put, ringed = pl.col("ring_id").is_not_null(), pl.col("ring").is_not_null()
    shares = found.select(
        b3_precision=(pl.col("overlap") / pl.col("published")).mean(),
        b3_recall=(pl.col("overlap") / pl.col("size")).mean(),
        precision=ringed.filter(put).mean(),
        recall=put.filter(ringed).mean(),
    ).row(0, named=True)
    p, r = shares["b3_precision"], shares["b3_recall"]
    return {**shares, "b3_f1": 2 * p * r / (p + r) if p and r else None, "accounts": len(found)}
