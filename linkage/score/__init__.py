"""Score: is a community one operator's coordinated abuse, and which of its accounts are proved to belong?"""

from collections.abc import Mapping

import polars as pl

from linkage.model import Trait
from linkage.score import alike, probability
from linkage.score.assemble import Scored, assemble
from linkage.score.features import About, Facts
from linkage.score.held import Held, held_by
from linkage.score.proof import prove
from linkage.score.weights import Weights, shipped

__all__ = ["About", "Facts", "Scored", "facts_of", "score"]


def score(
    communities: pl.DataFrame,
    shared: pl.DataFrame,
    verdicts: pl.DataFrame,
    traits: Mapping[str, Trait],
    about: About,
    weights: Weights | None = None,
) -> Scored:
    """Score `tables.COMMUNITIES` on the facts of `tables.SHARED` and their `tables.VERDICTS`.

    `weights` are those of the ring score, the shipped ones when none are given.
    """
    held = held_by(shared, verdicts, traits, about.total)
    facts = facts_of(communities, held, about)
    return assemble(communities, held, facts, probability.judge(facts, weights or shipped()))


def facts_of(communities: pl.DataFrame, held: Held, about: About) -> Facts:
    """What the features of the ring score read: the proof of every community that has one."""
    proof = prove(communities, held, alike.read(about.measures), about.total)
    return Facts(proof.members, proof.ties, about, proof.lives)
