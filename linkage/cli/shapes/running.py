"""Shapes of what is said of runs, publications and how good they are."""

from dataclasses import dataclass
from typing import Annotated, Literal

import polars as pl

from linkage.cli.shapes import loading, looking
from linkage.cli.shapes.words import Count, Counts, Row, Share, Time, rows
from linkage.evaluate import metrics
from linkage.evaluate.samples import Expected
from linkage.trust.leftout import COLUMNS as LEFT_OUT

MISSES = {
    "accounts": pl.UInt32(),
    "margin": pl.Float64(),
    "story": pl.String(),
    "sentences": pl.List(pl.String()),
    "examples": pl.List(pl.String()),
}
WEAKEST = {
    "ring_id": pl.String(),
    "accounts": pl.UInt32(),
    "score": pl.Float64(),
    "sentences": pl.List(pl.String()),
    "examples": pl.List(pl.String()),
}
TOLD = {"feed": pl.String(), "accounts": pl.UInt32(), "share": pl.Float64()}
WORTH = {
    **{name: pl.String() for name in ("kind", "group", "feed")},
    "accounts": pl.UInt32(),
    "share": pl.Float64(),
    **{name: pl.UInt32() for name in ("values", "telling", "crowds")},
    **{name: pl.Float64() for name in ("bits", "most", "dated")},
}
PLANTED = {"groups": pl.UInt32(), "accounts": pl.UInt32(), "share": pl.Float64(), "low": pl.Float64()}
STYLES = {"style": pl.String(), "band": pl.String(), **PLANTED}
SIZES = {"band": pl.String(), **PLANTED, "careful": pl.Float64(), "found": pl.UInt32()}
HONEST = {
    "sort": pl.String(),
    **{name: pl.UInt32() for name in ("groups", "accounts", "flagged", "touched")},
    **{name: pl.Float64() for name in ("share", "high")},
}
SINCE = {
    "outcome": pl.String(),
    **{name: pl.Int64() for name in ("flagged", "of", "others", "of_others")},
}
COHORT = {
    "cohort": pl.String(),
    **{name: pl.UInt32() for name in ("accounts", "flagged")},
    **{name: pl.Float64() for name in ("share", "among", "times")},
}
ERRORS = {"line": pl.UInt32(), "says": pl.String()}

Misses = Annotated[list[Row], rows(MISSES)]
Unknown = Literal["unknown"]


@dataclass(frozen=True)
class Run:
    """What `linkage detect` says; `times` are seconds by stage."""

    run: str
    published: bool
    held: list[str]
    watermark: Count
    detector: str
    seed: int
    digest: str
    counts: Counts
    reviewed: bool
    expected_false_positives: Expected | None
    times: dict[str, float]


@dataclass(frozen=True)
class Flags:
    """Honest accounts, and how many of them are enforceable."""

    accounts: Count
    flagged: Count


@dataclass(frozen=True)
class Crowd:
    """An honest crowd beside the honest accounts that are not in it."""

    accounts: Count
    flagged: Count
    flagged_per_100k: float | None
    ratio: float | None
    rest: Flags


@dataclass(frozen=True)
class Evaluated:
    """What `linkage evaluate` says: `linkage.evaluate.metrics.Report`."""

    publication: str
    accounts: Count
    rings: Count
    published: Count
    members: Count
    enforceable: Count
    unknown: Count
    b3_precision: Share | None
    b3_recall: Share | None
    b3_f1: Share | None
    precision: Share | None
    recall: Share | None
    honest: metrics.Flagged
    strangers: metrics.Flagged
    clients: metrics.Flagged
    by_size: dict[str, metrics.Found]
    largest: Count
    largest_whole: Share | None
    calibration: list[metrics.Decile]
    honest_flagged_per_100k: float | None
    crowds: dict[str, Crowd] | None = None


@dataclass(frozen=True)
class Switch:
    """What was served from a time on."""

    run: str
    published_at: Time
    action: str
    parent: str | None
    digest: str
    counts: Counts
    expected_false_positives: Expected | None


@dataclass(frozen=True)
class HeldRun:
    """A run that waits for a person."""

    run: str
    started: Time
    reasons: list[str]


@dataclass(frozen=True)
class Publications:
    """What `linkage publications` says."""

    current: str | None
    publications: list[Switch]
    held: list[HeldRun]


@dataclass(frozen=True)
class Published:
    """What `linkage publish` and `linkage rollback` say: what is served now."""

    published: str
    counts: Counts


@dataclass(frozen=True)
class Labelled:
    """Labelled rings that a calibration rests on."""

    abuse: Count
    honest: Count


@dataclass(frozen=True)
class Pair:
    """A part of the calibration, before and after."""

    before: float
    after: float


@dataclass(frozen=True)
class Fitted:
    """What `linkage fit` says."""

    file: str
    digest: str
    rings: Labelled
    calibration: dict[str, Pair]


@dataclass(frozen=True)
class Forgotten:
    """What `linkage fit --forget` says: whether there was a calibration."""

    forgotten: bool


@dataclass(frozen=True)
class Drawn:
    """What `linkage sample` says; `needed` reviews by bound, null for every flagged account.

    `file` is for blind review, `evidence` the same accounts with what ties them.
    """

    publication: str
    needed: dict[str, Count | None]
    file: str
    evidence: str
    accounts: Count
    seed: int
    strata: Counts


@dataclass(frozen=True)
class Reviewed:
    """What `linkage sample --verdicts` says."""

    publication: str
    accepted: Count
    new: Count
    open: Count
    errors: Annotated[list[Row], rows(ERRORS)]
    expected_false_positives: Expected | None


@dataclass(frozen=True)
class Worth:
    """What there is, and what it tells."""

    feeds: Annotated[list[Row], rows(TOLD)]
    kinds: Annotated[list[Row], rows(WORTH)]
    limits: list[str]


@dataclass(frozen=True)
class Power:
    """What became of planted groups; `unknown`: what could not be planted, and why."""

    runs: Count
    moved: float
    rings: Annotated[list[Row], rows(STYLES)]
    sizes: Annotated[list[Row], rows(SIZES)]
    honest: Annotated[list[Row], rows(HONEST)]
    unknown: dict[str, str]


@dataclass(frozen=True)
class Backtest:
    """What became of accounts that would have been flagged then."""

    at: Time
    accounts: Count
    flagged: Count
    outcomes: Annotated[list[Row], rows(SINCE)]
    unknown: dict[str, str]
    remarks: list[str]


@dataclass(frozen=True)
class Trust:
    """What `linkage trust` says; `unknown`: parts that are null, and why."""

    accounts: Count
    flagged: Count
    seed: int
    worth: Worth
    power: Power
    nearest_misses: Misses
    weakest_rings: Misses
    left_out: Annotated[list[Row], rows(LEFT_OUT)] | None
    backtest: Backtest | None
    cohorts: dict[str, Annotated[list[Row], rows(COHORT)] | None]
    unknown: dict[str, str]


@dataclass(frozen=True)
class Kept:
    """What `linkage trust --published` says."""

    publication: str
    kinds: looking.Kinds
    nearest_misses: Misses
    weakest_rings: Annotated[list[Row], rows(WEAKEST)]


@dataclass(frozen=True)
class Demo:
    """What `linkage demo` says: what its commands say, and where it is served."""

    home: str
    simulate: loading.Simulated
    ingest: loading.Loaded
    detect: Run
    evaluate: Evaluated
    rings: looking.Rings
    show: looking.RingInFull | None = None
    url: str | None = None
    key: str | None = None
    explorer: str | None = None
