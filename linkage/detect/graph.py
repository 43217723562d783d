"""The account–value graph as arrays: what every detector works on."""

from dataclasses import dataclass

import numpy as np
import polars as pl

LEAST = 7.5
"""Least bits of a link in detection: weaker ones (a name, a subnet, a mail domain) are left to the score, which
weighs them within a community (0011)."""


SHARE = 0.5
"""Share of log2 of the linked accounts that is the least bits of a link in a small population (0011)."""


@dataclass(frozen=True)
class Bipartite:
    """Accounts are nodes 0 to n−1, values n to n+m−1; edge i joins rows[i] and cols[i], weights[i] > 0."""

    accounts: np.ndarray
    """Account keys, ascending; shape (n,)."""
    values: np.ndarray
    """Value keys, ascending; shape (m,)."""
    rows: np.ndarray
    """Account node of each edge; int64."""
    cols: np.ndarray
    """Value node of each edge; int64, from n."""
    weights: np.ndarray
    """Bits of each edge; float64."""

    @property
    def nodes(self) -> int:
        """Number of nodes, n + m."""
        return self.accounts.size + self.values.size


def least(links: pl.DataFrame) -> float:
    """Least bits of a link in detection, by the number of linked accounts."""
    return float(min(LEAST, SHARE * np.log2(max(links["account"].n_unique(), 2))))


def build(links: pl.DataFrame, asked: float) -> Bipartite:
    """The graph of the links of `asked` bits or more, numbered by key: the order of rows does not matter."""
    links = links.filter(pl.col("bits") >= asked).sort("value", "account")
    accounts, rows = np.unique(links["account"].to_numpy(), return_inverse=True)
    values, cols = np.unique(links["value"].to_numpy(), return_inverse=True)
    weights = links["bits"].to_numpy().astype(np.float64)
    return Bipartite(accounts, values, rows.astype(np.int64), cols.astype(np.int64) + accounts.size, weights)
