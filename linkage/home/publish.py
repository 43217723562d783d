"""Serve a run that was held, or the publication before this one."""

from datetime import UTC, datetime

from linkage.home.home import Home
from linkage.publication import release
from linkage.publication.reader import Publication


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
