"""Estimates of error on a platform that has no labels, from its own data."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from linkage.trust.backtest import Backtest, backtest
from linkage.trust.cohorts import cohorts
from linkage.trust.leftout import left_out
from linkage.trust.misses import nearest, weakest
from linkage.trust.platform import Engine, Platform, read
from linkage.trust.power import Power, power
from linkage.trust.worth import Worth, worth

__all__ = ["Backtest", "Engine", "Platform", "Power", "Trust", "Worth", "read", "trust"]

SKIPPED = "not measured: --quick"


@dataclass(frozen=True)
class Trust:
    """All estimates that need no label."""

    flagged: int
    """Accounts that are flagged now."""
    worth: Worth
    power: Power
    nearest: pl.DataFrame
    """`misses.nearest`."""
    weakest: pl.DataFrame
    """`misses.weakest`."""
    left_out: pl.DataFrame | str
    """`leftout.COLUMNS`, or why it was not measured."""
    backtest: Backtest | str
    """Or why it was not measured."""
    cohorts: dict[str, pl.DataFrame | str]
    """`cohorts.cohorts`."""


def trust(
    platform: Platform,
    engine: Engine,
    seed: int,
    quick: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Trust:
    """Run on the platform as it is and with planted groups; unless `quick`, also without each feed and 90 days back.

    `tell` is called with the name of each step.
    """
    tell("detect")
    run = engine.run(platform)
    return Trust(
        run.flagged.height,
        worth(platform, run),
        power(platform, engine, run, seed, tell),
        nearest(platform, run),
        weakest(platform, run),
        SKIPPED if quick else left_out(platform, engine, run, tell),
        SKIPPED if quick else backtest(platform, engine, run, tell),
        cohorts(platform, run),
    )
