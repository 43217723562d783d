"""The common rhythm: a proxy network hides addresses, it cannot hide the hours at which its accounts are used."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from linkage.connected import ranked
from linkage.score.rows import places

HOURS = 24
"""Bins of a rhythm: hours of the day in UTC."""

BLOCK = 5_000
"""Accounts whose hours are counted in one go; bounds memory."""

SMOOTH = 24.0
"""Active hours of everyone's profile that are added to a community's: one a bin, as pseudo-counts."""

FULL = 12.0
"""Active hours of an account that count in full: more repeat one another. A choice, see bench/sensitivity.md."""

MAX_WEIGHT = 8.0
"""Most bits of the hours, for or against; a choice, see bench/sensitivity.md."""


@dataclass(frozen=True)
class Rhythm:
    """Active hours of accounts by hour of the day."""

    accounts: np.ndarray
    """Account keys, ascending; shape (n,)."""
    counts: np.ndarray
    """Distinct active hours by hour of the day; float32, shape (n, 24)."""
    everyone: np.ndarray
    """Share of all active hours, by hour of the day; shape (24,)."""

    def only(self, accounts: np.ndarray) -> "Rhythm":
        """That of a few accounts, ascending; everyone's is as before."""
        at, found = places(accounts, self.accounts)
        return replace(self, accounts=accounts[found], counts=self.counts[at[found]])


def read(measures: pl.DataFrame) -> Rhythm:
    """Rhythm of every account of `tables.MEASURES` that has usage."""
    used = measures.filter(pl.col("hours").list.len() > 0).sort("account").select("account", "hours")
    counts = np.zeros((len(used), HOURS), np.float32)
    for start in range(0, len(used), BLOCK):
        counts[start : start + BLOCK] = counted(used["hours"].slice(start, BLOCK))
    hours = counts.sum(axis=0) + 1
    return Rhythm(used["account"].to_numpy(), counts, hours / hours.sum())


def counted(hours: pl.Series) -> np.ndarray:
    """Active hours by hour of the day of each account; float32, shape (len(hours), 24)."""
    rows = np.repeat(np.arange(len(hours)), hours.list.len().to_numpy())
    bins = rows * HOURS + hours.explode().to_numpy() % HOURS
    return np.bincount(bins, minlength=len(hours) * HOURS).astype(np.float32).reshape(-1, HOURS)


def likeness(members: pl.DataFrame, rhythm: Rhythm) -> pl.Series:
    """Bits of a member's hours for its community: log-likelihood ratio of its active hours under the
    other members' profile against everyone's. 0 for an account without usage."""
    if not len(members) or not rhythm.accounts.size:
        return pl.Series("rhythm", np.zeros(len(members)))
    own = hours_of(members["account"].to_numpy(), rhythm)
    labels = ranked(members["community"])
    together = summed(own, labels)
    bits = [
        block(own[start : start + BLOCK], together[labels[start : start + BLOCK]], rhythm.everyone)
        for start in range(0, len(own), BLOCK)
    ]
    return pl.Series("rhythm", np.concatenate(bits))


def summed(own: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Hours of all members with a label, labels from 0 without gaps; float64, shape (labels, 24)."""
    order = np.argsort(labels, kind="stable")
    first = np.flatnonzero(np.diff(labels[order], prepend=-1))
    found: np.ndarray = np.add.reduceat(own[order], first, axis=0, dtype=np.float64)
    return found


def block(own: np.ndarray, together: np.ndarray, everyone: np.ndarray) -> np.ndarray:
    """`likeness` of a few members, from their hours and those of their whole communities."""
    others = together - own + SMOOTH * everyone
    ratio = np.log2(others / others.sum(axis=1, keepdims=True) / everyone)
    active = own.sum(axis=1)
    bits = (own * ratio).sum(axis=1) * np.minimum(1, FULL / np.maximum(active, 1))
    found: np.ndarray = np.clip(bits, -MAX_WEIGHT, MAX_WEIGHT).astype(np.float64)
    return found


def hours_of(accounts: np.ndarray, rhythm: Rhythm) -> np.ndarray:
    """Counts of those accounts, zero for one without usage; float32, shape (len(accounts), 24)."""
    at, found = places(accounts, rhythm.accounts)
    counts: np.ndarray = rhythm.counts[at] * found[:, None]
    return counts
