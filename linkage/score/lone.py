"""Lone members: accounts outside any community that share one value of a ring's own with it, and live as it does.

An account that holds a mail domain or a card of a ring, and used a network of its own, is in no community: before the
ring is known, one shared value proves nothing. Once it is known, the account joins if the value is the ring's and its
marks are those of the ring (0077).
"""

import polars as pl

from linkage.model import MIN_RING
from linkage.score.gate import CLOSE, KEY, MIN_WEIGHT, of
from linkage.score.hard import SOFT
from linkage.score.held import Held
from linkage.score.proof import Proof

OWN = 2 / 3
"""Least share of a value's holders that are in the ring or join it, for the value to be the ring's own. Before any
account joins, half of it is enough (0077)."""

TYPICAL = 0.5
"""Least share of the median marks of the ring's sufficient members that an account needs to join (0077)."""


def candidates(held: Held, rings: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Accounts that might join a ring: account, community (the ring's), sorted by account.

    `rings` (account, community) are proved members, `known` (account) all who are in a community already. Of several
    rings an account might join, the one counts whose members share most with it.
    """
    ours = of_rings(held, rings).filter(pl.col("n") >= MIN_RING, pl.col("n") >= OWN / 2 * pl.col("holders"))
    holding = held.facts.select("account", "value").join(ours, on="value")
    outside = holding.join(known, on="account", how="anti")
    near = outside.group_by("account", "community").agg(pl.col("n").sum())
    near = near.sort("account", "n", "community", descending=[False, True, False])
    return near.unique("account", keep="first", maintain_order=True).select("account", "community")


def joining(candidates: pl.DataFrame, held: Held, rings: pl.DataFrame, beside: Proof) -> pl.DataFrame:
    """The candidates that join a ring: account, community.

    `rings` (account, community) are proved members, and `beside` is the proof of rings and candidates together. A
    value that counts for a candidate by its marks alone does not count here: the candidate held it first, and may be a
    stranger from whom the ring copied it.
    """
    typical = (pl.col("usual") >= CLOSE) & (pl.col("alike") >= TYPICAL * pl.col("usual"))
    alike = candidates.join(beside.members.filter(typical), on=KEY, how="semi")
    ours = of_rings(held, pl.concat([rings, alike]))
    ours = ours.filter(pl.col("n") > MIN_RING, pl.col("n") >= OWN * pl.col("holders"))
    fair = beside.ties.filter("counts", ~pl.col("by_marks")).select(*KEY, "value")
    holding = alike.join(fair, on=KEY).join(ours, on=["community", "value"], how="semi")
    return alike.join(holding, on=KEY, how="semi")


def of_rings(held: Held, accounts: pl.DataFrame) -> pl.DataFrame:
    """Rare values that `accounts` (account, community) hold, networks and behaviour left out: community, value, holders
    (among all accounts), n (among these)."""
    rare = held.values.filter(~pl.col("crowd"), pl.col("bits") >= MIN_WEIGHT, ~of(*SOFT))
    facts = held.facts.select("account", "value").join(accounts, on="account")
    found = facts.join(rare.select("value", "holders"), on="value")
    return found.group_by("community", "value", "holders").agg(n=pl.len())
