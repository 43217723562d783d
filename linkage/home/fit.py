"""Calibrate the ring score of a home with its labels."""

from datetime import UTC, datetime

from linkage import atomic, pipeline
from linkage.home.home import Home, Progress
from linkage.ledger.runs.kinds import declared
from linkage.score import calibration
from linkage.score.calibration import Calibration
from linkage.score.calibration import Fitted as Fitted

ABOUT = "Made by `linkage fit` on {day} from the labels of this home; `linkage fit --forget` removes it."
DEFAULT = Calibration()
"""The calibration of a home without one of its own."""


def fit(home: Home, progress: Progress) -> Fitted:
    """Fit the calibration to the loaded labels, and keep it for later runs. Raises `Refused` for too few."""
    with home.store() as store, home.ledger() as ledger:
        known = pipeline.traits(declared(ledger))
        judged = pipeline.judged(home.settings, store, known, pipeline.Clock(progress.tell))
    about = ABOUT.format(day=f"{datetime.now(UTC):%Y-%m-%d}")
    found = calibration.fit(judged.scores, judged.facts.members, judged.facts.about, about)
    atomic.write(home.settings.weights, calibration.text(found.calibration))
    return found


def forget(home: Home) -> bool:
    """Return to the default calibration; whether there was another."""
    there = home.settings.weights.exists()
    home.settings.weights.unlink(missing_ok=True)
    return there
