"""Is a community one operator's? Its margin in bits: one operator's stock against the best honest story.

The margin is log2 of how much likelier the operator makes what the community shares than the honest story that
explains it best. It is a match weight of a whole community, no probability: what it is worth on a platform, only
that platform's labels tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.score import likelihood
from linkage.score.likelihood import Floats
from linkage.score.phrases import sentences
from linkage.score.sharing import DAY, Community, sharing
from linkage.score.stories import HONEST, OPERATOR, Story, Ways

STORIES = (*HONEST, OPERATOR)

DAYS = (0.3, 1.5, 8.0, 35.0, 120.0)
"""Days between which the spread of sign-ups, the distance of their quartiles, is told apart."""

CLEAR = 3.0
"""Bits up to which one sort of thing speaks for the operator in full: no story is right about everything."""

TIMES: Mapping[str, tuple[float, ...]] = {
    "hour": (0.85, 0.1, 0.03, 0.01, 0.005, 0.005),
    "day": (0.2, 0.7, 0.06, 0.02, 0.01, 0.01),
    "week": (0.05, 0.15, 0.65, 0.1, 0.03, 0.02),
    "month": (0.02, 0.05, 0.2, 0.5, 0.2, 0.03),
    "any": (0.01, 0.01, 0.03, 0.1, 0.25, 0.6),
}
"""How often the sign-ups of such groups spread so far."""


@dataclass(frozen=True)
class Explained:
    """Bits of what each community shares, by story."""

    communities: np.ndarray
    """Ascending; shape (n,)."""
    rows: pl.DataFrame
    """`sharing.SHARING`."""
    at: np.ndarray
    """The community of each row, as a place; shape (rows,)."""
    parts: Floats
    """Bits of each row under each of `STORIES`; shape (stories, rows)."""
    beside: Floats
    """Bits of prior, size and times; shape (stories, n)."""

    @property
    def margins(self) -> Floats:
        """How much better the operator explains each community than each honest story; shape (honest stories, n).

        Beyond `CLEAR` bits a sort of thing speaks for the operator with a third of its voice: a story may be wrong
        about one.
        """
        count = self.communities.size
        sorts = self.parts[-1] - self.parts[:-1]
        sorts = np.minimum(sorts, CLEAR + (sorts - CLEAR) / 3)
        beside = self.beside[-1] - self.beside[:-1]
        return beside + np.stack([np.bincount(self.at, each, count) for each in sorts])


def judge(found: Community) -> pl.DataFrame:
    """The margin of every community: community, margin, story (the best honest one), sentences; by community."""
    explained = explain(found)
    margins = explained.margins
    best = margins.argmin(axis=0)
    margin = margins.min(axis=0)
    told = sentences(explained.rows, against(explained, best), margin, explained.communities, best)
    return pl.DataFrame(
        {
            "community": explained.communities,
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


def explain(found: Community) -> Explained:
    """How well each story explains each community."""
    rows = sharing(found)
    sizes = found.members.group_by("community").agg(size=pl.len()).sort("community")
    names = sizes["community"].to_numpy()
    beside = aside(found, sizes)
    parts = np.zeros((len(STORIES), rows.height))
    for (sort,), places in rows.with_row_index("at").group_by("sort", maintain_order=True):
        at = places["at"].to_numpy()
        cells, back = np.unique(numbers(rows[at]), axis=0, return_inverse=True)
        for place, story in enumerate(STORIES):
            parts[place, at] = likelihood.ways(ways_of(story, str(sort)), *cells.T)[back.reshape(-1)]
    return Explained(names, rows, np.searchsorted(names, rows["community"].to_numpy()), parts, beside)


def ways_of(story: Story, sort: str) -> Ways:
    """The ways in which a story shares a sort of thing."""
    return story.explains[sort]


def numbers(rows: pl.DataFrame) -> Floats:
    """have, shared, values, own of rows; own NaN where it is not known."""
    own = pl.col("own").fill_null(float("nan"))
    return rows.select("have", "shared", "values", own).to_numpy().astype(np.float64)


def aside(found: Community, sizes: pl.DataFrame) -> Floats:
    """Bits of prior, size and spread of sign-ups, by story and community."""
    created = found.about.measures.select("account", day=pl.col("created_at") / DAY).drop_nulls()
    each = found.members.select("community", "account").join(created, on="account")
    day = pl.col("day")
    spread = each.group_by("community").agg(x=day.quantile(0.75) - day.quantile(0.25), n=pl.len())
    joined = sizes.join(spread, on="community", how="left").sort("community")
    known = (joined["n"].fill_null(0) > 1).to_numpy()
    at = np.digitize(joined["x"].fill_null(0.0).to_numpy(), DAYS)
    members = joined["size"].to_numpy().astype(np.float64)
    return np.stack([prior(story, members, at, known) for story in STORIES])


def prior(story: Story, members: Floats, at: np.ndarray, known: np.ndarray) -> Floats:
    """Bits of one story before what is shared is looked at."""
    times = sum(weight * np.array(TIMES[name]) for name, weight in story.days.items())
    return story.prior + likelihood.size(story.size, members) + np.where(known, np.log2(times)[at], 0.0)


def against(explained: Explained, best: np.ndarray) -> Floats:
    """How much more the operator explains of each row than the best honest story of its community, in bits."""
    rows = np.arange(explained.rows.height)
    found: Floats = explained.parts[-1] - explained.parts[best[explained.at], rows]
    return found
