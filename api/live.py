"""What this process serves just now, renewed twice a second, and how old it is."""

import asyncio
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from structlog.typing import FilteringBoundLogger

from api import overlay
from api.metrics import Metrics
from api.overlay import Overlay
from api.sealing import seal
from api.served import Served
from api.uses import Uses
from linkage.erasure import sweep
from linkage.errors import LedgerUnavailable, LinkageError, NothingPublished, WrongUse
from linkage.graph import is_there, open_graph
from linkage.ledger import SERVING, Ledger, open_ledger
from linkage.ledger.changes import expire
from linkage.ledger.idempotency import Running
from linkage.ledger.limits import Limits
from linkage.ledger.overlay import Snapshot, copy
from linkage.rings import publish
from linkage.rings.publication import Publication
from linkage.settings import Settings

EVERY = 0.5
"""Seconds between two looks at the ledger and the folders."""
PATIENCE = 3.0
"""Seconds to wait for the graph while another process writes to it; then it is tried again."""
FIRST = 1.5
"""Seconds to wait while another thread opens the ledger for the first time."""
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
        self.limits, self.running, self.uses = Limits(settings.key_limit), Running(), Uses()
        self._ledger: Ledger | None = None
        self._opening, self._loading, self._syncing = Lock(), Lock(), Lock()
        self._failing: set[str] = set()
        self._erased: set[int] = set()
        self._synced = self._sealed = float("-inf")
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

    @property
    def stale(self) -> bool:
        """Whether the ledger was last seen too long ago."""
        return time.monotonic() - self._synced > STALE

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
            return self._ledger
        finally:
            self._opening.release()

    def _open(self) -> Ledger:
        try:
            return open_ledger(self.settings.ledger, SERVING)
        except LedgerUnavailable:
            self._closed = True
            raise
        except WrongUse as error:  # of whoever set it up; for a caller it is away
            raise LedgerUnavailable("the ledger cannot be used: run `linkage doctor`") from error

    def sync(self) -> None:
        """Copy keys and what people decided from the ledger into the overlay folder; raises LedgerUnavailable."""
        with self._syncing:
            began, now, ledger = time.monotonic(), datetime.now(UTC), self.ledger()
            expire(ledger, now)
            self._last, changed = copy(ledger, self.settings.overlay, now, self._last)
            if changed:
                with suppress(LinkageError):  # of a publication that cannot be opened: `load` tells it
                    self.load()
            self._synced = began

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
        published_at = switched(self.settings.publications)
        run = publish.current(self.settings.publications)
        mark = (run, published_at, overlay.mark(self.settings.overlay))
        if mark == self._mark:
            return
        try:
            publication = self._publication(run)
        except LinkageError:  # the one before goes on, under what people have decided since
            if self.served is not None:
                self._lay(self.served.publication, self.served.published_at)
            raise
        self._lay(publication, published_at)
        self._mark = mark

    def _lay(self, publication: Publication | None, published_at: datetime | None) -> None:
        """Serve a publication under the overlay as it lies in its folder."""
        self.overlay = overlay.read(self.settings.overlay, publication.watermark if publication else 0)
        if publication is None or published_at is None:
            return
        before, shown = self.served, publication.hiding(self.overlay.erased)
        same = before is not None and before.publication.mapped is shown.mapped
        standings = before.standings if before is not None and same else None
        self.served = Served(shown, self.overlay, published_at, self.settings.page_limit, standings)

    def _publication(self, run: str | None) -> Publication | None:
        """The publication of a run, opened unless it is the one served."""
        if self.served is not None and run in (None, self.served.run):
            return self.served.publication
        return None if run is None else Publication.open(self.settings.publications, run)

    async def start(self, patience: float) -> None:
        """Look once at everything; a ledger that takes longer than `patience` seconds is not waited for."""
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.to_thread(self._try, self.sync), patience)
        await asyncio.to_thread(self._try, self.load)

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


def switched(folder: Path) -> datetime | None:
    """When the publications here were last switched; None before the first."""
    try:
        return datetime.fromtimestamp((folder / publish.CURRENT).stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
