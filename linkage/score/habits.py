"""How the honest groups of this platform live: learned from the communities that an honest story clearly explains.

Two things are learned of each story: how often its groups share each sort of thing in each way, and how far their
sign-ups spread. It is expectation-maximisation of a mixture (Dempster, Laird and Rubin 1977), drawn to the beliefs
of `linkage.score.stories` as if those were `STRENGTH` communities more. Operators are not learned: what their rings
do elsewhere says nothing here. Nor is how common each story is: a class, where none was seen, may be the first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from linkage.score import likelihood
from linkage.score.case import DAYS, HONEST_AT, OPERATORS_AT, STORIES, Case, Habits, Sort, case_of
from linkage.score.likelihood import Floats
from linkage.score.sharing import Community
from linkage.score.stories import OPERATOR

PLAIN = -6.0
"""Margin in bits below which a community is taken for honest, and its story learned from (0034, 0060)."""

STRENGTH = 20.0
"""Communities that what is believed of a story beforehand is worth; 10 flagged more honest (0034, 0060)."""

ROUNDS = 5
"""Rounds of expectation and maximisation; the weights hardly move after that. A choice, it bounds time."""

SAMPLE = 20_000
"""Communities that are learned from; their names are digests, so the smallest are as good as random.
A choice, it bounds time."""

TIMES: Mapping[str, tuple[float, ...]] = {
    "hour": (0.85, 0.1, 0.03, 0.01, 0.005, 0.005),
    "day": (0.2, 0.7, 0.06, 0.02, 0.01, 0.01),
    "week": (0.05, 0.15, 0.65, 0.1, 0.03, 0.02),
    "month": (0.02, 0.05, 0.2, 0.5, 0.2, 0.03),
    "any": (0.01, 0.01, 0.03, 0.1, 0.25, 0.6),
}
"""How often the sign-ups of such groups spread as far as each place among `DAYS`: beliefs, written by hand (0034),
and learned from the platform's groups (0060)."""


def learned(found: Community, case: Case) -> Habits:
    """The habits of this platform's groups, by what its plainly honest communities do.

    Of more than `SAMPLE` communities a part is looked at; of sorts that it does not have beliefs stand.
    """
    if case.communities.size > SAMPLE:
        case = case_of(found.only(pl.DataFrame({"community": case.communities[:SAMPLE]})))
    habits = believed = beliefs(case.sorts)
    for _ in range(ROUNDS):
        habits = maximised(case, habits, believed, plainly(case, habits))
    return replace(habits, ways={**beliefs(OPERATOR.explains).ways, **habits.ways})


def beliefs(sorts: Iterable[str]) -> Habits:
    """The habits before anything is seen."""
    ways = {
        name: tuple(np.array([way.weight for way in story.explains[name]]) for story in STORIES)
        for name in sorts
    }
    times = [
        np.sum([weight * np.array(TIMES[name]) for name, weight in each.days.items()], axis=0)
        for each in STORIES
    ]
    return Habits(ways, np.stack(times))


def plainly(case: Case, habits: Habits) -> Floats:
    """How surely each honest story is that of each community, 0 where an operator is not far behind; (stories, n)."""
    parts, aside = case.parts(habits), case.aside(habits)
    totals = aside[HONEST_AT] + case.summed(parts[HONEST_AT])
    shares = np.exp2(totals - totals.max(axis=0, initial=-np.inf))
    honest = case.margins(parts, aside).min(axis=1).max(axis=0) < PLAIN
    found: Floats = honest * shares / shares.sum(axis=0)
    return found


def maximised(case: Case, habits: Habits, believed: Habits, surely: Floats) -> Habits:
    """The habits that make what was seen likeliest, drawn to what was believed; the operators' stay."""
    found = {
        name: (
            *ways(case, sort, habits.ways[name][HONEST_AT], believed.ways[name][HONEST_AT], surely),
            *believed.ways[name][OPERATORS_AT],
        )
        for name, sort in case.sorts.items()
    }
    return Habits(found, times(case, believed.times, surely))


def ways(
    case: Case, sort: Sort, weights: Iterable[Floats], believed: Iterable[Floats], surely: Floats
) -> list[Floats]:
    """How often each honest story shares one sort in each of its ways."""
    counts = [np.bincount(sort.cells, each[case.at[sort.rows]], sort.bits[0].shape[1]) for each in surely]
    mixed = zip(sort.bits[HONEST_AT], weights, believed, counts, strict=True)
    return [drawn(prior, likelihood.shares(bits, weight) @ count) for bits, weight, prior, count in mixed]


def times(case: Case, believed: Floats, surely: Floats) -> Floats:
    """How far sign-ups spread; shape (stories, places among `DAYS`)."""
    known = ~np.isnan(case.days)
    at, places = case.spread[known], len(DAYS) + 1
    seen = [np.bincount(at, each[known], places).astype(np.float64) for each in surely]
    honest = [drawn(prior, count) for prior, count in zip(believed[HONEST_AT], seen, strict=True)]
    return np.stack([*honest, *believed[OPERATORS_AT]])


def drawn(prior: Floats, seen: Floats) -> Floats:
    """Shares of what was seen, with a prior worth `STRENGTH` of it."""
    found: Floats = (STRENGTH * prior + seen) / (STRENGTH + seen.sum())
    return found
