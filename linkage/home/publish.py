"""The publications of a home: listed, a held run served, the publication before this one served again."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from linkage.errors import Damaged, NothingPublished, StoreUnavailable, UnknownRun
from linkage.home.home import Home
from linkage.ledger import Ledger
from linkage.ledger.db.models import PublicationRow, Run
from linkage.ledger.runs import review_labels
from linkage.publication import release
from linkage.publication.reader import Publication

if TYPE_CHECKING:
    from linkage.evaluate.samples import Expected


def publish(home: Home, run: str) -> Publication:
    """Serve a run that was held, and return it; raises `UnknownRun`."""
    with home.ledger() as ledger:
        found = release.publish(ledger, home.settings.publications, run, datetime.now(UTC))
        release.tidy(home.settings)
    home.show(found)
    return found


def rollback(home: Home) -> Publication:
    """Serve the publication before this one again, and return it; raises `NothingPublished` without one."""
    with home.ledger() as ledger:
        found = release.rollback(ledger, home.settings.publications, datetime.now(UTC), untold=True)
    home.show(found)
    release.told(home.settings.publications)
    return found


def listed(home: Home) -> tuple[list[PublicationRow], list[Run], "Mapping[str, Expected | None]"]:
    """Switches of publications, newest first; runs that are held; false positives to expect, by run.

    A switch that a killed process left half-done is finished first, unless the home can only be read.
    """
    with home.ledger() as ledger:
        if not home.readonly:
            release.repair(ledger, home.settings.publications, datetime.now(UTC))
            home.lay_over(ledger)
        switches, held = release.listed(ledger)
        known = {run: expected(home, ledger, run) for run in {each.run for each in switches}}
    serves = switches[0].run if switches else None
    if serves is not None and known[serves] is None:
        known[serves] = from_labels(home)
    return switches, held, known


def expected(home: Home, ledger: Ledger, run: str) -> "Expected | None":
    """What reviewers say of a publication that is still kept; None when nobody did."""
    from linkage.evaluate import samples

    given = review_labels.verdicts(ledger, run)
    if given.is_empty() or not (home.settings.publications / run).is_dir():
        return None
    try:
        found = Publication.open(home.settings.publications, run, verify=False)
    except (Damaged, UnknownRun):
        return None
    return samples.expected(found, given)


def from_labels(home: Home) -> "Expected | None":
    """What labels loaded since the run say of what is served: those it read are no news of its errors."""
    from linkage.evaluate import samples

    try:
        publication = home.publication()
        with home.store() as store:
            given = samples.since(store.labels(store.watermark()), store.labels(publication.watermark))
    except (StoreUnavailable, Damaged, NothingPublished):  # the list is told while these are away
        return None
    return samples.expected(publication, samples.named(publication, given), "labels")
