"""Score: is a community one operator's coordinated abuse, and which of its accounts are proved to belong?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from linkage.model import Trait
from linkage.score import alike, rivals
from linkage.score.about import About, Facts
from linkage.score.assemble import Judged, Scored, assemble
from linkage.score.calibration import Calibration
from linkage.score.held import Held, held_by
from linkage.score.proof import prove
from linkage.score.regroup import Divide, whole
from linkage.score.sharing import Community

__all__ = ["About", "Facts", "Judged", "Means", "Scored", "assemble", "judge", "score"]


@dataclass(frozen=True)
class Means:
    """By what means communities are judged."""

    divide: Divide = whole
    """Tells apart what hardly hangs together, as detection does; without one, what does not at all."""
    calibration: Calibration = field(default_factory=Calibration)
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
    proof = prove(communities, held, alike.read(about.measures), about.total, means.divide)
    whole = proof.beside.select("community", "account").unique()
    whole = whole.join(proof.members.select("community").unique(), on="community", how="semi")
    scores = rivals.judge(community(whole, held, about))
    scores = scores.with_columns(score=means.calibration.score(pl.col("margin")))
    return Judged(communities, held, proof, Facts(proof.members, proof.ties, about), scores)


def community(members: pl.DataFrame, held: Held, about: About) -> Community:
    """What is judged of communities: community, account."""
    ours = members.select("community", "account")
    known = held.values.select("value", "kind", "group", "holders")
    facts = held.facts.join(ours, on="account").join(known, on="value")
    return Community(ours, facts.select("community", "account", "value", "kind", "group", "holders"), about)
