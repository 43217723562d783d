"""A bounded random sample of pairs of accounts that share something, and on what each pair agrees."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.model import COMMON, RARE

Bools = npt.NDArray[np.bool_]

SAMPLE = 20_000
"""Maximum total of pairs, the same number through every kind; bounds time and memory (0018)."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of accounts by kind, the pairs in rows and the kinds in columns."""

    kinds: list[str]
    """By name."""
    through: Bools
    """The pair was drawn through a value of the kind."""
    agree: Bools
    """Both hold one value of the kind."""
    notable: Bools
    """The same, on a value that is not common."""
    rare: Bools
    """The same, on a value that is rare."""
    hold: Bools
    """Both hold values of the kind that others hold too, be it the same or not."""


def draw(shared: pl.DataFrame, total: int) -> Pairs:
    """Draw pairs from `tables.SHARED` of `total` accounts; values are digests, so the smallest are as good as
    random, and neither the order of rows nor that of loads bears on the sample."""
    held = shared.select("account", "value", pl.col("kind").cast(pl.String))
    values = held.group_by("value").agg(pl.col("kind").first(), holders=pl.len())
    kinds = values["kind"].unique().sort().to_list()
    drawn = met(held, chosen(values, len(kinds)))
    pairs = drawn.select("one", "other").unique().sort("one", "other").with_row_index("pair")
    sampled = drawn.join(pairs, on=["one", "other"]).select("pair", "kind")
    ours = pl.concat([pairs["one"], pairs["other"]]).unique().to_frame("account")
    facts = held.join(ours, on="account", how="semi")
    agreed = agreements(facts, pairs).join(values.select("value", "holders"), on="value")
    notable = agreed.filter(pl.col("holders") <= max(COMMON * total, RARE))
    rare = agreed.filter(pl.col("holders") <= RARE)
    both = holding(facts, pairs)
    through, agree, much, few, hold = (
        matrix(each, kinds, pairs.height) for each in (sampled, agreed, notable, rare, both)
    )
    return Pairs(kinds, through=through, agree=agree, notable=much, rare=few, hold=hold)


def chosen(values: pl.DataFrame, kinds: int) -> pl.DataFrame:
    """The rare values pairs are drawn through: of each kind as many as its part of the sample bears."""
    rare = values.filter(pl.col("holders").is_between(2, RARE)).sort("kind", "value")
    pairs = (pl.col("holders") * (pl.col("holders") - 1) // 2).cum_sum().over("kind")
    return rare.filter(pairs <= max(SAMPLE // max(kinds, 1), 1)).select("value")


def met(held: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """Every two holders of these values: one, other, kind."""
    some = held.join(values, on="value")
    both = some.join(some.select("value", other="account"), on="value")
    return both.filter(pl.col("account") < pl.col("other")).select("kind", "other", one="account")


def agreements(facts: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The values both accounts of a pair hold: pair, kind, value."""
    first = pairs.lazy().join(facts.lazy(), left_on="one", right_on="account")
    both = first.join(facts.lazy(), left_on=["other", "value"], right_on=["account", "value"], how="semi")
    return both.select("pair", "kind", "value").collect()


def holding(facts: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The kinds both accounts of a pair hold values of: pair, kind."""
    kinds = facts.select("account", "kind").unique()
    first = pairs.join(kinds, left_on="one", right_on="account")
    return first.join(kinds, left_on=["other", "kind"], right_on=["account", "kind"], how="semi")


def matrix(rows: pl.DataFrame, kinds: list[str], height: int) -> Bools:
    """Pair and kind as a table of yes and no."""
    table = np.zeros((height, len(kinds)), bool)
    places = np.searchsorted(np.array(kinds, dtype=object), rows["kind"].to_numpy())
    table[rows["pair"].to_numpy(), places] = True
    return table
