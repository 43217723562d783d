"""Why an account is not enforceable: what it failed, in the order in which it is asked, with the values.

What people decided is asked first: it beats whatever a run found.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from linkage.explain import evidence, sentences
from linkage.explain.evidence import FACT, SHOWN
from linkage.ledger.decisions.policy import DecisionState, protections
from linkage.model import ENFORCEABLE, TIERS, Failure
from linkage.publication.reader import Publication

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
    together: int | None = None
    """How many accounts its community had, itself among them; None where that was not kept."""


NOTHING = DecisionState()
"""Nobody decided anything."""


def why_not(
    publication: Publication, account: int, ring: int | None = None, decided: DecisionState = NOTHING
) -> WhyNot:
    """What keeps an account from being enforceable, or from being so in the ring of that row."""
    found = by_run(publication, account, ring)
    codes = held_back(publication, account, ring, decided)
    if not codes:
        return found
    mistaken = (
        Failure.NO_COMMUNITY if Failure.NOT_SAME in codes else None
    )  # it was kept away, and not too far
    by_people = [Condition(code, sentences.FAILURES[code], untold(publication)) for code in codes]
    rest = [each for each in found.conditions if each.code is not mistaken]
    return replace(found, sentence=by_people[0].sentence, enforceable=False, conditions=[*by_people, *rest])


def held_back(
    publication: Publication, account: int, ring: int | None, decided: DecisionState
) -> list[Failure]:
    """What people decided that keeps an account back, in the order in which it is asked."""
    row = publication.row(account)
    at = -1 if row is None else int(publication.accounts["ring"][row])
    own, asked = (ring_id(publication, each) for each in (at, at if ring is None else ring))
    state = decided.of(account)
    asked = asked or next(iter(state.not_of), None)  # in no ring: perhaps since it was kept out of one
    return protections(state, decided.rings.get(own or "") if asked == own else None, asked)


def ring_id(publication: Publication, ring: int) -> str | None:
    """Id of the ring in that row, None for -1."""
    return None if ring < 0 else str(publication.rings["ring_id"][ring])


def untold(publication: Publication) -> pl.DataFrame:
    """No values: a decision is about none."""
    return evidence.told(publication, publication.links.clear().select(FACT))


def by_run(publication: Publication, account: int, ring: int | None) -> WhyNot:
    """What a run found that keeps an account back."""
    row = publication.row(account)
    if row is None:
        return WhyNot(sentences.UNJUDGED, -1 if ring is None else ring)
    at, tier = (int(publication.accounts[name][row]) for name in ("ring", "tier"))
    kept = publication.failed_of(account)
    near = at if kept is None else int(str(kept["ring"]))
    enforceable = at >= 0 and TIERS[tier] in ENFORCEABLE
    if ring is not None and ring not in ((at,) if enforceable else (near, at)):
        return beside(publication, account, ring)
    if enforceable:
        return WhyNot(sentences.PASSES, at, enforceable=True)
    if kept is not None:
        return told(publication, account, kept, near if at < 0 else at)
    return adrift(publication, account, at)


def told(publication: Publication, account: int, kept: dict[str, object], ring: int) -> WhyNot:
    """What was kept of an account that was judged."""
    codes = kept["codes"]
    assert isinstance(codes, list)
    conditions = [condition(publication, account, Failure(code), kept) for code in codes]
    bits, groups, score, together = (kept.get(name) for name in ("bits", "groups", "score", "together"))
    return WhyNot(
        conditions[0].sentence,
        ring,
        conditions=conditions,
        bits=None if bits is None else round(float(str(bits)), 2),
        groups=None if groups is None else int(str(groups)),
        score=None if score is None else round(float(str(score)), 4),
        together=None if together is None else int(str(together)),
    )


def condition(publication: Publication, account: int, code: Failure, kept: dict[str, object]) -> Condition:
    """One condition, with the values it is about."""
    own = evidence.told(publication, publication.links_of(evidence.keys([account])).select(FACT))
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
    if ring >= 0:  # everybody else who is but possible is told of
        return WhyNot(sentences.KEPT_OUT, ring)
    own = publication.links_of(evidence.keys([account])).select(FACT)
    crowds = publication.ignored_of(evidence.keys([account])).select(FACT)
    return sharing(publication, own, crowds, ring)


def beside(publication: Publication, account: int, ring: int) -> WhyNot:
    """Why an account is not in a ring that it was not judged beside."""
    mates = publication.members_of(ring)["account"].to_numpy()
    wanted = evidence.keys([account])
    own = publication.links_of(wanted).select(FACT)
    met = [publication.links_on(value)["account"].is_in(mates).any() for value in own["value"].head(SHOWN)]
    theirs = np.unique(publication.ignored_of(mates)["value"].to_numpy())
    crowds = publication.ignored_of(wanted).select(FACT)
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
