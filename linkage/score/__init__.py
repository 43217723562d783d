"""Score: is a community one operator's coordinated abuse, and which of its accounts are proved to belong?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from linkage.model import Trait
from linkage.score import alike, probability
from linkage.score.assemble import Judged, Scored, assemble
from linkage.score.features import About, Facts
from linkage.score.held import Held, held_by
from linkage.score.proof import Proof, prove
from linkage.score.regroup import Divide, whole
from linkage.score.weights import Weights, shipped

__all__ = ["About", "Facts", "Judged", "Means", "Scored", "assemble", "facts_of", "judge", "score"]


@dataclass(frozen=True)
class Means:
    """By what means communities are judged."""

    divide: Divide = whole
    """Tells apart what hardly hangs together, as detection does; without one, what does not at all."""
    weights: Weights = field(default_factory=shipped)
    """Of the ring score."""


def score(
    communities: pl.DataFrame,
    shared: pl.DataFrame,
    verdicts: pl.DataFrame,
    traits: Mapping[str, Trait],
    about: About,
    means: Means | None = None,
) -> Scored:
    """Score `tables.COMMUNITIES` on the facts of `tables.SHARED` and their `tables.VERDICTS`, every ring."""
    return assemble(judge(communities, shared, verdicts, traits, about, means), 0.0)


def judge(
    communities: pl.DataFrame,
    shared: pl.DataFrame,
    verdicts: pl.DataFrame,
    traits: Mapping[str, Trait],
    about: About,
    means: Means | None = None,
) -> Judged:
    """The same up to the scores: `assemble` makes rings of those that reach what is asked for."""
    means = means or Means()
    held = held_by(shared, verdicts, traits, about.total)
    proof = proof_of(communities, held, about, means.divide)
    facts = Facts(proof.members, proof.ties, about, proof.lives)
    return Judged(communities, held, proof, facts, probability.judge(facts, means.weights))


def facts_of(communities: pl.DataFrame, held: Held, about: About, divide: Divide = whole) -> Facts:
    """What the features of the ring score read: the proof of every community that has one."""
    proof = proof_of(communities, held, about, divide)
    return Facts(proof.members, proof.ties, about, proof.lives)


def proof_of(communities: pl.DataFrame, held: Held, about: About, divide: Divide) -> Proof:
    """The accounts of each community that are proved."""
    return prove(communities, held, alike.read(about.measures), about.total, divide)
