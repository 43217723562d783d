"""What accounts hold, and what is known of the values: two tables, joined only where few enough rows are left."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from linkage.model import COMMON, MIN_RING, UNDECLARED, Trait

STRONG = 10.0
"""Least bits of the maximum weight of a strong kind: its values merge pieces and bring accounts in (0020)."""


@dataclass(frozen=True)
class Held:
    """Facts on values that two or more accounts hold, and that are `uncommon`."""

    facts: pl.DataFrame
    """account, value, first_seen; on other values too, which are dropped when joined."""
    values: pl.DataFrame
    """value, kind, group, holders, bits, crowd, max_weight, forgeable, derived."""

    def within(self, communities: pl.DataFrame) -> pl.DataFrame:
        """Facts, with what is known of the value, that another account of the same community shares."""
        members = communities.filter(pl.len().over("community") >= MIN_RING).select("account", "community")
        inside = self.facts.join(members, on="account")
        shared = inside.filter(pl.len().over("community", "value") > 1).drop("community")
        return shared.join(self.values, on="value")

    def strong(self) -> pl.DataFrame:
        """Facts of strong kinds that are not derived: account, value, group, holders, crowd."""
        strong = self.values.filter(~pl.col("derived") & (pl.col("max_weight") >= STRONG))
        strong = strong.select("value", "group", "holders", "crowd")
        return self.facts.select("account", "value").join(strong, on="value")

    def eligible(self) -> pl.DataFrame:
        """The strong facts on values that are not common."""
        return self.strong().filter(~pl.col("crowd"))

    def of(self, accounts: pl.DataFrame) -> pl.DataFrame:
        """Facts of those accounts, with what is known of the value."""
        return self.facts.join(accounts.select("account"), on="account", how="semi").join(
            self.values, on="value"
        )


def uncommon(verdicts: pl.DataFrame, total: int) -> pl.DataFrame:
    """Rows of `tables.VERDICTS` on values that a share of `COMMON` of all accounts or fewer hold, and three more."""
    return verdicts.filter(pl.col("holders") <= COMMON * total + MIN_RING)


def held_by(shared: pl.DataFrame, verdicts: pl.DataFrame, traits: Mapping[str, Trait], total: int) -> Held:
    """Bring `tables.SHARED`, `tables.VERDICTS` and the kinds' traits together, of `uncommon` values."""
    known = uncommon(verdicts, total)
    named = known["kind"].unique().cast(pl.String).sort().to_list()
    found = [traits.get(name, UNDECLARED) for name in named]
    kinds = pl.DataFrame(
        {
            "kind": named,
            "max_weight": [trait.max_weight for trait in found],
            "forgeable": [trait.forgeable for trait in found],
            "derived": [trait.derived for trait in found],
        },
        schema={
            "kind": pl.Categorical(),
            "max_weight": pl.Float32(),
            "forgeable": pl.Boolean(),
            "derived": pl.Boolean(),
        },
    )
    values = known.select("value", "kind", "group", "holders", "bits", "crowd").join(kinds, on="kind")
    return Held(shared.select("account", "value", "first_seen"), values)
