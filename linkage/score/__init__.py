"""Score: is a community one operator's coordinated abuse, and which of its accounts are proved to belong to it?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import polars as pl

from linkage.model import Trait
from linkage.score import (
    alike,
    alone,
    bound,
    enclosed,
    hard,
    hub,
    joined,
    lone,
    overlooked,
    rivals,
    undeclared,
    whole,
)
from linkage.score.about import About, Facts
from linkage.score.assemble import ABUSE, Judged, Scored, assemble, put_together
from linkage.score.calibration import Calibration
from linkage.score.case import Case, Habits, case_of
from linkage.score.habits import learned
from linkage.score.held import Held, held_by
from linkage.score.overlooked import Detect, Look
from linkage.score.phrases import HUB_ASIDE, UNDECLARED
from linkage.score.proof import Proof, Terms, as_they_stand, prove
from linkage.score.regroup import Partition, connected, named_by_smallest, replacing
from linkage.score.rivals import NOTHING, Granted
from linkage.score.sharing import Community

__all__ = ["About", "Facts", "Judged", "Means", "Scored", "again", "assemble", "judge"]


@dataclass(frozen=True)
class Means:
    """The detector and the calibration by which communities are judged."""

    partition: Partition = connected
    """Splits what few values that count connect, as detection does; by default what none connects."""
    calibration: Calibration = field(default_factory=Calibration)
    """Of the ring score."""
    looser: Partition = connected
    """Splits what a ring may have enclosed, as `partition` does, at a conductance of `enclosed.LOOSE`."""
    detect: Detect | None = None
    """Finds groups as a further look asks for; without it there is none."""


Step = Callable[[Judged, Means], pl.DataFrame]
"""Finds accounts that belong into communities of their own: account, community."""


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
    judged = detected(communities, held_by(shared, verdicts, traits, about.total), about, means)
    looks: list[Step] = [partial(further_look, look=look) for look in overlooked.LOOKS]
    for found_apart in (scattered, *looks, honest_within, of_one_operator, lone_members):
        judged = set_apart(judged, found_apart(judged, means), means.calibration)
    judged = set_apart(judged, whole_rings(judged, means), means.calibration, by_whole=True)
    return at_last(judged, means.calibration)


def detected(communities: pl.DataFrame, held: Held, about: About, means: Means) -> Judged:
    """Communities as detection found them, proved and scored by the habits that are learned from all of them.

    What they share is let go of before further looks: it is a tenth of a run's memory.
    """
    lives = alike.read(about)
    proof = prove(communities, held, lives, about.total, means.partition)
    found = community(belonging(proof), held, about)
    case = case_of(found)
    habits = learned(found, case)
    scores = scored(found, case, habits, means.calibration)
    return Judged(communities, held, lives, proof, Facts(proof.members, proof.ties, about), scores, habits)


def set_apart(
    judged: Judged, accounts: pl.DataFrame, calibration: Calibration, *, by_whole: bool = False
) -> Judged:
    """What was judged, with `accounts` (account, community) in communities of their own; `by_whole` as in `stand`.

    The communities they were in are judged anew by the accounts that remain.
    """
    if accounts.is_empty():
        return judged
    everybody = belonging(judged.proof)
    touched = hard.touched(everybody, accounts)
    left = everybody.join(touched, on="community", how="semi").join(accounts, on="account", how="anti")
    pieces = pl.concat([named_by_smallest(each, pl.col("community")) for each in (left, accounts)])
    return replaced(judged, touched, stand(judged, pieces.sort("account"), calibration, by_whole=by_whole))


def scattered(judged: Judged, means: Means) -> pl.DataFrame:
    """The proved accounts of rings that hard links hold together and detection left in pieces (`hard`): account,
    community."""
    held, about, known = judged.held, judged.facts.about, in_rings(judged)
    pieces = hard.scattered(judged.communities, held.eligible(), known.select("account"))
    if pieces.is_empty():
        return pieces
    proof = prove(pieces, held, judged.lives, about.total, means.partition)
    scores = compared(judged, belonging(proof), means.calibration)
    return clear(proof, scores, hard.CLEAR).join(known, on="account", how="anti")


def whole_rings(judged: Judged, means: Means) -> pl.DataFrame:
    """The communities of detection that are whole rings (`whole`), of accounts in no ring: account, community."""
    left = judged.communities.join(in_rings(judged), on="account", how="anti").select("account", "community")
    found = stand(judged, left, means.calibration, by_whole=True, least=whole.CLEAR)
    rings = whole.promising(found.proof.members).join(clearly(found.scores, whole.CLEAR), on="community")
    return belonging(found.proof).join(rings, on="community", how="semi").select("account", "community")


def further_look(judged: Judged, means: Means, look: Look) -> pl.DataFrame:
    """The proved accounts of rings that a further look finds among those who are in none (`overlooked`), clear by all
    who belong and by themselves: account, community."""
    known = in_rings(judged)
    if means.detect is None:
        return known.clear()
    groups = overlooked.groups(judged.held, known, judged.facts.about.total, look, means.detect)
    found = stand(judged, groups, means.calibration, least=overlooked.CLEAR)
    proved = clear(found.proof, found.scores, overlooked.CLEAR)
    if proved.is_empty():
        return proved
    still = clearly(compared(judged, proved, means.calibration), overlooked.CLEAR)
    mixed = proved.join(honest_parts(judged, found.proof, still, means), on="account", how="semi")
    unmixed = still.join(mixed, on="community", how="anti")
    return proved.join(unmixed, on="community", how="semi", maintain_order="left")


def clear(proof: Proof, scores: pl.DataFrame, margin: float) -> pl.DataFrame:
    """The proved accounts of communities of a margin or more: account, community."""
    rings = clearly(scores, margin)
    return proof.members.join(rings, on="community", how="semi").select("account", "community")


def clearly(scores: pl.DataFrame, margin: float) -> pl.DataFrame:
    """The communities of a margin or more: community."""
    return scores.filter(pl.col("margin") >= margin).select("community")


def in_rings(judged: Judged) -> pl.DataFrame:
    """All who belong to communities that are rings: community, account."""
    return belonging(judged.proof).join(rings(judged.scores), on="community", how="semi")


def proved_in_rings(judged: Judged) -> pl.DataFrame:
    """The proved members of communities that are rings, as `Proof.members`."""
    return judged.proof.members.join(rings(judged.scores), on="community", how="semi")


def rings(scores: pl.DataFrame) -> pl.DataFrame:
    """The communities that are rings: community."""
    return scores.filter(pl.col("score") >= ABUSE).select("community")


def honest_within(judged: Judged, means: Means) -> pl.DataFrame:
    """The accounts of honest groups that rings enclose (`enclosed`): account, community."""
    return honest_parts(judged, judged.proof, rings(judged.scores), means)


def honest_parts(judged: Judged, proof: Proof, within: pl.DataFrame, means: Means) -> pl.DataFrame:
    """The accounts of honest groups that some rings of a proof, `within` (community), enclose (`enclosed`): account,
    community."""
    parts = enclosed.parts(proof, within, means.looser)
    if parts.is_empty():
        return parts
    beside = stand(judged, parts, means.calibration)
    return enclosed.honest(parts, proof, beside.scores.select("community", "margin"))


def of_one_operator(judged: Judged, means: Means) -> pl.DataFrame:
    """The rings that are one together (`joined`), each with all who belong: account, community."""
    proved = proved_in_rings(judged)
    parts = joined.parts(proved.select("account", "community"), judged.held, judged.facts.about.total)
    if parts.is_empty():
        return parts
    together = named_by_smallest(in_rings(judged).join(parts, on="community"), pl.col("part"))
    return in_rings(stand(judged, together, means.calibration)).select("account", "community")


def lone_members(judged: Judged, means: Means) -> pl.DataFrame:
    """The rings that lone members join, each with those who join it (`lone`): account, community."""
    held, communities = judged.held, rings(judged.scores)
    known = belonging(judged.proof).select("account", "community")
    ours = known.join(communities, on="community", how="semi")
    proved = proved_in_rings(judged).select("account", "community")
    found = lone.candidates(held, proved, known)
    if found.is_empty():
        return found
    grown = pl.concat([ours.join(found, on="community", how="semi"), found])
    beside = stand(judged, named_by_smallest(grown, pl.col("community")), means.calibration)
    found = found.join(in_rings(beside), on="account", how="semi")
    joining = lone.joining(found, held, proved, beside.proof)
    return pl.concat([ours.join(joining, on="community", how="semi"), joining])


def replaced(judged: Judged, touched: pl.DataFrame, anew: Judged) -> Judged:
    """What was judged, with the communities `touched` (community) replaced by others."""
    scores = judged.scores.join(touched, on="community", how="anti")
    proof = judged.proof.replaced(touched, anew.proof, judged.communities)
    return replace(
        judged,
        proof=proof,
        facts=Facts(proof.members, proof.ties, judged.facts.about),
        scores=pl.concat([scores, anew.scores]).sort("community"),
    )


def again(judged: Judged, pieces: pl.DataFrame, least: float, calibration: Calibration) -> Scored:
    """Rings as decisions left them, each proved and scored by its own accounts alone."""
    anew = stand(judged, pieces, calibration, by_whole=True)
    return put_together(at_last(anew, calibration), least)


def stand(
    judged: Judged,
    pieces: pl.DataFrame,
    calibration: Calibration,
    *,
    by_whole: bool = False,
    least: float | None = None,
) -> Judged:
    """Pieces of communities (account, community), each proved and scored by its own accounts alone.

    Nobody is added to a piece, and no two are merged. Habits of honest groups are those of all communities. A piece
    may be a whole ring (`whole`) where `by_whole` is true. Where a `least` margin is given, those with less are left
    out, and nothing is told of what their accounts failed.
    """

    def rings(found: pl.DataFrame, margin: float) -> pl.DataFrame:
        return clearly(compared(judged, found, calibration), margin)

    about = judged.facts.about
    worth = None if least is None else partial(rings, margin=least)
    case = Terms(judged.held, judged.lives, about.total, judged.proof.least, worth)
    proof = as_they_stand(pieces, case, partial(rings, margin=whole.CLEAR) if by_whole else None)
    scores = compared(judged, belonging(proof), calibration)
    facts = Facts(proof.members, proof.ties, about)
    return replace(judged, communities=pieces, proof=proof, facts=facts, scores=scores)


def at_last(judged: Judged, calibration: Calibration) -> Judged:
    """What was judged, where margins tell how the proved accounts are bound as well (`bound`), rings whose proved
    accounts alone are an honest group (`alone`) are none, and small ones of undeclared kinds must be clear
    (`undeclared`)."""
    bonds = bound.bonds(judged.proof.members)
    near = judged.scores.filter(pl.col("margin") > -bound.MOST).join(bonds, on="community", how="semi")
    members = belonging(judged.proof).join(near, on="community", how="semi")
    tied = replacing(judged.scores, compared(judged, members, calibration, bonds))
    proved = compared(judged, proved_in_rings(replace(judged, scores=tied)), calibration, bonds)
    scores = alone.weakened(tied, proved, unbound=judged.scores)
    few = undeclared.small(judged.proof.members, judged.proof.ties).join(rings(scores), on="community")
    members = belonging(judged.proof).join(few, on="community", how="semi")
    doubted = compared(judged, members, calibration, bonds, Granted(-undeclared.ODDS, (UNDECLARED,)))
    return replace(judged, scores=replacing(scores, doubted))


def compared(
    judged: Judged,
    members: pl.DataFrame,
    calibration: Calibration,
    bonds: pl.DataFrame | None = None,
    granted: Granted = NOTHING,
) -> pl.DataFrame:
    """The scores of communities (community, account) that were found later, by the habits learned from all: as
    `scored` has them."""
    found = community(members, judged.held, judged.facts.about)
    return scored(found, case_of(found), judged.habits, calibration, bonds, granted)


def belonging(proof: Proof) -> pl.DataFrame:
    """All who belong to communities with proved members, themselves proved or not: community, account."""
    candidates = proof.candidates.select("community", "account").unique()
    return candidates.join(proof.members.select("community").unique(), on="community", how="semi")


def scored(
    found: Community,
    case: Case,
    habits: Habits,
    calibration: Calibration,
    bonds: pl.DataFrame | None = None,
    granted: Granted = NOTHING,
) -> pl.DataFrame:
    """The margin, score and sentences of communities, and how many accounts these count; `bonds` as `bound.bonds` has
    them."""
    judged = rivals.judge(case, habits, bonds, granted)
    rings = judged.filter(calibration.score(pl.col("margin")) >= ABUSE).select("community")
    rest = hub.without_hubs(found.only(rings))
    if not rest.members.is_empty():
        more = Granted(granted.bits + hub.ODDS, (HUB_ASIDE, *granted.told))
        without = rivals.judge(case_of(rest), habits, bonds, more)
        judged = hub.weakened(judged, without)
    return judged.with_columns(score=calibration.score(pl.col("margin")), parts=pl.lit(1, pl.UInt32))


def community(members: pl.DataFrame, held: Held, about: About) -> Community:
    """Communities (community, account) with what their accounts hold: what stories are compared on."""
    ours = members.select("community", "account")
    return Community(ours, held.of(ours, "value", "kind", "group", "holders"), about)
