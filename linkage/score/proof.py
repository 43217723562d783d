"""Prove: cut communities down to the accounts that belong and pass the gate, and cut them where they fall apart."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from linkage.model import MIN_RING, Trait
from linkage.score import gate, regroup
from linkage.score.members import belonging
from linkage.score.rhythm import Rhythm

PASSES = 3
"""Most times that what is left is cut where it falls apart and pruned again."""

COMMONPLACE = 0.05
"""Share of all accounts that hold a value beyond which it is not looked at again."""

OTHER = Trait(group=None, most=12.0, forgeable=False, derived=False)
"""What is assumed of a kind nobody declared."""


@dataclass(frozen=True)
class Proof:
    """The accounts of each community that are proved to belong, and what proves it."""

    members: pl.DataFrame
    """community, account, bits, rhythm, groups, certificate."""
    ties: pl.DataFrame
    """Their ties, `members.evidence`, with `counts`: whether the gate counts it."""
    rhythm: Rhythm


def prove(communities: pl.DataFrame, held: pl.DataFrame, rhythm: Rhythm, total: int) -> Proof:
    """Prune, pass through the gate, cut apart, join and grow until nothing changes; communities get new names."""
    least = min(2, held.filter(~pl.col("crowd"))["group"].n_unique())
    current = communities.select("account", "community")
    for turn in range(PASSES):
        found = belonging(held, current, rhythm, total)
        counted = gate.counting(found.ties)
        passed = gate.passed(counted, gate.slight(found.ties, counted, found.members), least)
        if turn == PASSES - 1:
            break
        sure = counted.join(passed, on=gate.KEY, how="semi")
        current = regroup.grow(regroup.join(regroup.apart(sure), held), held)
    members = found.members.join(passed, on=gate.KEY).filter(pl.len().over("community") >= MIN_RING)
    counts = counted.select(*gate.KEY, "value", counts=pl.lit(True))
    ties = found.ties.join(members.select(gate.KEY), on=gate.KEY, how="semi")
    ties = ties.join(counts, on=[*gate.KEY, "value"], how="left").with_columns(
        pl.col("counts").fill_null(False)
    )
    return Proof(members, ties, rhythm)


def held_by(
    shared: pl.DataFrame, verdicts: pl.DataFrame, traits: Mapping[str, Trait], total: int
) -> pl.DataFrame:
    """Shared facts with verdicts and traits: account, value, first_seen, kind, group, holders, crowd, most,
    forgeable, derived. Commonplace values are left out."""
    telling = verdicts.filter(pl.col("holders") <= total * COMMONPLACE + MIN_RING)
    named = telling["kind"].unique().cast(pl.String).sort().to_list()
    found = [traits.get(name, OTHER) for name in named]
    kinds = pl.DataFrame(
        {
            "kind": named,
            "most": [trait.most for trait in found],
            "forgeable": [trait.forgeable for trait in found],
            "derived": [trait.derived for trait in found],
        },
        schema={
            "kind": pl.Categorical(),
            "most": pl.Float64(),
            "forgeable": pl.Boolean(),
            "derived": pl.Boolean(),
        },
    )
    held = shared.select("account", "value", "first_seen")
    return held.join(telling.select("value", "kind", "group", "holders", "crowd"), on="value").join(
        kinds, on="kind"
    )
