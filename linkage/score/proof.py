"""Prove: cut communities down to the accounts that belong and pass the gate, and cut them where they fall apart."""

from dataclasses import dataclass

import polars as pl

from linkage.model import MIN_RING
from linkage.score import gate, regroup
from linkage.score.held import Held
from linkage.score.members import belonging
from linkage.score.rhythm import Rhythm

PASSES = 3
"""Most times that what is left is cut where it falls apart and pruned again."""


@dataclass(frozen=True)
class Proof:
    """The accounts of each community that are proved to belong, and what proves it."""

    members: pl.DataFrame
    """community, account, bits, rhythm, groups, certificate."""
    ties: pl.DataFrame
    """Their ties, `members.evidence`, with `counts`: whether the gate counts it."""
    rhythm: Rhythm


def prove(communities: pl.DataFrame, held: Held, rhythm: Rhythm, total: int) -> Proof:
    """Prune, pass through the gate, cut apart, join and grow until nothing changes; communities get new names."""
    least = min(2, held.values.filter(~pl.col("crowd"))["group"].n_unique())
    current = communities.select("account", "community")
    solid = held.solid()
    for turn in range(PASSES):
        found = belonging(held.within(current), current, rhythm, total)
        counted = gate.counting(found.ties)
        passed = gate.passed(counted, gate.slight(found.ties, counted, found.members), least)
        if turn == PASSES - 1:
            break
        sure = counted.join(passed, on=gate.KEY, how="semi")
        current = regroup.grow(regroup.join(regroup.apart(sure), solid), solid)
    members = found.members.join(passed, on=gate.KEY).filter(pl.len().over("community") >= MIN_RING)
    counts = counted.select(*gate.KEY, "value", counts=pl.lit(True))
    ties = found.ties.join(members.select(gate.KEY), on=gate.KEY, how="semi")
    ties = ties.join(counts, on=[*gate.KEY, "value"], how="left").with_columns(
        pl.col("counts").fill_null(False)
    )
    return Proof(members, ties, rhythm)
