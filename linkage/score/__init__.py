"""Score: is a community one operator's coordinated abuse, and which of its accounts are proved to belong?"""

from collections.abc import Mapping

import polars as pl

from linkage.model import Trait
from linkage.score import alike, probability
from linkage.score.assemble import Scored, assemble
from linkage.score.features import About, Facts
from linkage.score.held import held_by
from linkage.score.proof import prove

__all__ = ["About", "Scored", "score"]


def score(
    communities: pl.DataFrame,
    shared: pl.DataFrame,
    verdicts: pl.DataFrame,
    traits: Mapping[str, Trait],
    about: About,
) -> Scored:
    """Score `tables.COMMUNITIES` on the facts of `tables.SHARED` and their `tables.VERDICTS`."""
    held = held_by(shared, verdicts, traits, about.total)
    proof = prove(communities, held, alike.read(about.measures), about.total)
    facts = Facts(proof.members, proof.ties, about, proof.lives)
    return assemble(communities, held, facts, probability.judge(facts))
