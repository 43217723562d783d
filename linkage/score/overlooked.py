"""Overlooked rings: further looks at accounts that are in no ring, by other links and in larger groups.

Detection follows links of many bits, and exits that a crowd uses too. An operator who deals out mail domains, blocks
of phone numbers or referrers to accounts that share few cards and devices is left in pieces by it. So what is left is
linked once more, by rare values of every group but network, and found groups are judged as they stand (0074). Other
rings are in pieces because each piece is held together well enough to stand alone; where groups that are half as well
set apart are clearly a ring, they are one (0079).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from linkage.model import Group
from linkage.score.gate import WITNESSES, evidence_group, of
from linkage.score.held import Held, beside
from linkage.score.proof import by_part
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
    large = found.filter(pl.len().over("community") >= SMALLEST)
    return pl.concat(by_part(partial(promising, held=held), large)).sort("account")


def weak_links(held: Held, rings: pl.DataFrame) -> pl.DataFrame:
    """What links accounts that are not in `rings` (account): account, value, bits."""
    rare = uncommon() & (pl.col("holders") <= RARE) & ~of(Group.NETWORK)
    return linked(held, outside(held, rings) & several(held), rare)


def usual_links(held: Held, rings: pl.DataFrame) -> pl.DataFrame:
    """The links of detection of accounts that are not in `rings` (account): as `weak_links`."""
    return linked(held, outside(held, rings), uncommon())


def outside(held: Held, rings: pl.DataFrame) -> np.ndarray:
    """Which accounts of `Held.rows` are not in `rings` (account)."""
    return ~np.isin(held.rows.accounts, rings["account"].to_numpy())


def uncommon() -> pl.Expr:
    """Whether a value is not common."""
    return ~pl.col("crowd")


def linked(held: Held, accounts: np.ndarray, values: pl.Expr) -> pl.DataFrame:
    """What links some accounts of `Held.rows` by some values: account, value, bits, in any order, as detection takes
    them."""
    rows, wanted = held.rows, held.values.select(values).to_series().to_numpy()
    among = np.repeat(accounts, rows.counts) & wanted[rows.values]
    holders = np.bincount(rows.values[among], minlength=len(held.values))
    among &= (holders > 1)[rows.values]
    whose = pl.DataFrame({"account": np.repeat(rows.accounts, rows.counts)[among]})
    return beside(whose, held.values.select("value", "bits")[rows.values[among]])


def several(held: Held) -> np.ndarray:
    """Which accounts of `Held.rows` share uncommon values of two groups with two others each, as the gate will ask. The
    others link what has nothing to do with each other."""
    telling = uncommon() & (pl.col("holders") > WITNESSES)
    group = pl.when(telling).then(evidence_group().rank("dense")).cast(pl.Int16)
    of_facts = held.values.select(first=group.fill_null(np.iinfo(np.int16).max), last=group.fill_null(-1))
    starts, values = held.rows.starts[:-1], held.rows.values
    first = np.minimum.reduceat(of_facts["first"].to_numpy()[values], starts)
    several: np.ndarray = first < np.maximum.reduceat(of_facts["last"].to_numpy()[values], starts)
    return several


def promising(groups: pl.DataFrame, held: Held) -> pl.DataFrame:
    """The groups in which three accounts or more share values of two groups with two others of the group each: only
    these are worth being proved and judged."""
    inside = held.within(groups)
    spots = inside["spot"].to_numpy()
    shared = inside.filter(pl.Series(np.bincount(spots)[spots] > WITNESSES))
    each = shared.group_by("account").agg(n=evidence_group().n_unique())
    return with_enough(groups, each.filter(pl.col("n") > 1))
