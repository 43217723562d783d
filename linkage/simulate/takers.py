"""Ring accounts that take what is others': which of them, from whom, and what becomes of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from linkage.simulate import meetings
from linkage.simulate.draft import STRANGER, Draft

STRANGERS = 0.003
"""Honest accounts that an attack touches, as a share of all accounts."""


@dataclass(frozen=True)
class Rings:
    """The accounts of all rings, ring after ring, each in the order of signing up."""

    account: np.ndarray
    start: np.ndarray
    size: np.ndarray

    @classmethod
    def of(cls, draft: Draft) -> "Rings":
        """The rings of a world."""
        ring, created = draft.people["ring"].to_numpy(), draft.people["created"].to_numpy()
        bad = np.flatnonzero(ring >= 0)
        bad = bad[np.lexsort((created[bad], ring[bad]))]
        _, start, size = np.unique(ring[bad], return_index=True, return_counts=True)
        return cls(bad, start, size)

    def __len__(self) -> int:
        """Number of rings."""
        return len(self.size)

    def spread(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """A ring for each of `count` attacks: every ring once, as far as they go, then by size."""
        once = rng.permutation(len(self))[:count]
        more = rng.choice(len(self), count - len(once), p=self.size / self.size.sum())
        return np.concatenate([once, more])

    def some(
        self, rng: np.random.Generator, ring: np.ndarray, count: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """So many accounts of each ring given, that signed up one after the other, and which attack each is for."""
        count = np.minimum(count, self.size[ring])
        attack = np.repeat(np.arange(len(ring)), count)
        step = np.arange(len(attack)) - np.repeat(np.cumsum(count) - count, count)
        first = (rng.random(len(ring)) * self.size[ring]).astype(np.int64)
        at = (first[attack] + step) % self.size[ring][attack]
        return self.account[self.start[ring][attack] + at], attack


def marked(draft: Draft, strangers: np.ndarray) -> Draft:
    """The same world, those accounts known as strangers."""
    role = draft.people["role"].to_numpy().copy()
    role[strangers] = STRANGER
    return replace(draft, people=draft.people.with_columns(pl.Series("role", role)))


def handed(
    rng: np.random.Generator, draft: Draft, name: str, owned: pl.DataFrame, pairs: pl.DataFrame
) -> pl.DataFrame:
    """What takers hold of owners: their row of that table, later; pairs (taker, owner) without one are left out."""
    order = [c for c in owned.columns if c != "account"]
    rows = pairs.join(owned.rename({"account": "owner"}), on="owner", maintain_order="left")
    table: pl.DataFrame = getattr(draft, name)
    own = rows.select(pl.col("owner").alias("account"), *order).select(table.columns)
    return meetings.taken(rng, draft, own, rows["taker"].to_numpy())


def added(draft: Draft, name: str, rows: pl.DataFrame) -> Draft:
    """The same world with rows added to a table."""
    table: pl.DataFrame = getattr(draft, name)
    grown: Callable[..., Draft] = replace
    return grown(draft, **{name: pl.concat([table, rows.select(table.columns)], how="vertical_relaxed")})
