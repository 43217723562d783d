"""Prove: cut communities down to who belongs and passes the gate, and where they fall apart."""

from dataclasses import dataclass

import polars as pl

from linkage.model import MIN_RING
from linkage.score import gate, regroup
from linkage.score.alike import Lives
from linkage.score.certificate import certify
from linkage.score.held import Held
from linkage.score.members import Belonging, belonging

PASSES = 3
"""Most times that what is left is cut where it falls apart and pruned again."""


PART = 50_000
"""Accounts that are judged in one go."""


@dataclass(frozen=True)
class Proof:
    """The accounts of each community that are proved to belong, and what proves it."""

    members: pl.DataFrame
    """community, account, bits, rhythm, alike, groups, firm, certificate."""
    ties: pl.DataFrame
    """Their ties, `members.evidence`, with `counts`: whether the gate counts it."""
    lives: Lives
    decisive: pl.DataFrame
    """The smallest set of values without which a member would not pass: `certificate.Certified.values`."""


@dataclass(frozen=True)
class Case:
    """What every community is judged by."""

    held: Held
    lives: Lives
    total: int
    """Accounts in all."""
    least: int
    """Groups that must count: 2, or 1 where the data knows one alone."""


def prove(communities: pl.DataFrame, held: Held, lives: Lives, total: int) -> Proof:
    """Prune, pass through the gate, cut apart, join and grow until nothing changes; communities get new names."""
    least = min(2, held.values.filter(~pl.col("crowd"))["group"].n_unique())
    case = Case(held, lives, total, least)
    current = communities.select("account", "community")
    telling = held.telling()
    solid = telling.filter(~pl.col("crowd"))
    for _ in range(PASSES - 1):
        sure = pl.concat([tied(part, case) for part in parts(current)])
        current = regroup.grow(regroup.join(regroup.apart(sure), solid), telling)
    return proved(current, case)


def parts(communities: pl.DataFrame) -> list[pl.DataFrame]:
    """Communities, whole, in parts of about `PART` accounts: each is judged by itself, so memory is bounded."""
    ordered = communities.sort("community", "account").with_row_index("part")
    part = pl.col("part").first().over("community") // PART
    cut = ordered.with_columns(part).partition_by("part", maintain_order=True, include_key=False)
    return cut or [communities]


def tied(communities: pl.DataFrame, case: Case) -> pl.DataFrame:
    """The ties that count of the accounts that pass."""
    _, counted, passed = judged(communities, case)
    return counted.join(passed, on=gate.KEY, how="semi")


def judged(communities: pl.DataFrame, case: Case) -> tuple[Belonging, pl.DataFrame, pl.DataFrame]:
    """Who belongs, the ties that count, and who passes the gate."""
    found = belonging(case.held, communities, case.lives, case.total)
    counted = gate.counting(found.ties)
    passed = gate.passed(counted, gate.seconded(found.ties, counted, found.members), case.least)
    return found, counted, passed


def proved(communities: pl.DataFrame, case: Case) -> Proof:
    """The last word on communities as they stand."""
    found, counted, passed = judged(communities, case)
    members = found.members.join(passed, on=gate.KEY).filter(pl.len().over("community") >= MIN_RING)
    certified = certify(found.ties, members, case.least)
    members = members.join(certified.members, on=gate.KEY, maintain_order="left").drop("rest")
    counts = counted.select(*gate.KEY, "value", counts=pl.lit(True))
    ties = found.ties.join(members.select(gate.KEY), on=gate.KEY, how="semi")
    ties = ties.join(counts, on=[*gate.KEY, "value"], how="left")
    return Proof(members, ties.with_columns(pl.col("counts").fill_null(False)), case.lives, certified.values)
