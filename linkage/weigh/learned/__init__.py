"""Learn: what kinds nobody declared say, which kinds are one group, and what labels say of any kind.

Where nothing is undeclared and nothing labelled, nothing is learned: every kind says what its prior says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from linkage.model import RARE, UNDECLARED, Trait
from linkage.tables import WEIGHTS
from linkage.weigh.learned import dependencies, labels, matches, pairs, provenance, twins
from linkage.weigh.learned.dependencies import Floats
from linkage.weigh.learned.labels import Labelled

__all__ = ["Labelled", "Learned", "learn"]

MOST = 14.0
"""Most bits a kind nobody declared may come to say."""

SURELY = 0.9
"""Most that m is taken for before a pair is seen."""


@dataclass(frozen=True)
class Learned:
    """What kinds are taken for from here on."""

    traits: dict[str, Trait]
    """By kind; those nobody declared, where they are shared, among them."""
    table: pl.DataFrame
    """`tables.WEIGHTS`: the same for people, with what it rests on."""


def learn(shared: pl.DataFrame, traits: Mapping[str, Trait], known: Labelled, total: int) -> Learned:
    """Learn from `tables.SHARED` of `total` accounts, of which some may be labelled."""
    names = shared["kind"].unique().cast(pl.String).sort().to_list()
    before = {name: traits.get(name, UNDECLARED) for name in names}
    after, table = before, plain(before)
    if any(trait.group is None for trait in before.values()):
        after, table = unsupervised(shared, before, total)
    if known.tells():
        after, table = supervised(labels.shifts(shared, known), after, table)
    return Learned(
        {**traits, **after}, table.select(pl.col(name).cast(kind) for name, kind in WEIGHTS.items())
    )


def plain(traits: Mapping[str, Trait]) -> pl.DataFrame:
    """The table before anything is learned."""
    rows = [
        (name, trait.group or name, trait.max_weight, trait.max_weight, provenance.PRIOR)
        for name, trait in traits.items()
    ]
    told = pl.DataFrame(rows, ["kind", "group", "prior", "learned", "rests_on"], orient="row")
    return told.with_columns(m=None, u=None, pairs=0, labelled=0)


def unsupervised(
    shared: pl.DataFrame, traits: Mapping[str, Trait], total: int
) -> tuple[dict[str, Trait], pl.DataFrame]:
    """Groups and bits of the kinds nobody declared, from a sample of pairs.

    The most bits a kind may say are those of its rare values: its hubs are weighed one by one, by who holds them,
    and must not cap what a value of three says.
    """
    drawn = pairs.draw(shared, total)
    declared = {name: str(trait.group) for name, trait in traits.items() if trait.group is not None}
    declared |= twins.twins(shared, declared)
    groups, joined = dependencies.join(drawn, declared, chance(shared, drawn.kinds, total))
    u = chance(shared.filter(pl.len().over("value") <= RARE), drawn.kinds, total)
    drawn = replace(drawn, agree=drawn.rare)
    prior = np.clip(u * 2 ** np.array([traits[name].max_weight for name in drawn.kinds]), 1e-6, SURELY)
    found = matches.maximise(drawn, [groups[name] for name in drawn.kinds], u, np.maximum(prior, u))
    bits = np.clip(np.log2(found.m / u), 0.0, MOST)
    table = plain(traits).with_columns(
        group=pl.Series([groups[name] for name in drawn.kinds]),
        u=pl.Series(u),
        m=pl.Series(found.m),
        pairs=pl.Series(np.floor(found.pairs).astype(np.int64)),
        found=pl.Series(bits),
        own=pl.Series([traits[name].group is None for name in drawn.kinds]),
    )
    counted = pl.col("own") & (pl.col("pairs") > 0)
    table = table.with_columns(
        learned=pl.when(counted).then("found").otherwise("prior"),
        m=pl.when(counted).then("m"),
        pairs=pl.when(counted).then("pairs").otherwise(0),
    )
    table = table.with_columns(rests_on=provenance.unsupervised(table, joined))
    return adopted(traits, table), table


def chance(shared: pl.DataFrame, kinds: list[str], total: int) -> Floats:
    """How often two accounts drawn at random agree on a kind: u, by the frequencies of its values."""
    values = shared.group_by("value").agg(pl.col("kind").first().cast(pl.String), n=pl.len().cast(pl.Float64))
    agreeing = values.group_by("kind").agg(pairs=(pl.col("n") * (pl.col("n") - 1)).sum())
    ordered = pl.DataFrame({"kind": kinds}).join(agreeing, on="kind", how="left", maintain_order="left")
    share = ordered["pairs"].fill_null(0).to_numpy() / max(total * (total - 1.0), 1.0)
    return np.clip(share, 1e-9, SURELY)


def supervised(
    told: pl.DataFrame, traits: Mapping[str, Trait], table: pl.DataFrame
) -> tuple[dict[str, Trait], pl.DataFrame]:
    """The same bits, moved by what labels say."""
    joined = table.drop("labelled").join(told, on="kind", how="left", maintain_order="left")
    moved = (pl.col("learned") + pl.col("shift").fill_null(0.0)).clip(lower_bound=0.0)
    joined = joined.with_columns(learned=moved, labelled=pl.col("labelled").fill_null(0))
    joined = joined.with_columns(rests_on=provenance.supervised(joined))
    return adopted(traits, joined), joined


def adopted(traits: Mapping[str, Trait], table: pl.DataFrame) -> dict[str, Trait]:
    """The traits with the groups and bits of the table; a declared kind keeps its group."""
    learned = zip(*(table[name].to_list() for name in ("kind", "group", "learned")), strict=True)
    return {
        name: replace(traits[name], group=traits[name].group or group, max_weight=most)
        for name, group, most in learned
    }
