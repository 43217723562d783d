"""Is a community one operator's? Its margin in bits: one operator's stock against the best honest story.

The margin is log2 of how much likelier the operator makes what the community shares than the honest story that
explains it best. It is a match weight of a whole community, no probability: what it is worth on a platform, only
that platform's labels tell.

How often honest groups share what is learned from the platform itself, by expectation-maximisation (Dempster,
Laird and Rubin 1977) over the communities that an honest story clearly explains; the beliefs of
`linkage.score.stories` are what `STRENGTH` such communities are worth. The operator is not learned.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.score import likelihood
from linkage.score.likelihood import Floats
from linkage.score.phrases import head, sentences
from linkage.score.sharing import DAY, Community, sharing
from linkage.score.stories import HONEST, OPERATOR
from linkage.score.story import Story

STORIES = (*HONEST, OPERATOR)

DAYS = (0.3, 1.5, 8.0, 35.0, 120.0)
"""Days between which the spread of sign-ups, the distance of their quartiles, is told apart."""

CLEAR = 3.0
"""Bits up to which one sort of thing speaks for the operator in full: no story is right about everything."""

MANY = 20.0
"""Accounts that have such a thing from which on that is a bit more with each doubling: what hundreds do is no whim."""

SURE = ("known bad",)
"""Sorts that are no belief about how groups live: they speak in full."""

PLAIN = -6.0
"""Margin below which a community is taken for honest, and its story learned from."""

STRENGTH = 20.0
"""Communities that what is believed of a story beforehand is worth."""

ROUNDS = 5
"""Rounds of expectation and maximisation; the weights hardly move after that."""

SAMPLE = 20_000
"""Communities that are learned from; their names are digests, so the smallest are as good as random."""

TIMES: Mapping[str, tuple[float, ...]] = {
    "hour": (0.85, 0.1, 0.03, 0.01, 0.005, 0.005),
    "day": (0.2, 0.7, 0.06, 0.02, 0.01, 0.01),
    "week": (0.05, 0.15, 0.65, 0.1, 0.03, 0.02),
    "month": (0.02, 0.05, 0.2, 0.5, 0.2, 0.03),
    "any": (0.01, 0.01, 0.03, 0.1, 0.25, 0.6),
}
"""How often the sign-ups of such groups spread so far."""

Weights = Mapping[str, tuple[Floats, ...]]
"""How often a story shares in each way: by sort, one array a story."""


@dataclass(frozen=True)
class Sort:
    """The rows of one sort of thing, and how likely each way of each story makes them."""

    rows: np.ndarray
    """Places of its rows; shape (k,)."""
    cells: np.ndarray
    """For each of them the place among distinct rows; shape (k,)."""
    bits: tuple[Floats, ...]
    """For each story bits of distinct rows under each of its ways, weights left out; shape (ways, cells)."""


@dataclass(frozen=True)
class Case:
    """What each community shares, and how likely each way of each story makes it."""

    communities: np.ndarray
    """Ascending; shape (n,)."""
    rows: pl.DataFrame
    """`sharing.SHARING`."""
    at: np.ndarray
    """The community of each row, as a place; shape (rows,)."""
    sorts: Mapping[str, Sort]
    beside: Floats
    """Bits of prior, size and times; shape (stories, n)."""
    days: Floats
    """Days between the quartiles of sign-up, NaN where fewer than two are known; shape (n,)."""

    def parts(self, weights: Weights) -> Floats:
        """Bits of each row under each story; shape (stories, rows)."""
        found = np.zeros((len(STORIES), self.at.size))
        for name, sort in self.sorts.items():
            for story, (bits, weight) in enumerate(zip(sort.bits, weights[name], strict=True)):
                found[story, sort.rows] = likelihood.mixed(bits, weight)[sort.cells]
        return found

    @property
    def clear(self) -> Floats:
        """Bits up to which each row speaks in full; shape (rows,)."""
        have = self.rows["have"].to_numpy().astype(np.float64)
        sure = self.rows["sort"].is_in(SURE).to_numpy()
        found: Floats = np.where(sure, np.inf, CLEAR + np.log2(np.maximum(have / MANY, 1.0)))
        return found

    def summed(self, rows: Floats) -> Floats:
        """Bits of each community from bits of its rows; shape (…, n)."""
        return np.stack([np.bincount(self.at, each, self.communities.size) for each in rows])

    def margins(self, parts: Floats) -> Floats:
        """How much better the operator explains each community than each honest story; shape (honest stories, n).

        Beyond `CLEAR` bits, more where many accounts have it, a sort of thing speaks for the operator with a third
        of its voice.
        """
        sorts = parts[-1] - parts[:-1]
        sorts = sorts - np.maximum(sorts - self.clear, 0) * 2 / 3
        found: Floats = self.beside[-1] - self.beside[:-1] + self.summed(sorts)
        return found


def judge(found: Community) -> pl.DataFrame:
    """The margin of every community: community, margin, story (the best honest one), sentences; by community."""
    case = case_of(found)
    parts = case.parts({**beliefs(case.sorts), **learned(found, case)})
    margins = case.margins(parts)
    best = margins.argmin(axis=0)
    against = parts[-1] - parts[best[case.at], np.arange(case.at.size)]
    margin = margins.min(axis=0).round(6)
    heads = [head(*each) for each in zip(margin, best, case.days, strict=True)]
    told = sentences(case.rows, against, pl.DataFrame({"community": case.communities, "head": heads}))
    return pl.DataFrame(
        {
            "community": case.communities,
            "margin": margin,
            "story": [HONEST[each].name for each in best],
            "sentences": told,
        },
        schema={
            "community": pl.Int64,
            "margin": pl.Float64,
            "story": pl.String,
            "sentences": pl.List(pl.String),
        },
    )


def learned(found: Community, case: Case) -> Weights:
    """How often each story shares in each way on this platform, by what its plainly honest communities share.

    Of more than `SAMPLE` communities a part is looked at; sorts that it does not have are not among the weights.
    """
    if case.communities.size > SAMPLE:
        case = case_of(found.only(pl.DataFrame({"community": case.communities[:SAMPLE]})))
    weights = believed = beliefs(case.sorts)
    for _ in range(ROUNDS):
        parts = case.parts(weights)
        weights = maximised(case, weights, believed, plainly(case, parts))
    return weights


def beliefs(sorts: Mapping[str, Sort]) -> Weights:
    """The weights before anything is seen."""
    return {
        name: tuple(np.array([way.weight for way in story.explains[name]]) for story in STORIES)
        for name in sorts
    }


def plainly(case: Case, parts: Floats) -> Floats:
    """How surely each honest story is that of each community, 0 where the operator is not far behind; (stories, n)."""
    totals = case.beside[:-1] + case.summed(parts[:-1])
    shares = np.exp2(totals - totals.max(axis=0, initial=-np.inf))
    honest = case.margins(parts).min(axis=0) < PLAIN
    found: Floats = honest * shares / shares.sum(axis=0)
    return found


def maximised(case: Case, weights: Weights, believed: Weights, surely: Floats) -> Weights:
    """The weights that make what was seen likeliest, drawn to what was believed."""
    made = {}
    for name, sort in case.sorts.items():
        counts = [np.bincount(sort.cells, each[case.at[sort.rows]], sort.bits[0].shape[1]) for each in surely]
        mixed = zip(sort.bits[:-1], weights[name][:-1], believed[name][:-1], counts, strict=True)
        honest = [
            drawn(prior, likelihood.shares(bits, weight) @ count) for bits, weight, prior, count in mixed
        ]
        made[name] = (*honest, weights[name][-1])
    return made


def drawn(prior: Floats, seen: Floats) -> Floats:
    """Shares of what was seen, with a prior worth `STRENGTH` of it."""
    found: Floats = (STRENGTH * prior + seen) / (STRENGTH + seen.sum())
    return found


def case_of(found: Community) -> Case:
    """What each community shares, and how likely the ways of the stories make it."""
    rows = sharing(found)
    sizes = found.members.group_by("community").agg(size=pl.len()).sort("community")
    names = sizes["community"].to_numpy()
    sorts = {
        str(name): sort_of(str(name), places["at"].to_numpy(), numbers(places))
        for (name,), places in rows.with_row_index("at").group_by("sort", maintain_order=True)
    }
    at, days = np.searchsorted(names, rows["community"].to_numpy()), spread(found, sizes)
    return Case(names, rows, at, sorts, aside(sizes["size"].to_numpy().astype(np.float64), days), days)


def sort_of(name: str, rows: np.ndarray, numbers: Floats) -> Sort:
    """The rows of one sort, each distinct row weighed once."""
    distinct, cells = np.unique(numbers, axis=0, return_inverse=True)
    known = {way.shape: likelihood.way(way, *distinct.T) for story in STORIES for way in story.explains[name]}
    bits = tuple(np.stack([known[way.shape] for way in story.explains[name]]) for story in STORIES)
    return Sort(rows, cells.reshape(-1), bits)


def numbers(rows: pl.DataFrame) -> Floats:
    """have, shared, values, own of rows; own −1 where it is not known."""
    return rows.select("have", "shared", "values", pl.col("own").fill_null(-1)).to_numpy().astype(np.float64)


def spread(found: Community, sizes: pl.DataFrame) -> Floats:
    """Days between the quartiles of the sign-ups of each community, in the order of `sizes`."""
    created = found.about.measures.select("account", day=pl.col("created_at") / DAY).drop_nulls()
    each = found.members.select("community", "account").join(created, on="account")
    day = pl.col("day")
    quartiles = each.group_by("community").agg(x=day.quantile(0.75) - day.quantile(0.25), n=pl.len())
    joined = sizes.join(quartiles.filter(pl.col("n") > 1), on="community", how="left").sort("community")
    return joined["x"].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def aside(members: Floats, days: Floats) -> Floats:
    """Bits of prior, size and spread of sign-ups, by story and community."""
    known = ~np.isnan(days)
    at = np.digitize(np.nan_to_num(days), DAYS)
    return np.stack([prior(story, members, at, known) for story in STORIES])


def prior(story: Story, members: Floats, at: np.ndarray, known: np.ndarray) -> Floats:
    """Bits of one story before what is shared is looked at."""
    times = sum(weight * np.array(TIMES[name]) for name, weight in story.days.items())
    return story.prior + likelihood.size(story.size, members) + np.where(known, np.log2(times)[at], 0.0)
