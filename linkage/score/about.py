"""What is known of accounts beside the values they hold."""

from dataclasses import dataclass, field

import polars as pl

from linkage.tables import OWN

HONEST_TIES = ("same_organisation", "delegated", "reseller")
"""Relations that explain why accounts share things."""


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

    def known_bad(self) -> pl.DataFrame:
        """Accounts labelled fraud or banned, or banned by status: account."""
        labelled = self.labels.filter(pl.col("label").is_in(["fraud", "banned"])).select("account")
        banned = self.measures.filter(pl.col("status") == "banned").select("account")
        return pl.concat([labelled, banned]).unique().sort("account")

    def known_honest(self) -> pl.DataFrame:
        """Accounts labelled honest: account."""
        labelled = self.labels.filter(pl.col("label") == "honest").select("account")
        return labelled.unique().sort("account")


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
