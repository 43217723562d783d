"""What this process serves just now, renewed twice a second, and how old it is."""

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from structlog.typing import FilteringBoundLogger

from api.middleware.metrics import Metrics
from api.runtime import gauges, overlay
from api.runtime.overlay import Overlay
from api.runtime.sealing import seal
from api.runtime.served import Served
from api.runtime.uses import Uses
from linkage import atomic
from linkage.consistency import open_own
from linkage.enforcement import webhooks
from linkage.erasure import sweep
from linkage.errors import (
    Damaged,
    DamagedPublication,
    LedgerUnavailable,
    LinkageError,
    NothingPublished,
    Refused,
    UnknownRun,
    WrongUse,
)
from linkage.graph import is_there, open_graph
from linkage.ledger import SERVING, Ledger, exports, telling
from linkage.ledger.decisions.changes import expire
from linkage.ledger.decisions.overlay import Snapshot, copy
from linkage.ledger.keys.idempotency import Running
from linkage.ledger.keys.limits import Limits
from linkage.ledger.runs import publications
from linkage.publication import manifest, release, writer
from linkage.publication.reader import Publication
from linkage.settings import Settings

EVERY = 0.5
"""Seconds between two looks at the ledger and the folders."""
PATIENCE = 3.0
"""Seconds to wait for the graph while another process writes to it; then it is tried again."""
FIRST = 1.5
"""Seconds to wait while another thread opens the ledger for the first time."""
AGAIN = 10.0
"""Seconds after which what could not be served is tried again."""
OTHER = "the ledger is lost, empty or another home's: see `linkage doctor`"
TIDY = 0.5
"""Seconds to wait at the start for whoever writes a publication."""
LOST = "the overlay is lost: it is made again from the ledger"
NOT_SAID = "publications/current does not say what is served: `linkage publications` mends it"
STALE = 2.0
"""Seconds after the last good look at the ledger from which answers say `stale: true`."""


class Live:
    """The one thing that changes in this process; what it holds is swapped whole and never changed.

    Look-ups read `served` once and keep what they got: a request that began on one publication ends on it.
    """

    def __init__(self, settings: Settings, log: FilteringBoundLogger) -> None:
        self.settings, self.log, self.metrics = settings, log, Metrics()
        self.served: Served | None = None
        self.overlay = Overlay()
        self.turn = asyncio.Lock()
        """Held by the large look-up that is answered just now."""
        self.limits, self.running, self.uses = Limits(settings.key_limit), Running(), Uses()
        self._ledger: Ledger | None = None
        self._opening, self._loading, self._syncing = Lock(), Lock(), Lock()
        self._failing: set[str] = set()
        self._erased: set[int] = set()
        self._synced = self._sealed = float("-inf")
        self.contradicted: str | None = None
        """Why the ledger is not believed; None while it is."""
        self.behind: str | None = None
        """Why what is served is not what should be, in a sentence; None when it is."""
        self._closed = False
        self._mark: object = None
        self._last: Snapshot | None = None
        self.metrics.gauge("linkage_overlay_age_seconds", "Since the ledger was last seen.", self.age)
        self.metrics.gauge(
            "linkage_audit_heads_age_seconds",
            "Since heads of the audit chain were last seen to be kept and to fit.",
            lambda: time.monotonic() - self._sealed,
        )
        self.metrics.gauge("linkage_watermark", "Last batch judged; 0 before the first.", self.watermark)
        gauges.install(self)

    @property
    def stale(self) -> bool:
        """Whether the ledger was last seen too long ago, or what is served is not what should be."""
        return self.behind is not None or time.monotonic() - self._synced > STALE

    @property
    def knows_keys(self) -> bool:
        """Whether anybody's key can be told from none: the overlay was read, once at least."""
        return self.overlay.known

    def age(self) -> float:
        """Seconds since the last good look at the ledger; infinite before the first."""
        return time.monotonic() - self._synced

    def watermark(self) -> int:
        """Last batch that what is served has judged; 0 before the first publication."""
        return 0 if self.served is None else self.served.publication.watermark

    def current(self) -> Served:
        """What is served; raises NothingPublished before the first publication."""
        if self.served is None:
            raise NothingPublished("Ask again once a run is published: `linkage detect` makes one.")
        return self.served

    def looked_up(self, prefix: str, accounts: int) -> None:
        """Count accounts looked up with a key."""
        self.metrics.looked_up(accounts)
        self.uses.looked_up(prefix, accounts)

    def ledger(self) -> Ledger:
        """The ledger, opened when first needed; raises LedgerUnavailable.

        Once that failed one tries and the others are told at once: forty would take forty times as long.
        """
        if self._ledger is not None:
            return self._ledger
        again = self._closed
        if not self._opening.acquire(timeout=0 if again else FIRST):
            raise LedgerUnavailable("the ledger is being opened")
        try:
            if self._closed and not again:
                raise LedgerUnavailable("the ledger could not be opened a moment ago")
            self._ledger = self._ledger or self._open()
            self.contradicted = None
            return self._ledger
        finally:
            self._opening.release()

    def _open(self) -> Ledger:
        try:
            return open_own(self.settings, SERVING)
        except LedgerUnavailable:
            self._closed = True
            raise
        except (Refused, WrongUse) as error:
            self.contradicted = (
                OTHER if isinstance(error, Refused) else None
            )  # of whoever set it up; for a caller it is away
            raise LedgerUnavailable("the ledger cannot be used: run `linkage doctor`") from error

    def sync(self) -> None:
        """Copy keys and what people decided from the ledger into the overlay folder; raises LedgerUnavailable."""
        with self._syncing:
            began, now, ledger = time.monotonic(), datetime.now(UTC), self.ledger()
            self._finish(ledger, now)
            expire(ledger, now)
            self._last, changed = copy(ledger, self.settings.overlay, now, self._last)
            if changed:
                with suppress(LinkageError):  # of a publication that cannot be opened: `load` tells it
                    self.load()
            self._synced = began

    def _finish(self, ledger: Ledger, now: datetime) -> None:
        """Finish a switch of publications that a killed process left half-done."""
        said = publications.served(ledger)
        if said is not None and said.run != writer.current(self.settings.publications):
            with suppress(OSError):  # where nothing can be written: `load` tells that it is behind
                release.repair(ledger, self.settings.publications, now)

    def catch_up(self) -> None:
        """Show what was just written; where that fails, it shows when the ledger is looked at next."""
        self._try(self.sync)
        self._try(self.load)  # another process may have been first to copy it: then nothing is new to `sync`

    def erased(self, account: int) -> None:
        """Show an erasure that was just written, and take the account out of the graph soon."""
        self._erased.add(account)
        self.catch_up()

    def sweep(self) -> None:
        """Take who was just erased out of the graph; raises StoreUnavailable, and then does it the next time.

        What is left when this process ends is done by the next run, before anything else.
        """
        due = sorted(self._erased)
        if not due or not is_there(self.settings.graph):
            return
        with closing(open_graph(self.settings, PATIENCE)) as store:
            sweep(store, due)
        self._erased.difference_update(due)

    def flush(self) -> None:
        """Write down in the ledger what keys did here; raises LedgerUnavailable."""
        if self.uses.tallies:
            self.uses.flush(self.ledger(), datetime.now(UTC))

    def seal(self) -> None:
        """Write the head of the audit chain down elsewhere, once an hour."""
        began = time.monotonic()
        seal(self.settings, self.ledger())
        self._sealed = began

    def load(self) -> None:
        """Serve what lies in the folders, if anything there has changed."""
        with self._loading:
            self._load()

    def _load(self) -> None:
        folder = self.settings.publications
        run = writer.current(folder)
        again = int(time.monotonic() / AGAIN) if self.behind else None
        mark = (run, stamp(folder, run), overlay.mark(self.settings.overlay), again)
        if mark == self._mark:
            return
        publication, why = self._publication(run)
        self._lay(publication)
        why = why or self.overlay.damaged
        if why is not None and why != self.behind:
            self.log.warning("behind what should be served", publication=self.served and self.served.run)
        self.behind, self._mark = why, (*mark[:3], again if why else None)

    def _lay(self, publication: Publication | None) -> None:
        """Serve a publication under the overlay as it lies in its folder; one that is lost stays as it was read."""
        found = overlay.read(self.settings.overlay, publication.watermark if publication else 0)
        if found.known or not self.overlay.known:
            self.overlay = found
        else:
            self.overlay = replace(self.overlay, damaged=found.damaged or LOST)
        if publication is None:
            return
        before, shown = self.served, publication.hiding(self.overlay.erased)
        same = before is not None and before.publication.mapped is shown.mapped
        standings = before.standings if before is not None and same else None
        since = published_at(self.settings.publications, publication)
        self.served = Served(shown, self.overlay, since, self.settings.page_limit, standings)

    def _publication(self, run: str | None) -> tuple[Publication | None, str | None]:
        """What to serve, and why it is not what `current` names, where it is not.

        The one of that run; else the newest whole one that was served before it; else what is served now.
        """
        folder, why = self.settings.publications, None
        for each in [*filter(None, [run]), *writer.before(folder)]:
            if self.served is not None and each == self.served.run:
                return self.served.publication, why or (None if each == run else NOT_SAID)
            try:
                return Publication.open(folder, each, hold=True), why or (None if each == run else NOT_SAID)
            except (Damaged, UnknownRun) as error:
                why = why or str(error)
        if self.served is not None:
            return self.served.publication, why or NOT_SAID
        return None, why

    async def start(self, patience: float) -> None:
        """Look once at everything; a ledger that takes longer than `patience` seconds is not waited for."""
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.to_thread(self._try, self.sync), patience)
        await asyncio.to_thread(self._try, self.load)
        with suppress(TimeoutError):  # a run that writes just now is not waited for
            await asyncio.wait_for(asyncio.to_thread(self._try, self.tidy), TIDY)

    def tidy(self) -> None:
        """Delete what killed processes left under temporary names."""
        folder = self.settings.publications
        for each in (self.settings.home, self.settings.overlay):
            atomic.sweep(each)
        if folder.is_dir() and os.access(folder, os.W_OK):
            with writer.locked(folder):
                writer.sweep(folder)

    def tell(self) -> None:
        """Have exports expire, and send webhooks what happened; nothing where nobody is to be told."""
        if self._ledger is None:
            return
        exports.expire(self._ledger, datetime.now(UTC))
        if not telling.listed(self._ledger):
            return
        webhooks.deliver(self._ledger, webhooks.sender(self.settings))

    async def watch(self, step: Callable[[], None], every: float = EVERY) -> None:
        """Take a step every so many seconds, for ever; one that hangs holds up its own thread alone."""
        while True:
            await asyncio.sleep(every)
            await asyncio.to_thread(self._try, step)

    def _try(self, step: Callable[[], None]) -> None:
        """Take a step; what fails leaves things as they were, and is logged."""
        name = step.__name__
        try:
            step()
        except Exception as error:  # the edge of a loop that must go on; said once, not every time
            if name not in self._failing:
                self.log.warning("behind", step=name, error=type(error).__name__)
            self._failing.add(name)
        else:
            if name in self._failing:
                self.log.info("caught up", step=name)
            self._failing.discard(name)

    def close(self) -> None:
        """Write down what is left to, and let go of the ledger."""
        if self._ledger is not None:
            self._try(self.flush)
            self._try(self.seal)
            self._ledger.close()


def stamp(folder: Path, run: str | None) -> tuple[int, int] | None:
    """What changes whenever a publication is switched to, or put back in place."""
    try:
        found = (folder / (run or "") / manifest.FILE).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def published_at(folder: Path, publication: Publication) -> datetime:
    """When a publication was switched to, by its manifest; those of earlier versions go by `current`."""
    said = publication.manifest.published_at
    with suppress(DamagedPublication):
        said = manifest.read(publication.folder).published_at or said
    if said is not None:
        return datetime.fromisoformat(said)
    try:
        return datetime.fromtimestamp((folder / writer.CURRENT).stat().st_mtime, UTC)
    except OSError:
        return manifest.began(publication.run)
