"""Gauges of what is served: how old it is, what waits for a person, which build answers."""

import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from math import nan
from typing import Protocol

from api.middleware.metrics import Metrics
from api.runtime.served import Served
from linkage.errors import LinkageError
from linkage.ledger import Ledger, appealed
from linkage.ledger.db.models import HELD
from linkage.ledger.runs import batches, publications


class Process(Protocol):
    """What the gauges read of a process."""

    metrics: Metrics
    served: Served | None

    def watermark(self) -> int:
        """Last batch that is judged."""

    def ledger(self) -> Ledger:
        """The ledger; raises LedgerUnavailable."""


def install(live: Process) -> None:
    """Show them in the metrics of a process; one that cannot be told is NaN, since 0 would look well."""
    for name, meaning, read in (
        ("linkage_publication_age_seconds", "Since what is served was published.", publication_age),
        ("linkage_watermark_age_seconds", "Since the last batch that is judged was loaded.", watermark_age),
        ("linkage_held_runs", "Runs that are held, until a person publishes one.", held),
        ("linkage_overturned_share", "Appeals granted, as a share of those answered in 30 days.", overturned),
    ):
        live.metrics.gauge(name, meaning, told(live, read))
    live.metrics.constant(
        "linkage_build_info",
        "1, by what answers.",
        {"version": version("linkage"), "python": platform.python_version()},
    )


def told(live: Process, read: Callable[[Process], float]) -> Callable[[], float]:
    """A gauge as it is read; NaN where the ledger is away."""

    def number() -> float:
        try:
            return read(live)
        except LinkageError:
            return nan

    return number


def publication_age(live: Process) -> float:
    """Seconds since what is served was published; NaN before the first publication."""
    return nan if live.served is None else time.time() - live.served.published_at.timestamp()


def watermark_age(live: Process) -> float:
    """Seconds since the last batch that is judged was loaded; NaN where the ledger does not know it."""
    loaded = batches.loaded_at(live.ledger(), live.watermark())
    return nan if loaded is None else time.time() - loaded.timestamp()


def overturned(live: Process) -> float:
    """Share of the appeals answered of late that were granted; NaN before one was answered."""
    with live.ledger().read() as session:
        return appealed.share(session, datetime.now(UTC))


def held(live: Process) -> float:
    """Runs that are held."""
    return float(len(publications.runs(live.ledger(), {HELD})))
