"""Overlooked rings: further looks at accounts that are in no ring, by other links and in larger groups.

Detection follows links of many bits, and exits that a crowd uses too. An operator who deals out mail domains, blocks
of phone numbers or referrers to accounts that share few cards and devices is left in pieces by it. So what is left is
linked once more, by rare values of every group but network, and found groups are judged as they stand (0074). Other
rings are in pieces because each piece is held together well enough to stand alone; where groups that are half as well
set apart are clearly a ring, they are one (0079).
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from linkage.model import Group
from linkage.score.gate import WITNESSES, evidence_group, of
from linkage.score.held import Held
from linkage.score.regroup import with_enough

LEAST = 2.0
"""Least bits of a weak link (0074)."""

RARE = 64
"""Most holders of a value that links accounts in it: a university's mail domain makes no group (0074)."""

SMALLEST = 6
"""Least accounts of a group that is judged; bounds time, a choice."""

CLEAR = 4.0
"""Least margin in bits of such a group, for it to be a ring (0074)."""


@dataclass(frozen=True)
class Look:
    """How accounts that are in no ring are linked and grouped once more."""

    conductance: float
    """The largest at which a group stands alone; 0.1 in detection."""
    weak: bool
    """Whether links are weak (`weak_links`), or those of detection."""


LOOKS = (Look(0.1, weak=True), Look(0.05, weak=False), Look(0.07, weak=True))
"""One after the other, each at who is in no ring yet (0074, 0079)."""

Detect = Callable[[pl.DataFrame, int, Look], pl.DataFrame]
"""From links (account, value, bits) and the number of all accounts to `tables.COMMUNITIES`, as a look asks for."""


def groups(held: Held, rings: pl.DataFrame, total: int, look: Look, detect: Detect) -> pl.DataFrame:
    """Groups of accounts that are not in `rings` (account): account, community, sorted by account."""
    links = (weak_links if look.weak else usual_links)(held, rings)
    found = detect(links, total, look).select("account", "community")
    return promising(found.filter(pl.len().over("community") >= SMALLEST), held).sort("account")


def weak_links(held: Held, rings: pl.DataFrame) -> pl.DataFrame:
    """What links accounts that are not in `rings` (account): account, value, bits."""
    facts, uncommon = outside(held, rings)
    facts = facts.join(several(facts, uncommon), on="account", how="semi")
    rare = uncommon.filter((pl.col("holders") <= RARE) & ~of(Group.NETWORK))
    return linked(facts, rare)


def usual_links(held: Held, rings: pl.DataFrame) -> pl.DataFrame:
    """The links of detection of accounts that are not in `rings` (account): as `weak_links`."""
    return linked(*outside(held, rings))


def outside(held: Held, rings: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts (account, value) of accounts that are not in `rings` (account), and the values that are not common."""
    facts = held.facts.select("account", "value").join(rings, on="account", how="anti")
    return facts, held.values.filter(~pl.col("crowd"))


def linked(facts: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """What links accounts by `values`: account, value, bits, in any order, as detection takes them."""
    return facts.join(values.select("value", "bits"), on="value").filter(pl.len().over("value") > 1)


def several(facts: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """Accounts that share values of two groups with two others each, as the gate will ask: account. The others link
    what has nothing to do with each other."""
    shared = facts.join(values.filter(pl.col("holders") > WITNESSES).select("value", "group"), on="value")
    each = shared.group_by("account").agg(n=evidence_group().n_unique())
    return each.filter(pl.col("n") > 1).select("account")


def promising(groups: pl.DataFrame, held: Held) -> pl.DataFrame:
    """The groups in which three accounts or more are so by what the group itself shares: only these are worth being
    proved and judged."""
    inside = held.facts.select("account", "value").join(groups, on="account")
    shared = inside.filter(pl.len().over("community", "value") > WITNESSES)
    left = several(shared.select("account", "value"), held.values)
    return with_enough(groups, left)
