"""Marks: what accounts have in common beside values: time of sign-up, country, amount of use.

The weight of an account's mark for a community is a log-likelihood ratio: how often the other members have it, over
how often everyone does (Good 1950, weight of evidence). No mark proves anything alone; together they separate an
account of the ring from a neighbour who shares an address with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from linkage.score.about import About
from linkage.score.rhythm import Rhythm
from linkage.score.rhythm import read as read_rhythm
from linkage.score.rows import places

DAY = 86_400

SPANS = (1, 7, 30)
"""Days of the windows in which sign-ups are compared: some operators work in a day, others take a season (0019)."""

SMOOTH = 8.0
"""Accounts with everyone's rates added to a community's as pseudo-counts; a choice, see bench/sensitivity.md."""

MAX_WEIGHT = 6.0
"""Most bits of one mark, for or against; a choice, see bench/sensitivity.md."""


@dataclass(frozen=True)
class Mark:
    """One mark of every account."""

    of: np.ndarray
    """The mark of each, from 0; -1 where it is unknown; int64, shape (n,)."""
    counts: np.ndarray
    """Accounts that have each mark."""
    known: int
    """Accounts whose mark is known."""

    def at(self, rows: np.ndarray) -> "Mark":
        """The marks at those places, counted as before."""
        return replace(self, of=self.of[rows])


@dataclass(frozen=True)
class Lives:
    """Marks of accounts, all arrays of one row an account."""

    accounts: np.ndarray
    """Account keys, ascending; shape (n,)."""
    rhythm: Rhythm
    day: Mark
    """Day of sign-up since 1970."""
    marks: Mapping[str, Mark]
    """Country, busiest hour and hours of use in steps of half a doubling; by name."""

    def only(self, accounts: pl.Series) -> "Lives":
        """Those of a few accounts; everyone is counted as before."""
        keys = np.unique(accounts.to_numpy())
        at, found = places(keys, self.accounts)
        at = at[found]
        marks = {name: mark.at(at) for name, mark in self.marks.items()}
        return Lives(keys[found], self.rhythm.only(keys), self.day.at(at), marks)


def read(about: About) -> Lives:
    """Marks of every account that has measures."""
    ordered = about.measures.sort("account")
    hours = pl.col("hours").list.len().cast(pl.Float64)
    peak = pl.col("peak_requests").cast(pl.Float64)
    marks = ordered.select(
        day=(pl.col("created_at") // DAY).fill_null(-1).cast(pl.Int64),
        country=pl.col("country").rank("dense").cast(pl.Int64).fill_null(-1),
        busiest=steps(peak),
        hours=steps(hours),
    )
    columns = {name: counted(marks[name].to_numpy()) for name in marks.columns}
    return Lives(ordered["account"].to_numpy(), read_rhythm(about.measures), columns.pop("day"), columns)


def counted(of: np.ndarray) -> Mark:
    """A mark, and how many accounts have it."""
    known = of[of >= 0]
    return Mark(of, np.bincount(known, minlength=1), known.size)


def steps(amount: pl.Expr) -> pl.Expr:
    """A positive amount in steps of half a doubling; -1 for none."""
    return pl.when(amount > 0).then((amount.log(2) * 2).floor()).fill_null(-1).cast(pl.Int64)


def alike(members: pl.DataFrame, lives: Lives) -> pl.Series:
    """Bits of a member's marks for its community, hours of the day left out: 0 where none is known."""
    bits = np.zeros(len(members))
    if len(members) and lives.accounts.size:
        labels = np.unique(members["community"].to_numpy(), return_inverse=True)[1]
        at, found = places(members["account"].to_numpy(), lives.accounts)
        bits += arrival(labels, at, found, lives.day)
        for mark in lives.marks.values():
            bits += weight(labels, np.where(found, mark.of[at], -1), mark)
    return pl.Series("alike", bits)


def weight(labels: np.ndarray, own: np.ndarray, everyone: Mark) -> np.ndarray:
    """Bits of one mark: `own` of members with `labels`, `everyone`'s; float64, shape of labels."""
    others, total = beside(labels, own)
    return evidence(others, total, frequency(own, everyone), own >= 0)


def arrival(labels: np.ndarray, at: np.ndarray, found: np.ndarray, day: Mark) -> np.ndarray:
    """Bits of the time of sign-up: the mean density of the others' over windows of several widths."""
    own = np.where(found, day.of[at], -1)
    known = own >= 0
    density = np.zeros(own.size)
    for span in SPANS:
        others, total = beside(labels, np.where(known, own // span, -1))
        density += others / span / len(SPANS)
    return evidence(density, total, frequency(own, day), known)


def evidence(others: np.ndarray, total: np.ndarray, usual: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Bits of a mark that `others` of `total` members have, and a share `usual` of everyone; 0 where not `known`."""
    ratio = (others + SMOOTH * usual) / (total + SMOOTH) / usual
    return np.where(
        known, np.clip(np.log2(ratio, where=known, out=np.zeros(known.size)), -MAX_WEIGHT, MAX_WEIGHT), 0.0
    )


def frequency(own: np.ndarray, everyone: Mark) -> np.ndarray:
    """Share of everyone that has each mark, counted with one account more; 1 for an unknown one."""
    return np.where(own >= 0, (everyone.counts[own.clip(min=0)] + 1) / (everyone.known + 1), 1.0)


def beside(labels: np.ndarray, own: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Other members of the same community that have the same mark, and whose mark is known."""
    known = own >= 0
    keys = labels.astype(np.int64) * (int(own.max(initial=0)) + 1) + own
    _, at, counts = np.unique(keys[known], return_inverse=True, return_counts=True)
    same, any_mark = np.zeros(own.size), np.bincount(labels[known], minlength=labels.max(initial=0) + 1)
    same[known] = counts[at] - 1
    return same, np.maximum(any_mark[labels] - known, 0).astype(np.float64)
