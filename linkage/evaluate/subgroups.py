"""Subgroup error rates: is an honest group flagged more often than the rest (carriers, offices, families, …)?"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from linkage.errors import MissingColumn

HEADS = ("honest crowd", "accounts", "flagged", "per 100,000", "times the rest")
"""What the printed table says above its columns."""


@dataclass(frozen=True)
class Crowd:
    """Honest accounts of one crowd beside the honest accounts that are not in it."""

    accounts: int
    flagged: int
    rest: int
    rest_flagged: int

    @property
    def per_100k(self) -> float | None:
        """Flagged in 100,000 accounts of the crowd; None when it has none."""
        return 100_000 * self.flagged / self.accounts if self.accounts else None

    @property
    def ratio(self) -> float | None:
        """How many times as often as the rest the crowd is flagged; None when nobody of the rest is."""
        if not self.accounts or not self.rest_flagged:
            return None
        return (self.flagged / self.accounts) / (self.rest_flagged / self.rest)

    def to_dict(self) -> dict[str, object]:
        """The counts and what follows from them, for JSON."""
        return {
            "accounts": self.accounts,
            "flagged": self.flagged,
            "flagged_per_100k": self.per_100k,
            "ratio": self.ratio,
            "rest": {"accounts": self.rest, "flagged": self.rest_flagged},
        }


def measure(honest: pl.DataFrame, crowds: pl.DataFrame) -> dict[str, Crowd]:
    """Every crowd by name, of honest accounts (account_id, flagged) and who is in which (account_id, crowd).

    An account may be in several crowds; accounts that are not honest, or not known, count in none. Strangers and
    clients are honest accounts too. Raises MissingColumn when the crowds lack a column.
    """
    for name in ("account_id", "crowd"):
        if name not in crowds.columns:
            raise MissingColumn(f"The crowds have no column {name!r}; they need account_id and crowd.")
    within = crowds.select(pl.col("account_id", "crowd").cast(pl.String)).drop_nulls().unique()
    counts = (
        within.join(honest.select("account_id", "flagged"), on="account_id")
        .group_by("crowd")
        .agg(pl.len(), pl.col("flagged").sum())
        .sort("crowd")
    )
    total, flagged = len(honest), int(honest["flagged"].sum())
    return {name: Crowd(n, hit, total - n, flagged - hit) for name, n, hit in counts.iter_rows()}


def rows(crowds: Mapping[str, Crowd]) -> list[tuple[object, ...]]:
    """Cells of the printed table under HEADS, a row a crowd."""
    return [
        (name, each.accounts, each.flagged, _figure(each.per_100k, 1), _times(each))
        for name, each in crowds.items()
    ]


def _times(crowd: Crowd) -> str:
    """The ratio to the rest, which has no bound where the crowd alone is flagged."""
    return "∞" if crowd.flagged and crowd.rest and not crowd.rest_flagged else _figure(crowd.ratio, 2)


def _figure(value: float | None, digits: int) -> str:
    """A figure, a dash where there is none."""
    return "–" if value is None else f"{value:,.{digits}f}"
