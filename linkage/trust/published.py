"""Nearest misses and weakest rings as a publication keeps them, without a run."""

import polars as pl

from linkage.model import ENFORCEABLE
from linkage.publication.reader import Publication
from linkage.score.misses import NAMED, SHOWN
from linkage.trust.misses import named


def nearest(publication: Publication) -> pl.DataFrame:
    """The columns of `misses.nearest`, without accounts that were erased; empty for runs of earlier versions."""
    found = named(publication.misses, publication.seen(publication.accounts))
    return found.select("accounts", "margin", "story", "sentences", "examples")


def weakest(publication: Publication) -> pl.DataFrame:
    """ring_id, accounts, score, sentences, examples of the rings with the lowest score, the lowest first."""
    lowest = publication.rings.sort("score", "ring_id").head(SHOWN)
    ours = publication.seen(publication.members).filter(pl.col("tier").is_in(ENFORCEABLE))
    some = ours.group_by("ring_id").agg(examples=pl.col("account_id").sort().head(NAMED))
    told = lowest.join(some, on="ring_id", how="left", maintain_order="left")
    return told.select("ring_id", accounts="size", score="score", sentences="sentences", examples="examples")
