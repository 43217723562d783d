"""The power curve: how much of planted rings is found, and how many of planted honest groups are flagged.

Real accounts of the platform are copied, rings and honest groups are made of the copies, and the whole detection runs
on all accounts. The share of them that it finds is what it would find of such groups here; it is no estimate of others.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import betaincinv

from linkage.trust import drawn, plants
from linkage.trust.designs import BANDS, HONEST, RINGS
from linkage.trust.drawn import Group
from linkage.trust.platform import Engine, Platform, Run

LEVEL = 0.9
"""Coverage of the interval: each end by itself is right nineteen times of twenty."""

TOGETHER = "all sorts"
"""The row of all honest groups."""


@dataclass(frozen=True)
class Power:
    """How many of the planted groups were found or flagged."""

    rings: pl.DataFrame
    """style, band, groups, accounts, share (of their accounts that are enforceable), low (end of its interval);
    a row a style and size."""
    bands: pl.DataFrame
    """band, groups, accounts, share (all styles), low (of it), careful (the mean of the harder half of the
    styles), found (rings of which anybody is enforceable); a row a size."""
    honest: pl.DataFrame
    """sort, groups, accounts, flagged, share, high, touched (groups of which anybody is flagged)."""
    lacking: dict[str, str]
    """Sorts of groups that could not be planted, and why."""
    runs: int
    moved: float
    """The platform's own accounts that were flagged only with, or only without, planted groups, as a share of those
    flagged without."""


def power(platform: Platform, engine: Engine, run: Run, seed: int, tell: Callable[[str], None]) -> Power:
    """Plant, run and count; `run` is what is found without plants."""
    planned = drawn.rounds(list(drawn.groups(np.random.default_rng([seed, 0]))), platform.total)
    pool, source = drawn.pool(platform, run), plants.source(platform, run)
    seen, moved, lacking = [], [], dict[str, str]()
    for number, groups in enumerate(planned, start=1):
        tell(f"plant, run {number} of {len(planned)}")
        rng = np.random.default_rng([seed, number])
        made = drawn.draw(groups, pool, times(platform), rng)
        found = engine.run(plants.planted(source, made, rng))
        seen.append(outcome(groups, made.members, found))
        moved.append(changed(made.members, run, found))
        lacking |= made.lacking
    table = pl.concat(seen) if seen else outcome([], pl.DataFrame(schema=drawn.COPIES), run)
    there = set(table["name"])
    lacking = {name: why for name, why in lacking.items() if name not in there}
    lacking |= unplanted(planned, platform.total)
    rings, honest = table.filter(pl.col("band") != ""), table.filter(pl.col("band") == "")
    return Power(
        by_style(rings),
        by_band(rings),
        by_sort(honest),
        lacking,
        len(planned),
        round(float(np.mean(moved or [0.0])), 4),
    )


def times(platform: Platform) -> tuple[int, int] | None:
    """When most accounts signed up, the first and last twentieth left out; None where it is not known."""
    created = platform.measures["created_at"].drop_nulls()
    if created.is_empty():
        return None
    first, last = (created.quantile(share) for share in (0.05, 0.95))
    return int(first or 0), int(last or 0)


def outcome(groups: list[Group], members: pl.DataFrame, found: Run) -> pl.DataFrame:
    """What was found of each group: group, name, band (empty for honest ones), size, flagged."""
    hit = members.join(found.flagged.with_columns(hit=pl.lit(1)), on="account", how="left")
    counted = hit.group_by("group").agg(size=pl.len(), flagged=pl.col("hit").count())
    rows = [(each.number, each.design.name, each.band or "") for each in groups]
    named = pl.DataFrame(rows, {"group": pl.Int64, "name": pl.String, "band": pl.String}, orient="row")
    return named.join(counted, on="group").sort("group")


def changed(members: pl.DataFrame, before: Run, after: Run) -> float:
    """Accounts that are flagged only with, or only without, planted groups, as a share of those flagged without."""
    own = after.flagged.join(members, on="account", how="anti")
    both = own.join(before.flagged, on="account", how="semi").height
    return (own.height + before.flagged.height - 2 * both) / max(before.flagged.height, 1)


def unplanted(planned: list[list[Group]], total: int) -> dict[str, str]:
    """Sizes of which no ring was planted, and why."""
    there = {group.band for groups in planned for group in groups}
    says = (
        f"such a ring would be more than {drawn.ROOM:.0%} of {total:,} accounts, and distort what is measured"
    )
    return {f"rings of {band}": says for band in BANDS if band not in there}


def counted(table: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Groups and their accounts by column, and the share of accounts that are flagged with its interval.

    Accounts of one group are not independent, so the interval is that of so many groups (Clopper and Pearson).
    """
    share = pl.col("flagged").sum() / pl.col("size").sum()
    rows = table.group_by(by).agg(
        groups=pl.len(),
        accounts=pl.col("size").sum(),
        flagged=pl.col("flagged").sum(),
        share=share.round(4),
        touched=(pl.col("flagged") > 0).sum(),
    )
    low, high = interval(rows["share"].to_numpy(), rows["groups"].to_numpy())
    return rows.with_columns(low=pl.Series(low, dtype=pl.Float64), high=pl.Series(high, dtype=pl.Float64))


def interval(share: np.ndarray, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of the interval of a share of so many groups, four digits."""
    hits, tail = share * groups, (1 - LEVEL) / 2
    low = np.where(hits > 0, betaincinv(np.maximum(hits, 1e-9), groups - hits + 1, tail), 0.0)
    high = np.where(hits < groups, betaincinv(hits + 1, np.maximum(groups - hits, 1e-9), 1 - tail), 1.0)
    return low.round(4), high.round(4)


def ordered(table: pl.DataFrame, column: str, names: list[str]) -> pl.DataFrame:
    """Rows in the order of names."""
    return table.sort(pl.col(column).replace_strict({name: at for at, name in enumerate(names)}))


def by_style(rings: pl.DataFrame) -> pl.DataFrame:
    """Of rings, by style and size."""
    table = ordered(counted(rings, "name", "band"), "band", [*BANDS])
    styled = table.sort(
        pl.col("name").replace_strict({each.name: at for at, each in enumerate(RINGS)}), maintain_order=True
    )
    return styled.select(
        style="name", band="band", groups="groups", accounts="accounts", share="share", low="low"
    )


def by_band(rings: pl.DataFrame) -> pl.DataFrame:
    """Of rings, by size; `careful` is what to expect of an operator who chooses what is hard to find."""
    shares = counted(rings, "name", "band").select("band", "share").sort("band", "share")
    harder = pl.col("share").rank("ordinal") <= pl.max_horizontal(pl.len() // 2, 1)
    careful = shares.group_by("band").agg(careful=pl.col("share").filter(harder).mean().round(4))
    table = ordered(counted(rings, "band").join(careful, on="band"), "band", [*BANDS])
    return table.select("band", "groups", "accounts", "share", "low", "careful", found="touched")


def by_sort(honest: pl.DataFrame) -> pl.DataFrame:
    """Of honest groups, by sort, and of all of them."""
    whole = honest.with_columns(name=pl.lit(TOGETHER))
    table = pl.concat([counted(each, "name") for each in (honest, whole)])
    told = ordered(table, "name", [*(each.name for each in HONEST), TOGETHER])
    return told.select("groups", "accounts", "flagged", "share", "high", "touched", sort="name")
