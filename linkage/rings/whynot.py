"""Why an account is not enforceable: what it failed, in the order in which it is asked, with the values."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from linkage.model import ENFORCEABLE, TIERS, Failure
from linkage.rings import evidence, sentences
from linkage.rings.evidence import SHOWN
from linkage.rings.publication import Publication

FEWEST = 10
"""Most values told of one condition."""


@dataclass(frozen=True)
class Condition:
    """Something an account failed."""

    code: Failure
    sentence: str
    values: pl.DataFrame
    """The values concerned, as `evidence.told` has them, strongest first."""


@dataclass(frozen=True)
class WhyNot:
    """All that an account failed; nothing for one that is enforceable."""

    sentence: str
    ring: int
    """Row of the ring that was asked for or that it was judged beside, -1 for none."""
    enforceable: bool = False
    conditions: list[Condition] = field(default_factory=list)
    bits: float | None = None
    groups: int | None = None
    score: float | None = None


def why_not(publication: Publication, account: int, ring: int | None = None) -> WhyNot:
    """What keeps an account from being enforceable, or from being so in the ring of that row."""
    row = publication.row(account)
    if row is None:
        return WhyNot(sentences.UNJUDGED, -1 if ring is None else ring)
    at, tier = (int(publication.accounts[name][row]) for name in ("ring", "tier"))
    kept = publication.failed_of(account)
    near = at if kept is None else int(str(kept["ring"]))
    if at >= 0 and TIERS[tier] in ENFORCEABLE:
        if ring is None or ring == at:
            return WhyNot(sentences.PASSES, at, enforceable=True)
        return beside(publication, account, ring)
    if ring is not None and ring not in (near, at):
        return beside(publication, account, ring)
    if kept is not None:
        return told(publication, account, kept, near if at < 0 else at)
    return adrift(publication, account, at)


def told(publication: Publication, account: int, kept: dict[str, object], ring: int) -> WhyNot:
    """What was kept of an account that was judged."""
    codes = kept["codes"]
    assert isinstance(codes, list)
    conditions = [condition(publication, account, Failure(code), kept) for code in codes]
    bits, groups, score = (kept[name] for name in ("bits", "groups", "score"))
    return WhyNot(
        conditions[0].sentence,
        ring,
        conditions=conditions,
        bits=None if bits is None else round(float(str(bits)), 2),
        groups=None if groups is None else int(str(groups)),
        score=None if score is None else round(float(str(score)), 4),
    )


def condition(publication: Publication, account: int, code: Failure, kept: dict[str, object]) -> Condition:
    """One condition, with the values it is about."""
    own = evidence.told(publication, publication.links_of(evidence.keys([account])).select(evidence.HELD))
    if code is Failure.HELD_FIRST:
        first = kept["first"]
        own = own.filter(pl.col("value").is_in(first if isinstance(first, list) else []))
    elif code in (Failure.ONE_GROUP, Failure.ONLY_NETWORK, Failure.ONE_VALUE):
        own = own.filter(pl.col("group") == kept["group"])
    return Condition(code, sentences.FAILURES[code], evidence.strongest(own).head(FEWEST))


def adrift(publication: Publication, account: int, ring: int) -> WhyNot:
    """Why an account that was put with no two others was not."""
    if not publication.tells_failures:
        return WhyNot(sentences.UNTOLD, ring)
    own = publication.links_of(evidence.keys([account])).select(evidence.HELD)
    crowds = publication.ignored_of(evidence.keys([account])).select(evidence.HELD)
    return sharing(publication, own, crowds, ring)


def beside(publication: Publication, account: int, ring: int) -> WhyNot:
    """Why an account is not in a ring that it was not judged beside."""
    mates = publication.members_of(ring)["account"].to_numpy()
    wanted = evidence.keys([account])
    own = publication.links_of(wanted).select(evidence.HELD)
    met = [publication.links_on(value)["account"].is_in(mates).any() for value in own["value"].head(SHOWN)]
    theirs = np.unique(publication.ignored_of(mates)["value"].to_numpy())
    crowds = publication.ignored_of(wanted).select(evidence.HELD)
    crowds = crowds.filter(pl.col("value").is_in(pl.Series(theirs, dtype=pl.Int64).implode()))
    found = sharing(publication, own.head(SHOWN).filter(pl.Series(met, dtype=pl.Boolean)), crowds, ring)
    row = publication.row(account)
    elsewhere = row is not None and int(publication.accounts["ring"][row]) >= 0
    return WhyNot(sentences.ELSEWHERE if elsewhere else found.sentence, ring, conditions=found.conditions)


def sharing(publication: Publication, own: pl.DataFrame, crowds: pl.DataFrame, ring: int) -> WhyNot:
    """The condition that fails before anyone is judged, by what is shared and which crowds."""
    code, rows = Failure.NO_COMMUNITY, own
    if own.is_empty():
        code = Failure.NOTHING_SHARED if crowds.is_empty() else Failure.ONLY_CROWDS
        rows = crowds
    values = evidence.strongest(evidence.told(publication, rows)).head(FEWEST)
    sentence = sentences.FAILURES[code]
    return WhyNot(sentence, ring, conditions=[Condition(code, sentence, values)])
