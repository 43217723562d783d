"""What accounts hold, and what is known of the values: two tables, joined only where few enough rows are left."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.connected import ranked
from linkage.model import COMMON, MIN_RING, UNDECLARED, Trait
from linkage.score.rows import Rows, by_account

STRONG = 10.0
"""Least bits of the maximum weight of a strong kind: its values merge pieces and bring accounts in (0020)."""


@dataclass(frozen=True)
class Held:
    """Facts on values that two or more accounts hold, and that are `uncommon`."""

    facts: pl.DataFrame
    """account, value, first_seen; on other values too, which are dropped when joined."""
    values: pl.DataFrame
    """value, kind, group, holders, bits, crowd, max_weight, forgeable, derived; sorted by value."""
    rows: Rows
    """The facts on these values, by account."""

    def within(self, communities: pl.DataFrame) -> pl.DataFrame:
        """Facts, with what is known of the value, that another account of the same community shares.

        Beside it the community; row, the place of the account among those of communities of `MIN_RING`; and spot, a
        number for each community and value.
        """
        members = communities.filter(pl.len().over("community") >= MIN_RING).select("account", "community")
        at, row = self.rows.of(members["account"].to_numpy())
        values = self.rows.values[at]
        spot = ranked(members["community"])[row] * len(self.values) + values
        _, spots, inside = np.unique(spot, return_inverse=True, return_counts=True)
        shared = inside[spots] > 1
        own = pl.DataFrame(
            {"row": row[shared], "spot": spots[shared], "first_seen": self.rows.seen[at[shared]]}
        )
        return beside(members[row[shared]], own, self.values[values[shared]])

    def strong(self) -> pl.DataFrame:
        """Facts of strong kinds that are not derived: account, value, group, holders, crowd."""
        strong = self.values.filter(~pl.col("derived") & (pl.col("max_weight") >= STRONG))
        strong = strong.select("value", "group", "holders", "crowd")
        return self.facts.select("account", "value").join(strong, on="value")

    def eligible(self) -> pl.DataFrame:
        """The strong facts on values that are not common."""
        return self.strong().filter(~pl.col("crowd"))

    def of(self, accounts: pl.DataFrame, *columns: str) -> pl.DataFrame:
        """Accounts, each once, with `columns` of what is known of every value they hold."""
        at, row = self.rows.of(accounts["account"].to_numpy())
        return beside(accounts[row], self.values.select(columns)[self.rows.values[at]])

    def only(self, accounts: pl.DataFrame) -> "Held":
        """What those accounts (account) hold."""
        facts = self.facts.join(accounts, on="account", how="semi")
        return Held(facts, self.values, by_account(facts, self.values["value"]))


def beside(*frames: pl.DataFrame) -> pl.DataFrame:
    """Frames of as many rows side by side."""
    found: pl.DataFrame = pl.concat(frames, how="horizontal")
    return found


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
    facts, values = shared.select("account", "value", "first_seen"), values.sort("value")
    return Held(facts, values, by_account(facts, values["value"]))
