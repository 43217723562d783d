"""Score: is a community one operator's coordinated abuse, and which of its accounts are proved to belong to it?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from linkage.model import Trait
from linkage.score import alike, rivals
from linkage.score.about import About, Facts
from linkage.score.assemble import Judged, Scored, assemble, put_together
from linkage.score.calibration import Calibration
from linkage.score.held import Held, held_by
from linkage.score.proof import Proof, as_they_stand, prove
from linkage.score.regroup import Partition, connected
from linkage.score.sharing import Community

__all__ = ["About", "Facts", "Judged", "Means", "Scored", "again", "assemble", "judge"]


@dataclass(frozen=True)
class Means:
    """The detector and the calibration by which communities are judged."""

    partition: Partition = connected
    """Splits what few values that count connect, as detection does; by default what none connects."""
    calibration: Calibration = field(default_factory=Calibration)
    """Of the ring score."""


def judge(
    communities: pl.DataFrame,
    shared: pl.DataFrame,
    verdicts: pl.DataFrame,
    traits: Mapping[str, Trait],
    about: About,
    means: Means | None = None,
) -> Judged:
    """Prove and score `tables.COMMUNITIES` on the facts of `tables.SHARED` and their `tables.VERDICTS`.

    `assemble` then makes rings of those that reach a score.
    """
    means = means or Means()
    held = held_by(shared, verdicts, traits, about.total)
    proof = prove(communities, held, alike.read(about), about.total, means.partition)
    scores = scored(belonging(proof), held, about, means.calibration)
    return Judged(communities, held, proof, Facts(proof.members, proof.ties, about), scores)


def again(judged: Judged, pieces: pl.DataFrame, least: float, calibration: Calibration) -> Scored:
    """Rings as decisions left them (account, community), each proved and scored by its own accounts alone.

    Nobody is added to a piece, and no two are merged. Habits of honest groups are still learned from all communities.
    """
    held, about = judged.held, judged.facts.about
    proof = as_they_stand(pieces, held, alike.read(about), about.total, judged.proof.least)
    others = belonging(judged.proof)
    touched = others.join(pieces, on="account", how="semi")
    others = others.join(touched, on="community", how="anti")
    own = belonging(proof)
    scores = scored(pl.concat([others, own]), held, about, calibration).join(own, on="community", how="semi")
    facts = Facts(proof.members, proof.ties, about)
    return put_together(replace(judged, communities=pieces, proof=proof, facts=facts, scores=scores), least)


def belonging(proof: Proof) -> pl.DataFrame:
    """All who belong to communities with proved members, themselves proved or not: community, account."""
    candidates = proof.candidates.select("community", "account").unique()
    return candidates.join(proof.members.select("community").unique(), on="community", how="semi")


def scored(members: pl.DataFrame, held: Held, about: About, calibration: Calibration) -> pl.DataFrame:
    """The margin, score and sentences of communities, and how many accounts these count; `members` are community,
    account."""
    found = rivals.judge(community(members, held, about))
    sizes = members.group_by("community").agg(fit=pl.len())
    scored = found.with_columns(score=calibration.score(pl.col("margin")), parts=pl.lit(1, pl.UInt32))
    return scored.join(sizes, on="community", how="left", maintain_order="left")


def community(members: pl.DataFrame, held: Held, about: About) -> Community:
    """Communities (community, account) with what their accounts hold: what stories are compared on."""
    ours = members.select("community", "account")
    known = held.values.select("value", "kind", "group", "holders")
    facts = held.facts.join(ours, on="account").join(known, on="value")
    return Community(ours, facts.select("community", "account", "value", "kind", "group", "holders"), about)
