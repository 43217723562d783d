"""Learn the maximum weight of undeclared kinds, which kinds are one group, and by how much labels move any kind.

Where no kind is undeclared and no account labelled, nothing is learned: the maximum weight of a kind is its prior.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from linkage.model import RARE, UNDECLARED, Trait
from linkage.tables import WEIGHTS
from linkage.weigh.learned import dependencies, labels, matches, pairs, provenance, twins
from linkage.weigh.learned.dependencies import Floats, Follows
from linkage.weigh.learned.labels import Labelled
from linkage.weigh.learned.matches import Matches
from linkage.weigh.learned.pairs import Pairs

__all__ = ["Labelled", "Learned", "learn"]

MAX_WEIGHT = 14.0
"""Most bits that an undeclared kind may have as its maximum weight (0018)."""

SURELY = 0.9
"""Largest share that m and u are assumed to be before a pair is seen; keeps logarithms finite, a choice."""


@dataclass(frozen=True)
class Learned:
    """The traits of kinds from here on, and the table that explains them."""

    traits: dict[str, Trait]
    """By kind; undeclared kinds that are shared are among them."""
    table: pl.DataFrame
    """`tables.WEIGHTS`: the same for people, with the provenance of each weight."""


def learn(shared: pl.DataFrame, traits: Mapping[str, Trait], known: Labelled, total: int) -> Learned:
    """Learn from `tables.SHARED` of `total` accounts, of which some may be labelled."""
    names = shared["kind"].unique().cast(pl.String).sort().to_list()
    before = {name: traits.get(name, UNDECLARED) for name in names}
    after, table = before, plain(before)
    if any(trait.group is None for trait in before.values()):
        after, table = unsupervised(shared, before, total)
    if known.both():
        after, table = supervised(labels.shifts(shared, known), after, table)
    return Learned(
        {**traits, **after}, table.select(pl.col(name).cast(kind) for name, kind in WEIGHTS.items())
    )


def plain(traits: Mapping[str, Trait]) -> pl.DataFrame:
    """`tables.WEIGHTS` before anything is learned, a row a kind, in the order of the traits."""
    rows = [
        (name, trait.group or name, trait.max_weight, trait.max_weight, provenance.PRIOR)
        for name, trait in traits.items()
    ]
    table = pl.DataFrame(rows, ["kind", "group", "prior", "learned", "rests_on"], orient="row")
    return table.with_columns(m=None, u=None, pairs=0, labelled=0)


def unsupervised(
    shared: pl.DataFrame, traits: Mapping[str, Trait], total: int
) -> tuple[dict[str, Trait], pl.DataFrame]:
    """Groups and maximum weights of undeclared kinds, from a sample of pairs: the traits and the table.

    The maximum weight of a kind is that of its rare values: its common ones are weighed one by one, by who holds
    them, and must not cap what a value of three holders weighs.
    """
    drawn = pairs.draw(shared, total)
    groups, joined = grouped(shared, drawn, traits, total)
    u = agreement(shared.filter(pl.len().over("value") <= RARE), drawn.kinds, total)
    found = estimated(drawn, groups, [traits[name].max_weight for name in drawn.kinds], u)
    table = adopt_where_counted(tabled(traits, groups, u, found))
    table = table.with_columns(rests_on=provenance.unsupervised(table, joined))
    return adopted(traits, table), table


def grouped(
    shared: pl.DataFrame, drawn: Pairs, traits: Mapping[str, Trait], total: int
) -> tuple[list[str], list[Follows]]:
    """The group of each kind of the sample, and which kinds depend on which: declared groups, those of twins, and
    those of kinds that follow from others."""
    declared = {name: str(trait.group) for name, trait in traits.items() if trait.group is not None}
    held = shared.select("account", "value", pl.col("kind").cast(pl.String))
    declared |= twins.twins(held, declared)
    chance = agreement(shared, drawn.kinds, total)
    groups, joined = dependencies.join(drawn, declared, chance, held)
    return [groups[name] for name in drawn.kinds], joined


def estimated(drawn: Pairs, groups: list[str], max_weights: list[float], u: Floats) -> Matches:
    """m of each kind on its rare values; before any pair is seen it is u times the odds of the maximum weight."""
    prior = np.clip(u * 2 ** np.array(max_weights), 1e-6, SURELY)
    return matches.maximise(replace(drawn, agree=drawn.rare), groups, u, np.maximum(prior, u))


def tabled(traits: Mapping[str, Trait], groups: list[str], u: Floats, found: Matches) -> pl.DataFrame:
    """The table `plain`, with what the sample says of each kind: group, u, m, pairs, found (bits, log2 of m/u) and own
    (nobody declared its group)."""
    return plain(traits).with_columns(
        group=pl.Series(groups),
        u=pl.Series(u),
        m=pl.Series(found.m),
        pairs=pl.Series(np.floor(found.pairs).astype(np.int64)),
        found=pl.Series(np.clip(np.log2(found.m / u), 0.0, MAX_WEIGHT)),
        own=pl.Series([trait.group is None for trait in traits.values()]),
    )


def adopt_where_counted(table: pl.DataFrame) -> pl.DataFrame:
    """The table `tabled`, in which what was found holds for undeclared kinds with a pair that counts.

    declared   pairs that count   learned   m, pairs
    no         some               found     as found
    no         none               prior     null, 0
    yes        any                prior     null, 0
    """
    counted = pl.col("own") & (pl.col("pairs") > 0)
    return table.with_columns(
        learned=pl.when(counted).then("found").otherwise("prior"),
        m=pl.when(counted).then("m"),
        pairs=pl.when(counted).then("pairs").otherwise(0),
    )


def agreement(shared: pl.DataFrame, kinds: list[str], total: int) -> Floats:
    """u of each kind, in their order: the share of all pairs of accounts that agree on it, by how often each value is
    held."""
    values = shared.group_by("value").agg(pl.col("kind").first().cast(pl.String), n=pl.len().cast(pl.Float64))
    agreeing = values.group_by("kind").agg(pairs=(pl.col("n") * (pl.col("n") - 1)).sum())
    ordered = pl.DataFrame({"kind": kinds}).join(agreeing, on="kind", how="left", maintain_order="left")
    share = ordered["pairs"].fill_null(0).to_numpy() / max(total * (total - 1.0), 1.0)
    return np.clip(share, 1e-9, SURELY)


def supervised(
    shifts: pl.DataFrame, traits: Mapping[str, Trait], table: pl.DataFrame
) -> tuple[dict[str, Trait], pl.DataFrame]:
    """Traits and table, with the maximum weights moved by `labels.shifts`."""
    joined = table.drop("labelled").join(shifts, on="kind", how="left", maintain_order="left")
    moved = (pl.col("learned") + pl.col("shift").fill_null(0.0)).clip(lower_bound=0.0)
    joined = joined.with_columns(learned=moved, labelled=pl.col("labelled").fill_null(0))
    joined = joined.with_columns(rests_on=provenance.supervised(joined))
    return adopted(traits, joined), joined


def adopted(traits: Mapping[str, Trait], table: pl.DataFrame) -> dict[str, Trait]:
    """The traits with the groups and maximum weights of the table; a declared kind keeps its group."""
    rows = zip(*(table[name].to_list() for name in ("kind", "group", "learned")), strict=True)
    return {
        name: replace(traits[name], group=traits[name].group or group, max_weight=learned)
        for name, group, learned in rows
    }
