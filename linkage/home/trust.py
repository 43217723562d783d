"""Estimate error without labels, from the data of a home."""

from datetime import UTC, datetime

from linkage import pipeline, trust
from linkage.graph.store import Store
from linkage.home.home import Home, Progress
from linkage.ledger import Ledger
from linkage.ledger.decisions import erased
from linkage.ledger.decisions.run_decisions import run_decisions
from linkage.ledger.runs.kinds import declared
from linkage.score import calibration
from linkage.trust import Engine, Platform, Trust


def estimate(home: Home, seed: int, quick: bool, progress: Progress) -> Trust:
    """Plant rings and honest groups among copies of accounts, in memory, and see which are found.

    `quick` leaves out the backtest and the runs without each feed. The same seed plants the same groups.
    """
    with home.store() as store, home.ledger() as ledger:
        progress.tell("read")
        platform, engine = ready(home, store, ledger)
        return trust.trust(platform, engine, seed, quick, progress.tell)


def ready(home: Home, store: Store, ledger: Ledger) -> tuple[Platform, Engine]:
    """What was loaded, without who was erased, and how it is run."""
    settings = home.settings
    platform = trust.read(store, pipeline.newest(store)).lacking(erased.everyone(ledger))
    detector = pipeline.detector_of(settings, store)
    decisions = run_decisions(ledger, datetime.now(UTC))
    means = pipeline.means_of(detector, calibration.read(settings.weights))
    return platform, Engine(
        pipeline.traits(declared(ledger)), detector, means, settings.publish_at, decisions
    )
