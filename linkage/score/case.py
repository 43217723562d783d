"""What each community shares, and how likely each way of each story makes it: what margins are summed from."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.score import likelihood
from linkage.score.likelihood import Floats
from linkage.score.sharing import DAY, Community, sharing
from linkage.score.stories import HONEST, OPERATORS

STORIES = (*HONEST, *OPERATORS)

HONEST_AT, OPERATORS_AT = slice(len(HONEST)), slice(len(HONEST), None)
"""Places of the honest stories, and of the operators, among all."""

DAYS = (0.3, 1.5, 8.0, 35.0, 120.0)
"""Days between which the spread of sign-ups, the distance of their quartiles, is told apart; a choice,
see bench/sensitivity.md."""

CLEAR = 4.0
"""Bits up to which one sort of thing speaks for the operator in full: no story is right about everything
(0060)."""

MANY = 20.0
"""Accounts that have such a thing from which on that is a bit more with each doubling: what hundreds do is no
whim (0039)."""

SURE = ("known bad",)
"""Sorts that are no belief about how groups live: they speak in full (0040)."""


@dataclass(frozen=True)
class Habits:
    """How often the groups of each story do what, on one platform."""

    ways: Mapping[str, tuple[Floats, ...]]
    """Share in each way: by sort, one array a story; each adds up to 1."""
    times: Floats
    """Have sign-ups that spread as far as each place among `DAYS`; shape (stories, places), rows add up to 1."""


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
    accounts: np.ndarray
    """How many each has; shape (n,)."""
    rows: pl.DataFrame
    """`sharing.SHARING`."""
    at: np.ndarray
    """The community of each row, as a place; shape (rows,)."""
    sorts: Mapping[str, Sort]
    prior: Floats
    """Bits of prior and size; shape (stories, n)."""
    days: Floats
    """Days between the quartiles of sign-up, NaN where fewer than two are known; shape (n,)."""

    def parts(self, habits: Habits) -> Floats:
        """Bits of each row under each story; shape (stories, rows)."""
        found = np.zeros((len(STORIES), self.at.size))
        for name, sort in self.sorts.items():
            for story, (bits, weight) in enumerate(zip(sort.bits, habits.ways[name], strict=True)):
                found[story, sort.rows] = likelihood.mixed(bits, weight)[sort.cells]
        return found

    def aside(self, habits: Habits) -> Floats:
        """Bits of what is no sort of thing: prior, size and spread of sign-ups; shape (stories, n)."""
        times = np.where(np.isnan(self.days), 0.0, np.log2(habits.times)[:, self.spread])
        found: Floats = self.prior + times
        return found

    @property
    def spread(self) -> np.ndarray:
        """The place of `days` among `DAYS`; shape (n,)."""
        return np.digitize(np.nan_to_num(self.days), DAYS)

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

    def margins(self, parts: Floats, aside: Floats) -> Floats:
        """How much better each operator explains each community than each honest story; shape (operators, honest
        stories, n).

        Beyond `CLEAR` bits, more where many accounts have it, a sort of thing speaks for an operator with a third
        of its voice.
        """
        clear = self.clear
        return np.stack(
            [
                own - aside[HONEST_AT] + self.summed(spoken(rows - parts[HONEST_AT], clear))
                for rows, own in zip(parts[OPERATORS_AT], aside[OPERATORS_AT], strict=True)
            ]
        )


def spoken(bits: Floats, clear: Floats) -> Floats:
    """What sorts say for an operator: beyond `clear` bits, a third of what they have to say."""
    found: Floats = bits - np.maximum(bits - clear, 0) * 2 / 3
    return found


def case_of(found: Community) -> Case:
    """What each community shares, and how likely the ways of the stories make it."""
    rows = sharing(found)
    sizes = found.members.group_by("community").agg(size=pl.len()).sort("community")
    names = sizes["community"].to_numpy()
    told = numbers(rows)
    by_sort = rows.with_row_index("at").group_by("sort", maintain_order=True).agg("at")
    sorts = {
        name: sort_of(name, places, told[places])
        for name, places in zip(by_sort["sort"], map(pl.Series.to_numpy, by_sort["at"]), strict=True)
    }
    at, members = np.searchsorted(names, rows["community"].to_numpy()), sizes["size"].to_numpy()
    prior = np.stack(
        [each.prior + likelihood.size(each.size, members.astype(np.float64)) for each in STORIES]
    )
    return Case(names, members, rows, at, sorts, prior, spread(found, sizes))


def sort_of(name: str, rows: np.ndarray, numbers: Floats) -> Sort:
    """The rows of one sort, each distinct row weighed once."""
    distinct, cells = np.unique(numbers, axis=0, return_inverse=True)
    said = (way for story in STORIES for way in story.explains[name])
    known = likelihood.ways(said, *distinct.T)
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
