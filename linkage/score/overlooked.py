"""Overlooked rings: a second look at accounts that are in no ring, by weaker links.

Detection follows links of many bits, and exits that a crowd uses too. An operator who deals out mail domains, blocks
of phone numbers or referrers to accounts that share few cards and devices is left in pieces by it. So what is left is
linked once more, by rare values of every group but network, and found groups are judged as they stand (0074).
"""

from collections.abc import Callable

import polars as pl

from linkage.model import Group
from linkage.score.gate import of
from linkage.score.held import Held

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
    rare = held.values.filter(~pl.col("crowd") & (pl.col("holders") <= RARE) & ~of(Group.NETWORK))
    facts = held.facts.join(rings, on="account", how="anti")
    links = facts.join(rare.select("value", "bits"), on="value").select("account", "value", "bits")
    found = weaker(links.sort("value", "account"), total).select("account", "community")
    return found.filter(pl.len().over("community") >= SMALLEST).sort("account")
