"""Put rings and their members together from what was proved and what was scored."""

import math
from dataclasses import dataclass, replace

import polars as pl

from linkage.model import ENFORCEABLE, Failure
from linkage.score import evidence, reasons, regroup
from linkage.score.about import Facts
from linkage.score.certificate import certify
from linkage.score.gate import KEY
from linkage.score.held import Held
from linkage.score.members import DIGITS
from linkage.score.proof import Proof
from linkage.tables import DECISIVE, FAILED, MEMBERS, RINGS

CORE = 2
"""Values that must be removed to drop a member of the core: no single value decides. One whom slight evidence
brought in (`gate.beside`) is no core, however many it takes."""

ABUSE = 0.5
"""Least score of rings that are put together: likelier one operator's than not."""

NEARBY = 0.5
"""Confidence in an account that did not pass the gate, over one that did."""


@dataclass(frozen=True)
class Judged:
    """Communities with enough proved members to be rings, and how abusive each looks."""

    communities: pl.DataFrame
    """`tables.COMMUNITIES`, as detection found them."""
    held: Held
    proof: Proof
    facts: Facts
    scores: pl.DataFrame
    """community, score, sentences."""


@dataclass(frozen=True)
class Scored:
    """The rings whose score reaches the least asked for, and what became of everyone else."""

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
    """The rings that reach the least score, those of one operator put together."""
    return put_together(united(judged, max(least, ABUSE)), least)


def put_together(judged: Judged, least: float) -> Scored:
    """Proved accounts are core or member by their certificate; others of their community are possible."""
    facts, scores = judged.facts, judged.scores.filter(pl.col("score") >= least)
    known = judged.proof.beside.join(scores, on="community", how="semi")
    proved = facts.members.join(scores, on="community", how="semi")
    certified = certify(known, proved, judged.proof.least)
    proved = proved.join(certified.members, on=KEY)
    sure = pl.col("firm") & (pl.col("certificate") >= CORE)
    tier = pl.when(sure).then(pl.lit("core")).otherwise(pl.lit("member"))
    columns = ["community", "account", "bits", "groups", "certificate"]
    tied = ties_nearby(judged.communities, judged.held, facts)
    near = nearby(tied)
    rest = near.unique(["account"], keep="first", maintain_order=True)
    rest = rest.select(*columns, tier=pl.lit("possible"), doubt=pl.lit(NEARBY))
    members = pl.concat([proved.select(*columns, tier=tier, doubt=pl.lit(1.0)), rest])
    members = members.join(scores.select("community", "score"), on="community")
    belongs = 1 / (1 + (-pl.col("bits") * math.log(2)).exp())
    members = members.with_columns(confidence=pl.col("score") * belongs * pl.col("doubt"))
    members = reasons.explain(members, facts).select(*MEMBERS).sort("community", "account")
    decisive = certified.values.select(*DECISIVE).sort("account", "value")
    own = tied.join(rest, on=["account", "community"], how="semi")
    return Scored(
        rings(scores, members, facts),
        members,
        decisive,
        failed(judged, members, least),
        evidence.told(facts, own, members),
    )


def united(judged: Judged, least: float) -> Judged:
    """Rings of one operator as one: with the best of their scores, and what is said of the largest."""
    facts = judged.facts
    found = judged.scores.filter(pl.col("score") >= least).select("community")
    rings = facts.members.join(found, on="community", how="semi").select("account", "community")
    theirs = replace(judged.held, facts=judged.held.facts.join(rings, on="account", how="semi"))
    now = regroup.unite(rings.sort("account"), theirs.solid())
    names = rings.join(now.rename({"community": "whole"}), on="account").select("community", "whole").unique()

    def renamed(frame: pl.DataFrame) -> pl.DataFrame:
        told = frame.join(names, on="community", how="left", maintain_order="left")
        return told.with_columns(community=pl.coalesce("whole", "community")).drop("whole")

    sizes = facts.members.group_by("community").agg(size=pl.len())
    scores = renamed(judged.scores.join(sizes, on="community", how="left").sort("community"))
    best = scores.sort("size", descending=True, maintain_order=True).group_by(
        "community", maintain_order=True
    )
    return replace(
        judged,
        proof=replace(judged.proof, beside=renamed(judged.proof.beside)),
        facts=replace(facts, members=renamed(facts.members), ties=renamed(facts.ties)),
        scores=best.agg(pl.col("score").max(), pl.col("sentences").first()).sort("community"),
    )


def failed(judged: Judged, members: pl.DataFrame, least: float) -> pl.DataFrame:
    """What every account failed that detection put with others and that is not enforceable: `tables.FAILED`."""
    low = judged.scores.filter(pl.col("score") < least).select("community", "score")
    unlike = judged.facts.members.join(low, on="community")
    code = pl.lit([Failure.LOW_SCORE.value], FAILED["codes"])
    unlike = unlike.select("account", "bits", "groups", "score", codes=code)
    told = pl.concat([judged.proof.failed, unlike.cast({"bits": pl.Float32})], how="diagonal")
    told = told.join(rings_of(judged.communities, members), on="account", how="left")
    return told.select(pl.col(name).cast(kind) for name, kind in FAILED.items()).sort("account")


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


def ties_nearby(communities: pl.DataFrame, held: Held, facts: Facts) -> pl.DataFrame:
    """What ties accounts that detection put beside a ring's to it: account, community, value, group, says."""
    proved = facts.members.select("account", "community")
    beside = proved.join(communities.select("account", whence="community"), on="account")
    rest = communities.select("account", whence="community").join(proved, on="account", how="anti")
    rest = rest.join(beside.select("whence", "community").unique(), on="whence").select(
        "account", "community"
    )
    counting = facts.ties.filter("counts").group_by("community", "value")
    values = counting.agg(pl.col("group").first(), pl.col("says").max())
    # A large community lies beside many rings: what no ring counts is left out before it is paired with each.
    told = held.facts.select("account", "value").join(values, on="value", how="semi")
    return told.join(rest, on="account").join(values, on=["community", "value"])


def nearby(tied: pl.DataFrame) -> pl.DataFrame:
    """Accounts detection put beside a ring's, by the ring whose values they hold most of, best first."""
    best = tied.group_by("account", "community", "group").agg(pl.col("says").max())
    near = best.group_by("account", "community").agg(
        bits=pl.col("says").sum().round(DIGITS),
        groups=pl.len().cast(pl.UInt8),
        certificate=pl.lit(0, pl.UInt8),
    )
    return near.sort("bits", "account", "community", descending=[True, False, False])


def rings(judged: pl.DataFrame, members: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """One row a ring: its score, its size by tier, its sign-ups, its sentences and what ties it in a line."""
    counted = members.group_by("community").agg(
        (pl.col("tier") == tier).sum().cast(pl.UInt32).alias(tier) for tier in ("core", "member", "possible")
    )
    signed = facts.members.join(
        facts.about.measures.select("account", "created_at"), on="account", how="left"
    )
    seen = signed.group_by("community").agg(
        first_seen=pl.col("created_at").min(), last_seen=pl.col("created_at").max()
    )
    joined = (
        judged.join(counted, on="community").join(seen, on="community").join(summary(facts), on="community")
    )
    return joined.with_columns(size=pl.col("core") + pl.col("member")).select(*RINGS).sort("community")


def summary(facts: Facts) -> pl.DataFrame:
    """What ties a ring in a line: values that count by kind, the commonest first."""
    values = facts.counting().group_by("community", "kind").agg(n=pl.col("value").n_unique())
    values = values.with_columns(pl.col("kind").cast(pl.String)).sort("n", "kind", descending=[True, False])
    lines = values.group_by("community", maintain_order=True).agg(
        summary=pl.format("{} {}", "n", "kind").head(4).str.join(", ")
    )
    rest = facts.members.select("community").unique().join(lines, on="community", how="left")
    return rest.with_columns(pl.col("summary").fill_null("derived values alone"))
