"""Compose: weak values that are rare together, as values of their own.

Thousands hold a bank's cards, a network's addresses, a day of sign-up; few hold all three. So a card's bank, a
subnet and a day make one value, and the shape of an address, its domain and an hour another; like all values
they are weighed by who holds them. Nothing is enumerated by pairs: each account has one such value for each
bank and subnet it came with. The day on which an account moved to a new model is such a value as well: a campaign
moves in one go.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from linkage.hashing import GOLDEN, splitmix64
from linkage.model import Group, Trait

DAY, HOUR = 86_400, 3_600

SOON = 3 * DAY
"""Seconds from sign-up within which a network was seen, for the account to have come by it."""

TRAITS: Mapping[str, Trait] = {
    "bin_subnet_day": Trait(Group.NETWORK, max_weight=9.0, forgeable=True, derived=True),
    "shape_domain_hour": Trait(Group.IDENTITY, max_weight=9.0, forgeable=True, derived=True),
    "model_day": Trait(Group.BEHAVIOUR, max_weight=6.0, forgeable=True, derived=True),
}
"""What they say, at most; each counts in the group of what most people could share by chance."""


def compose(shared: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """`tables.SHARED` with what two or more accounts hold together, of `tables.MEASURES`' times of sign-up."""
    came = measures.select("account", came="created_at").drop_nulls()
    banks = of_kind(shared, "bin", came).select("account", "came", one="value")
    networks = of_kind(shared, "subnet", came)
    networks = networks.filter((pl.col("first_seen") - pl.col("came")).abs() <= SOON)
    shapes = of_kind(shared, "email_shape", came).select("account", "came", one="value")
    domains = of_kind(shared, "email_domain", came)
    made = [
        together(banks, networks, DAY, "bin_subnet_day"),
        together(shapes, domains, HOUR, "shape_domain_hour"),
        moved(shared),
    ]
    rows = pl.concat(made).select(pl.col(name).cast(kind) for name, kind in shared.schema.items())
    if rows.is_empty():
        return shared
    ordered = shared if shared["value"].is_sorted() else shared.sort("value", "account")
    return ordered.merge_sorted(rows.sort("value", "account"), key="value")


def of_kind(shared: pl.DataFrame, kind: str, came: pl.DataFrame) -> pl.DataFrame:
    """Facts on values of one kind, with the time of sign-up: account, value, first_seen, came."""
    facts = shared.filter(pl.col("kind") == kind).select("account", "value", "first_seen")
    return facts.join(came, on="account")


def together(one: pl.DataFrame, other: pl.DataFrame, step: int, kind: str) -> pl.DataFrame:
    """Facts on a value of each sort within one step of time, as long as two accounts share them."""
    both = one.join(other.select("account", other="value"), on="account")
    keys = mixed(both["one"].to_numpy(), both["other"].to_numpy(), (both["came"] // step).to_numpy())
    return made_of(both.select("account", at="came", value=pl.Series(keys)), kind)


def moved(shared: pl.DataFrame) -> pl.DataFrame:
    """Facts on a model and the day an account first used it, after a day or more with another."""
    used = shared.filter(pl.col("kind") == "model").select("account", "value", at="first_seen").drop_nulls()
    later = used.filter(pl.col("at") > pl.col("at").min().over("account") + DAY)
    keys = mixed(later["value"].to_numpy(), (later["at"] // DAY).to_numpy())
    return made_of(later.select("account", "at", value=pl.Series(keys)), "model_day")


def made_of(facts: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Facts (account, at, value) that two accounts share, as `tables.SHARED` of that kind."""
    shared = facts.unique(["account", "value"]).filter(pl.len().over("value") > 1)
    at = pl.col("at").cast(pl.Int64)
    named = {"kind": pl.lit(kind, dtype=pl.Categorical()), "count": pl.lit(1)}
    return shared.select("account", "value", first_seen=at, last_seen=at, **named)


def mixed(*columns: np.ndarray) -> np.ndarray:
    """One key of several, the same on every machine; int64."""
    key = np.zeros(columns[0].size, np.uint64)
    for column in columns:
        key = splitmix64((key ^ column.astype(np.int64).view(np.uint64)) * np.uint64(GOLDEN))
    return key.view(np.int64)
