"""Put rings and their members together from what was proved and what was scored."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from linkage.model import ENFORCEABLE, Failure
from linkage.score import counted, evidence, reasons, regroup
from linkage.score.about import Facts
from linkage.score.alike import Lives
from linkage.score.case import Habits
from linkage.score.certificate import certify
from linkage.score.gate import KEY
from linkage.score.held import Held
from linkage.score.members import DIGITS
from linkage.score.proof import Proof
from linkage.tables import DECISIVE, FAILED, MEMBERS, RINGS

CORE = 2
"""Values that must be removed to drop a member of the core: no single value decides. One whom further evidence
brought in (`gate.further_evidence`) is not core, however many it takes (0014)."""

ABUSE = 0.5
"""Least score of rings that are merged: likelier one operator's than not (0033)."""

NEARBY = 0.5
"""Share of the confidence in an account that passed the gate that one has that did not; a choice, never measured."""

TIERED = ("community", "account", "bits", "groups", "certificate", "tier", "doubt")
"""Columns of members on the way to `tables.MEMBERS`; `doubt` is a factor of their confidence."""


@dataclass(frozen=True)
class Judged:
    """Communities with enough proved members to be rings, and their scores."""

    communities: pl.DataFrame
    """`tables.COMMUNITIES`, as detection found them."""
    held: Held
    lives: Lives
    """How every account lives, as far as it is known."""
    proof: Proof
    facts: Facts
    scores: pl.DataFrame
    """community, score, sentences, and whom these count: fit (accounts), parts (that were merged)."""
    habits: Habits
    """How the honest groups of this platform live."""


@dataclass(frozen=True)
class Scored:
    """The rings whose score reaches the least asked for, and the checks that all others failed."""

    rings: pl.DataFrame
    """`tables.RINGS`, sorted by community."""
    members: pl.DataFrame
    """`tables.MEMBERS`, sorted by community and account."""
    decisive: pl.DataFrame
    """`tables.DECISIVE`."""
    failed: pl.DataFrame
    """`tables.FAILED`."""
    evidence: pl.DataFrame
    """`tables.EVIDENCE` of the members."""


def assemble(judged: Judged, least: float) -> Scored:
    """The rings that reach the least score, those of one operator merged."""
    return put_together(merged(judged, max(least, ABUSE)), least)


def put_together(judged: Judged, least: float) -> Scored:
    """Rings of the communities that reach the least score.

    Proved accounts are core or member by their certificate; others of their community are possible.
    """
    facts, scores = judged.facts, judged.scores.filter(pl.col("score") >= least)
    known = judged.proof.candidates.join(scores, on="community", how="semi")
    proved = facts.members.join(scores, on="community", how="semi")
    certified = certify(known, proved, judged.proof.least)
    near = shared_nearby(judged.communities, judged.held, facts)
    possible = nearest_ring(near)
    members = confident([tiered(proved, certified.members), possible], scores)
    members = reasons.explain(members, facts).select(*MEMBERS).sort("community", "account")
    own = near.join(possible, on=["account", "community"], how="semi")
    return Scored(
        rings(counted.told(scores, proved), members, facts),
        members,
        certified.values.select(*DECISIVE).sort("account", "value"),
        failed(judged, members, least),
        evidence.published(facts, own, members),
    )


def tiered(proved: pl.DataFrame, certificates: pl.DataFrame) -> pl.DataFrame:
    """Proved accounts by their certificate: the columns `TIERED`.

    sufficient (`gate`)   certificate       tier
    yes                   `CORE` or more    core
    yes                   less              member
    no                    any               member
    """
    core = pl.col("sufficient") & (pl.col("certificate") >= CORE)
    tier = pl.when(core).then(pl.lit("core")).otherwise(pl.lit("member"))
    return proved.join(certificates, on=KEY).select(*TIERED[:5], tier=tier, doubt=pl.lit(1.0))


def confident(parts: Sequence[pl.DataFrame], scores: pl.DataFrame) -> pl.DataFrame:
    """Members of `TIERED`, with the score of their ring and `confidence`: that score, by the probability that the
    account belongs, by `doubt`."""
    members = pl.concat(parts).join(scores.select("community", "score"), on="community")
    belongs = 1 / (1 + (-pl.col("bits") * math.log(2)).exp())
    return members.with_columns(confidence=pl.col("score") * belongs * pl.col("doubt"))


def merged(judged: Judged, least: float) -> Judged:
    """Rings of one operator merged: they have the best of their scores, and the sentences of the largest."""
    names = merged_names(judged, least)
    facts, proof = judged.facts, judged.proof
    sizes = facts.members.group_by("community").agg(size=pl.len())
    scores = renamed(judged.scores.join(sizes, on="community", how="left").sort("community"), names)
    largest = scores.sort("size", descending=True, maintain_order=True)
    best = largest.group_by("community", maintain_order=True)
    return replace(
        judged,
        proof=replace(proof, candidates=renamed(proof.candidates, names)),
        facts=replace(facts, members=renamed(facts.members, names), ties=renamed(facts.ties, names)),
        scores=best.agg(
            pl.col("score").max(), pl.col("sentences", "fit").first(), pl.col("parts").sum()
        ).sort("community"),
    )


def merged_names(judged: Judged, least: float) -> pl.DataFrame:
    """The community that each ring of the least score is part of after merging: community, into."""
    found = judged.scores.filter(pl.col("score") >= least).select("community")
    rings = judged.facts.members.join(found, on="community", how="semi").select("account", "community")
    now = regroup.merge_rings(rings.sort("account"), judged.held.only(rings).eligible())
    into = rings.join(now.rename({"community": "into"}), on="account")
    return into.select("community", "into").unique()


def renamed(frame: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """A frame whose communities have the names of `merged_names`; others keep theirs."""
    return frame.with_columns(pl.col("community").replace(names["community"], names["into"]))


def failed(judged: Judged, members: pl.DataFrame, least: float) -> pl.DataFrame:
    """The checks that accounts of communities failed that are not enforceable: `tables.FAILED`."""
    low = judged.scores.filter(pl.col("score") < least).select("community", "score", "fit")
    code = pl.lit([Failure.LOW_SCORE.value], FAILED["codes"])
    scored = judged.facts.members.join(low, on="community")
    scored = scored.select("account", pl.col("bits").cast(pl.Float32), "groups", "score", "fit", codes=code)
    every = pl.concat([judged.proof.failed, scored], how="diagonal")
    placed = every.join(rings_of(judged.communities, members), on="account", how="left")
    detected = judged.communities.select("account", size=pl.len().over("community"))
    placed = placed.join(detected, on="account", how="left").with_columns(together=pl.coalesce("fit", "size"))
    return placed.select(pl.col(name).cast(kind) for name, kind in FAILED.items()).sort("account")


def rings_of(communities: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """The ring of each account that is in one, else the ring most of its community are in: account, community."""
    enforceable = members.filter(pl.col("tier").is_in(ENFORCEABLE)).select("account", ring="community")
    shares = communities.join(enforceable, on="account").group_by("community", "ring").agg(n=pl.len())
    most = shares.sort("n", "ring", descending=[True, False]).unique(
        "community", keep="first", maintain_order=True
    )
    beside = communities.join(most, on="community").select("account", community="ring")
    own = members.select("account", "community")
    return pl.concat([own, beside.join(own, on="account", how="anti")])


def shared_nearby(communities: pl.DataFrame, held: Held, facts: Facts) -> pl.DataFrame:
    """What accounts that detection put in one community with a ring's share with that ring: account, community (the
    ring), value, group, match_weight."""
    proved = facts.members.select("account", "community")
    found = communities.select("account", detected="community")
    rings = proved.join(found, on="account").select("detected", "community").unique()
    others = found.join(proved, on="account", how="anti")
    counting = facts.ties.filter("counts").group_by("community", "value")
    values = counting.agg(pl.col("group").first(), pl.col("match_weight").max())
    # A large community lies beside many rings, and few of them count one value: pairs are made by value.
    shared = held.facts.select("account", "value").join(values, on="value", how="semi")
    near = shared.join(others, on="account").join(values, on="value")
    return near.join(rings, on=["detected", "community"], how="semi").drop("detected")


def nearest_ring(near: pl.DataFrame) -> pl.DataFrame:
    """Possible members of `shared_nearby`, each of the ring with whose values it has the most bits: `TIERED`."""
    best = near.group_by("account", "community", "group").agg(pl.col("match_weight").max())
    summed = best.group_by("account", "community").agg(
        bits=pl.col("match_weight").sum().round(DIGITS),
        groups=pl.len().cast(pl.UInt8),
        certificate=pl.lit(0, pl.UInt8),
    )
    ordered = summed.sort("bits", "account", "community", descending=[True, False, False])
    first = ordered.unique(["account"], keep="first", maintain_order=True)
    return first.select(*TIERED[:5], tier=pl.lit("possible"), doubt=pl.lit(NEARBY))


def rings(scores: pl.DataFrame, members: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """`tables.RINGS`: score, size by tier, sign-ups, sentences and a summary of each ring."""
    sizes = members.group_by("community").agg(
        (pl.col("tier") == tier).sum().cast(pl.UInt32).alias(tier) for tier in ("core", "member", "possible")
    )
    signed = facts.members.join(
        facts.about.measures.select("account", "created_at"), on="account", how="left"
    )
    seen = signed.group_by("community").agg(
        first_seen=pl.col("created_at").min(), last_seen=pl.col("created_at").max()
    )
    joined = (
        scores.join(sizes, on="community").join(seen, on="community").join(summary(facts), on="community")
    )
    return joined.with_columns(size=pl.col("core") + pl.col("member")).select(*RINGS).sort("community")


def summary(facts: Facts) -> pl.DataFrame:
    """A line on each ring: how many values count, by kind, the commonest first: community, summary."""
    values = facts.counting().group_by("community", "kind").agg(n=pl.col("value").n_unique())
    values = values.with_columns(pl.col("kind").cast(pl.String)).sort("n", "kind", descending=[True, False])
    lines = values.group_by("community", maintain_order=True).agg(
        summary=pl.format("{} {}", "n", "kind").head(4).str.join(", ")
    )
    rest = facts.members.select("community").unique().join(lines, on="community", how="left")
    return rest.with_columns(pl.col("summary").fill_null("derived values alone"))
