"""Composite values: weak values that are rare together, as values of their own.

Thousands hold a bank's cards, a network's addresses, a day of sign-up; few hold all three. So a card's bank, a
subnet and a day make one value, and the shape of an address, its domain and an hour another. Like all values they
are weighed by who holds them. No pairs of accounts are made: each account has one such value for each bank and subnet
it signed up with. The day on which an account first used a new model is such a value as well: accounts of a campaign
change models on the same day.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from linkage.hashing import GOLDEN, splitmix64
from linkage.model import Group, Trait

DAY, HOUR = 86_400, 3_600

SOON = 3 * DAY
"""Seconds from sign-up within which a network was seen, for the account to have signed up by it; a choice, never
measured."""

TRAITS: Mapping[str, Trait] = {
    "bin_subnet_day": Trait(Group.NETWORK, max_weight=9.0, forgeable=True, derived=True),
    "shape_domain_hour": Trait(Group.IDENTITY, max_weight=9.0, forgeable=True, derived=True),
    "model_day": Trait(Group.BEHAVIOUR, max_weight=6.0, forgeable=True, derived=True),
}
"""Maximum weight of each, in bits; each is of the group of what most people could share by chance (0021)."""


def compose(shared: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """`tables.SHARED` with the composite values that two or more accounts hold; `measures` are `tables.MEASURES`."""
    came = measures.select("account", came="created_at").drop_nulls()
    banks = of_kind(shared, "bin", came).select("account", "came", one="value")
    networks = of_kind(shared, "subnet", came)
    networks = networks.filter((pl.col("first_seen") - pl.col("came")).abs() <= SOON)
    shapes = of_kind(shared, "email_shape", came).select("account", "came", one="value")
    domains = of_kind(shared, "email_domain", came)
    made = [
        combined(banks, networks, DAY, "bin_subnet_day"),
        combined(shapes, domains, HOUR, "shape_domain_hour"),
        new_models(shared),
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


def combined(one: pl.DataFrame, other: pl.DataFrame, step: int, kind: str) -> pl.DataFrame:
    """Facts on composites of a value of each sort and a step of time, in seconds, in which the account signed up."""
    both = one.join(other.select("account", other="value"), on="account")
    keys = mixed(both["one"].to_numpy(), both["other"].to_numpy(), (both["came"] // step).to_numpy())
    return made_of(both.select("account", at="came", value=pl.Series(keys)), kind)


def new_models(shared: pl.DataFrame) -> pl.DataFrame:
    """Facts on composites of a model and the day an account first used it, a day or more after its first model."""
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
    """One key of several columns, the same on every machine; int64, shape of a column."""
    key = np.zeros(columns[0].size, np.uint64)
    for column in columns:
        key = splitmix64((key ^ column.astype(np.int64).view(np.uint64)) * np.uint64(GOLDEN))
    return key.view(np.int64)
