"""Score: is a community one operator's coordinated abuse, and which of its accounts are proved to belong?"""

from collections.abc import Mapping

import polars as pl

from linkage.model import Trait
from linkage.score import alike, probability
from linkage.score.assemble import Judged, Scored, assemble
from linkage.score.features import About, Facts
from linkage.score.held import Held, held_by
from linkage.score.proof import Proof, prove
from linkage.score.weights import Weights, shipped

__all__ = ["About", "Facts", "Judged", "Scored", "assemble", "facts_of", "judge", "score"]


def score(
    communities: pl.DataFrame,
    shared: pl.DataFrame,
    verdicts: pl.DataFrame,
    traits: Mapping[str, Trait],
    about: About,
    weights: Weights | None = None,
) -> Scored:
    """Score `tables.COMMUNITIES` on the facts of `tables.SHARED` and their `tables.VERDICTS`, every ring.

    `weights` are those of the ring score, the shipped ones when none are given.
    """
    return assemble(judge(communities, shared, verdicts, traits, about, weights), 0.0)


def judge(
    communities: pl.DataFrame,
    shared: pl.DataFrame,
    verdicts: pl.DataFrame,
    traits: Mapping[str, Trait],
    about: About,
    weights: Weights | None = None,
) -> Judged:
    """The same up to the scores: `assemble` makes rings of those that reach what is asked for."""
    held = held_by(shared, verdicts, traits, about.total)
    proof = proof_of(communities, held, about)
    facts = Facts(proof.members, proof.ties, about, proof.lives)
    return Judged(communities, held, proof, facts, probability.judge(facts, weights or shipped()))


def facts_of(communities: pl.DataFrame, held: Held, about: About) -> Facts:
    """What the features of the ring score read: the proof of every community that has one."""
    proof = proof_of(communities, held, about)
    return Facts(proof.members, proof.ties, about, proof.lives)


def proof_of(communities: pl.DataFrame, held: Held, about: About) -> Proof:
    """The accounts of each community that are proved."""
    return prove(communities, held, alike.read(about.measures), about.total)
