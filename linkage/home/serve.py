"""What a process that serves a home does with it: follow the ledger, open what is served, clean up.

Each function is one step and keeps nothing; whoever calls it again and again keeps what was found.
"""

import os
from collections.abc import Collection
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from linkage import atomic, pepper
from linkage.enforcement import webhooks
from linkage.erasure import sweep
from linkage.errors import Damaged, DamagedPublication, UnknownRun
from linkage.graph import is_there, open_graph
from linkage.home.home import Home
from linkage.ledger import Ledger, exports, subscriptions
from linkage.ledger.audit import seals
from linkage.ledger.decisions.changes import expire
from linkage.ledger.decisions.overlay import Snapshot, copy
from linkage.ledger.runs import publications
from linkage.publication import manifest, release, writer
from linkage.publication.reader import Publication

SEAL_EVERY = 60.0
"""Seconds between two looks at the last head of the audit chain: a cut tail is in the log within a minute."""
PATIENCE = 3.0
"""Seconds to wait for the graph while another process writes to it."""
NOT_SAID = "publications/current does not say what is served: `linkage publications` mends it"


def follow(home: Home, ledger: Ledger, now: datetime, last: Snapshot | None) -> tuple[Snapshot, bool]:
    """Bring the home's files up to the ledger; the overlay there is now, and whether it is new.

    A switch of publications that a killed process left half-done is finished, and entries of the allowlist that
    ended are noted. `last` is the overlay of the call before. Raises `LedgerUnavailable`.
    """
    folder, known = home.settings.publications, publications.served(ledger)
    if known is not None and known.run != writer.current(folder):
        with suppress(OSError):  # where nothing can be written, `opened` answers that it is behind
            release.repair(ledger, folder, now)
    expire(ledger, now)
    return copy(ledger, home.settings.overlay, now, last)


def opened(home: Home, run: str | None, present: Publication | None) -> tuple[Publication | None, str | None]:
    """What to serve, and why it is not the run that `current` names, where it is not.

    The publication of that run; else the newest whole one that was served before it; else the `present` one.
    """
    folder, why = home.settings.publications, None
    for each in [*filter(None, [run]), *writer.before(folder)]:
        behind = None if each == run else NOT_SAID
        if present is not None and each == present.run:
            return present, why or behind
        try:
            return Publication.open(folder, each, hold=True), why or behind
        except (Damaged, UnknownRun) as error:
            why = why or str(error)
    return present, why or (NOT_SAID if present is not None else None)


def current(home: Home) -> tuple[str | None, tuple[int, int] | None]:
    """The run that is served, and what changes whenever it is switched to or put back in place."""
    run = writer.current(home.settings.publications)
    try:
        found = (home.settings.publications / (run or "") / manifest.FILE).stat()
    except OSError:
        return run, None
    return run, (found.st_ino, found.st_mtime_ns)


def published_at(home: Home, publication: Publication) -> datetime:
    """When a publication was switched to, by its manifest; those of earlier versions go by `current`."""
    said = publication.manifest.published_at
    with suppress(DamagedPublication):
        said = manifest.read(publication.folder).published_at or said
    if said is not None:
        return datetime.fromisoformat(said)
    try:
        return datetime.fromtimestamp((home.settings.publications / writer.CURRENT).stat().st_mtime, UTC)
    except OSError:
        return manifest.began(publication.run)


def take_out(home: Home, accounts: Collection[int]) -> bool:
    """Take erased accounts out of the graph, unless it was never made; raises `StoreUnavailable`."""
    if not accounts or not is_there(home.settings.graph):
        return False
    with closing(open_graph(home.settings, PATIENCE)) as store:
        sweep(store, sorted(accounts))
    return True


def tidy(home: Home) -> None:
    """Delete what killed processes left under temporary names."""
    for each in (home.settings.home, home.settings.overlay):
        atomic.sweep(each)
    if writable(home.settings.publications):
        with writer.locked(home.settings.publications):
            writer.sweep(home.settings.publications)


def writable(folder: Path) -> bool:
    """Whether a folder is there and can be written to."""
    return folder.is_dir() and os.access(folder, os.W_OK)


def tell(home: Home, ledger: Ledger, now: datetime) -> None:
    """Have exports expire, and send webhooks what happened; nothing is sent where no webhook is registered."""
    exports.expire(ledger, now)
    if subscriptions.listed(ledger):
        webhooks.deliver(ledger, webhooks.sender(home.settings))


def seal(home: Home, ledger: Ledger, now: datetime) -> None:
    """Write the head of the audit chain down when the last one is an hour old, else check that one.

    Raises `Refused` where it does not fit, because the tail was cut; `WrongUse`, `LedgerUnavailable`.
    """
    folder, key = pepper.audit_folder(home.settings), pepper.audit_key(home.settings)
    if seals.due(folder, key, now):
        seals.seal(ledger, folder, key, now)
    else:
        seals.fits(ledger, folder, key)
