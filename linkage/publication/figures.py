"""Figures of a ring that lists are sorted by: how it grew within a day, how much it used, what it paid."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

import polars as pl

from linkage.errors import DamagedPublication
from linkage.model import ENFORCEABLE
from linkage.publication import manifest
from linkage.tables import Schema

CENTS: Final = 2
"""Digits of a sum of payments: a sum of floats shows more than was paid."""

FIGURES: Final[Schema] = {"growth": pl.Int64(), "exchanges": pl.Int64(), "spend": pl.Float64()}
"""Of the core and members of a ring; null where nothing is known.

`growth`: how many more they are than a day before, see `yesterday`. `exchanges`: requests they made at least: of each
account those of its busiest hour, and one for each other hour with usage. `spend`: what they paid at least: the
largest payment of each account, in the currencies as they came.
"""
SIZES: Final[Schema] = {"ring_id": pl.String(), "size": pl.Int64()}
"""Rings, and how many core and member accounts each has."""
OLD: Final = timedelta(hours=20)
"""How old the publication of a day before has to be: nightly runs do not begin at the same second."""


def figures(rings: pl.DataFrame, members: pl.DataFrame, profiles: pl.DataFrame) -> pl.DataFrame:
    """By ring (ring_id, size, the sizes `before` of a day before): ring_id and `FIGURES`."""
    known = members.filter(pl.col("tier").is_in(ENFORCEABLE)).select("ring_id", "account")
    told = (
        known.join(profiles, on="account")
        .group_by("ring_id")
        .agg(
            exchanges=_some(pl.col("peak_requests").fill_null(1) + pl.col("used_hours") - 1),
            spend=_some(pl.col("largest_amount").clip(0)).round(CENTS),
        )
    )
    joined = rings.join(told, on="ring_id", how="left", maintain_order="left")
    grown = pl.col("size").cast(pl.Int64) - pl.col("before")
    return joined.with_columns(growth=grown).select(
        "ring_id", *(pl.col(name).cast(kind) for name, kind in FIGURES.items())
    )


def before(rings: pl.DataFrame, past: pl.DataFrame | None) -> pl.DataFrame:
    """The rings with their sizes `before`: 0 for one that was not there, null without a past (`SIZES`)."""
    if past is None:
        return rings.with_columns(before=pl.lit(None, pl.Int64))
    sizes = past.select("ring_id", before="size")
    return rings.join(sizes, on="ring_id", how="left", maintain_order="left").with_columns(
        pl.col("before").fill_null(0)
    )


def yesterday(folder: Path, run_id: str, previous: str | None) -> pl.DataFrame | None:
    """Sizes of the rings (`SIZES`) a day before a run: of the newest publication in its line that is that old, or of
    the oldest that is kept; None where there is none, or it cannot be read."""
    chosen, began = None, manifest.began(run_id)
    with suppress(DamagedPublication):
        while previous is not None and (folder / previous).is_dir():
            chosen = previous
            if manifest.began(previous) <= began - OLD:
                break
            previous = manifest.read(folder / previous).parent
    return _sizes(folder / chosen) if chosen else None


def _sizes(folder: Path) -> pl.DataFrame | None:
    try:
        rings = pl.read_ipc((folder / "rings.arrow").read_bytes(), columns=list(SIZES))
        return rings.cast(pl.Schema(SIZES))
    except (OSError, pl.exceptions.PolarsError):
        return None


def _some(each: pl.Expr) -> pl.Expr:
    """The sum of what is known; null where nothing is."""
    return pl.when(each.count() > 0).then(each.sum())
