"""Lone members: accounts that share one thing of a ring's own with it, and that detection left outside.

Who holds a mail domain or a card of a ring, and came by an exit of his own, is in no community: before a ring is
known, one thing proves nothing. Once it is known, it is asked that the thing is the ring's, and that the account
lives as the ring does (0077).
"""

import polars as pl

from linkage.model import MIN_RING
from linkage.score.gate import CLOSE, KEY, MIN_WEIGHT, of
from linkage.score.hard import SOFT
from linkage.score.held import Held
from linkage.score.proof import Proof

OWN = 2 / 3
"""Share of a value's holders that are of the ring, or join it, for the value to be the ring's; half of it before
anybody joins (0077)."""

TYPICAL = 0.5
"""Share of the marks that half of the sufficient members have, for an account to live as the ring does (0077)."""


def candidates(held: Held, rings: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Accounts outside that hold something of a ring: account, community, sorted by account.

    `rings` (account, community) are proved members; who is among `known` (account) is in a community already. Who
    could join several rings is looked at for the one of which most accounts hold what he holds.
    """
    ours = of_rings(held, rings).filter(pl.col("n") >= MIN_RING, pl.col("n") >= OWN / 2 * pl.col("holders"))
    holding = held.facts.select("account", "value").join(ours, on="value")
    outside = holding.join(known, on="account", how="anti")
    near = outside.group_by("account", "community").agg(pl.col("n").sum())
    near = near.sort("account", "n", "community", descending=[False, True, False])
    return near.unique("account", keep="first", maintain_order=True).select("account", "community")


def joining(candidates: pl.DataFrame, held: Held, rings: pl.DataFrame, beside: Proof) -> pl.DataFrame:
    """The candidates that join a ring: account, community.

    `beside` is what is proved when rings and candidates are judged together. What counts for a candidate by his marks
    alone is none of the ring's: who held it first may be a stranger from whom it was copied.
    """
    typical = (pl.col("usual") >= CLOSE) & (pl.col("alike") >= TYPICAL * pl.col("usual"))
    alike = candidates.join(beside.members.filter(typical), on=KEY, how="semi")
    ours = of_rings(held, pl.concat([rings, alike]))
    ours = ours.filter(pl.col("n") > MIN_RING, pl.col("n") >= OWN * pl.col("holders"))
    fair = beside.ties.filter("counts", ~pl.col("by_marks")).select(*KEY, "value")
    holding = alike.join(fair, on=KEY).join(ours, on=["community", "value"], how="semi")
    return alike.join(holding, on=KEY, how="semi")


def of_rings(held: Held, accounts: pl.DataFrame) -> pl.DataFrame:
    """What strangers hardly share, of what `accounts` (account, community) hold: community, value, holders (of all
    accounts), n (of these)."""
    rare = held.values.filter(~pl.col("crowd"), pl.col("bits") >= MIN_WEIGHT, ~of(*SOFT))
    facts = held.facts.select("account", "value").join(accounts, on="account")
    found = facts.join(rare.select("value", "holders"), on="value")
    return found.group_by("community", "value", "holders").agg(n=pl.len())
