"""What a feature reads, and how it answers: a reading and a sentence for each community."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from linkage.score.alike import Lives


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
    """What the features read, of the members that are proved."""

    members: pl.DataFrame
    """community, account, bits, rhythm, alike, groups, firm, rest."""
    ties: pl.DataFrame
    """Their ties, as in `proof.Proof`."""
    about: About
    lives: Lives
    """How every account lives."""


Feature = Callable[[Facts], pl.DataFrame]


def answer(frame: pl.DataFrame | pl.LazyFrame, reading: pl.Expr, sentence: pl.Expr) -> pl.DataFrame:
    """A feature's table, sorted by community; readings are kept between −1 and 1: more than clear is no clearer."""
    made = frame.lazy().select(
        "community", reading=reading.cast(pl.Float64).clip(-1, 1), sentence=sentence.cast(pl.String)
    )
    return made.sort("community").collect()


def spread(facts: Facts, found: pl.DataFrame, words: str) -> pl.DataFrame:
    """Share of members among the accounts of `found`, with a sentence."""
    hit = found.select("account", hit=pl.lit(1.0)).unique()
    mean = (
        facts.members.join(hit, on="account", how="left")
        .group_by("community")
        .agg(x=pl.col("hit").fill_null(0).mean())
    )
    return answer(mean, pl.col("x"), pl.format(f"{{}}% of them {words}", percent("x")))


def unknown(facts: Facts) -> pl.DataFrame:
    """The answer where the data does not tell."""
    empty = facts.members.select("community").unique()
    return answer(empty, pl.lit(None), pl.lit(None))


def percent(name: str) -> pl.Expr:
    """A share as a whole per cent."""
    return (pl.col(name) * 100).round(0).cast(pl.Int64)
