"""What is known of accounts beside the values they hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from linkage.kinds import network
from linkage.tables import HIDDEN, OWN

HONEST_TIES = ("same_organisation", "delegated", "reseller")
"""Relations that explain why accounts share things."""

HIDING = ("hosting", "vpn", "tor", "residential_proxy")
"""Sorts of network that hide where somebody is."""


@dataclass(frozen=True)
class About:
    """What is known of the accounts beside the values they hold."""

    measures: pl.DataFrame
    """`tables.MEASURES`."""
    relations: pl.DataFrame
    """`tables.RELATIONS`."""
    labels: pl.DataFrame
    """`tables.LABELS`."""
    total: int
    """Accounts in all."""
    own: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=OWN))
    """`tables.OWN`."""
    hidden: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=HIDDEN))
    """`tables.HIDDEN`."""

    def known_bad(self) -> pl.DataFrame:
        """Accounts labelled fraud or banned, or banned by status: account."""
        labelled = self.labels.filter(pl.col("label").is_in(["fraud", "banned"])).select("account")
        banned = self.measures.filter(pl.col("status") == "banned").select("account")
        return pl.concat([labelled, banned]).unique().sort("account")

    def known_honest(self) -> pl.DataFrame:
        """Accounts labelled honest: account."""
        labelled = self.labels.filter(pl.col("label") == "honest").select("account")
        return labelled.unique().sort("account")


def hidden(shared: pl.DataFrame, networks: Mapping[int, str]) -> pl.DataFrame:
    """`tables.HIDDEN`, from what accounts hold (account, value) and the sorts of network by their value."""
    hides = pl.col("network_type").is_in(HIDING).any()
    return network.of_accounts(shared, networks).group_by("account").agg(hidden=hides).sort("account")


@dataclass(frozen=True)
class Facts:
    """The proved members, their ties, and what is known of them."""

    members: pl.DataFrame
    """community, account, bits, rhythm, alike, groups, sufficient, peers."""
    ties: pl.DataFrame
    """Their ties, as in `proof.Proof`."""
    about: About

    def counting(self) -> pl.DataFrame:
        """The ties that count and are not derived."""
        return self.ties.filter(pl.col("counts") & ~pl.col("derived"))
