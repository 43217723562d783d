"""Detect rings among what a home holds, and publish them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from linkage import pipeline
from linkage.evaluate import samples
from linkage.evaluate.samples import Expected
from linkage.home.home import Home, Progress
from linkage.ledger.runs import review_labels
from linkage.publication.reader import Publication


@dataclass(frozen=True)
class Detected:
    """What a run came to."""

    publication: Publication
    held: list[str]
    """Why it is not served; empty when it is."""
    expected: Expected | None
    """False positives that reviewers of the same findings expect; None where nobody looked."""


def detect(home: Home, progress: Progress, detector: str | None = None, seed: int | None = None) -> Detected:
    """Find rings among all that was loaded; publish them, or hold them when too much changed.

    `detector` and `seed` replace those of the settings.
    """
    wanted = {"detector": detector, "seed": seed}
    chosen = {name: value for name, value in wanted.items() if value is not None}
    settings = home.settings.model_copy(update=chosen)
    with home.store() as store, home.ledger() as ledger:
        found = pipeline.detect(settings, store, ledger, now=datetime.now(UTC), progress=progress.tell)
        known = samples.expected(found.publication, review_labels.verdicts(ledger, found.publication.run))
    home.warn(found.unshown)
    return Detected(found.publication, found.held, known)
