"""Facts by account: those of one account stand side by side, so that a few accounts' are found without reading all."""

from dataclasses import dataclass

import numpy as np
import polars as pl


@dataclass(frozen=True)
class Rows:
    """Facts in the order of their accounts."""

    accounts: np.ndarray
    """Account keys, ascending; shape (n,)."""
    starts: np.ndarray
    """Where the facts of each begin, and where the last end; shape (n + 1,)."""
    values: np.ndarray
    """Of each fact the place of its value among all that are known; uint32."""
    seen: pl.Series
    """Of each fact when it was first seen."""

    @property
    def counts(self) -> np.ndarray:
        """How many each account has; shape (n,)."""
        return np.diff(self.starts)

    def of(self, accounts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Places of the facts of those accounts, and for each the place of its account among these."""
        at, found = places(accounts, self.accounts)
        starts = self.starts[at]
        counts = np.where(found, self.starts[at + found] - starts, 0)
        whose = np.repeat(np.arange(accounts.size), counts)
        begins = starts - (np.cumsum(counts) - counts)
        return begins[whose] + np.arange(whose.size), whose


def by_account(facts: pl.DataFrame, values: pl.Series) -> Rows:
    """The facts (account, value, first_seen) on known `values`, ascending; others are left out."""
    at, known = places(facts["value"].to_numpy(), values.to_numpy())
    order = facts["account"].arg_sort().to_numpy()
    order = order if known.all() else order[known[order]]
    whose = facts["account"].to_numpy()[order]
    starts = np.flatnonzero(np.concatenate([whose[:1] == whose[:1], whose[1:] != whose[:-1]]))
    return Rows(
        whose[starts], np.append(starts, whose.size), at.astype(np.uint32)[order], facts["first_seen"][order]
    )


def places(keys: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each key stands among those known, ascending, and whether it does."""
    if not known.size:
        return np.zeros(keys.size, np.int64), np.zeros(keys.size, np.bool_)
    at = np.searchsorted(known, keys).clip(max=known.size - 1)
    return at, known[at] == keys
