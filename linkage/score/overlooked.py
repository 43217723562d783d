"""Overlooked rings: a second look at accounts that are in no ring, by weaker links.

Detection follows links of many bits, and exits that a crowd uses too. An operator who deals out mail domains, blocks
of phone numbers or referrers to accounts that share few cards and devices is left in pieces by it. So what is left is
linked once more, by rare values of every group but network, and found groups are judged as they stand (0074).
"""

from collections.abc import Callable

import polars as pl

from linkage.model import Group
from linkage.score.gate import WITNESSES, evidence_group, of
from linkage.score.held import Held
from linkage.score.regroup import with_enough

LEAST = 2.0
"""Least bits of a link in the second look (0074)."""

RARE = 64
"""Most holders of a value that links accounts in it: a university's mail domain makes no group (0074)."""

SMALLEST = 6
"""Least accounts of a group that is judged; bounds time, a choice."""

CLEAR = 4.0
"""Least margin in bits of such a group, for it to be a ring (0074)."""

Weaker = Callable[[pl.DataFrame, int], pl.DataFrame]
"""From links (account, value, bits) and the number of all accounts to `tables.COMMUNITIES`."""


def groups(held: Held, rings: pl.DataFrame, total: int, weaker: Weaker) -> pl.DataFrame:
    """Groups of accounts that are not in `rings` (account): account, community, sorted by account."""
    found = weaker(weak_links(held, rings), total).select("account", "community")
    return promising(found.filter(pl.len().over("community") >= SMALLEST), held).sort("account")


def weak_links(held: Held, rings: pl.DataFrame) -> pl.DataFrame:
    """What links accounts that are not in `rings` (account): account, value, bits, sorted by value and account."""
    facts = held.facts.select("account", "value").join(rings, on="account", how="anti")
    uncommon = held.values.filter(~pl.col("crowd"))
    facts = facts.join(several(facts, uncommon), on="account", how="semi")
    rare = uncommon.filter((pl.col("holders") <= RARE) & ~of(Group.NETWORK)).select("value", "bits")
    links = facts.join(rare, on="value").filter(pl.len().over("value") > 1)
    return links.sort("value", "account")


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
