"""What this process serves just now, renewed twice a second, and how old it is."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock

from structlog.typing import FilteringBoundLogger

from api.middleware.metrics import Metrics
from api.runtime import gauges, overlay
from api.runtime.overlay import Overlay
from api.runtime.served import Served
from api.runtime.uses import Uses
from linkage.errors import LedgerUnavailable, LinkageError, NothingPublished, Refused, WrongUse
from linkage.home import serve
from linkage.home.home import Home
from linkage.ledger import SERVING, Ledger
from linkage.ledger.decisions.overlay import Snapshot
from linkage.ledger.keys.idempotency import Running
from linkage.ledger.keys.limits import Limits
from linkage.publication.reader import Publication
from linkage.settings import Settings

EVERY = 0.5
"""Seconds between two looks at the ledger and the folders."""
FIRST = 1.5
"""Seconds to wait while another thread opens the ledger for the first time."""
AGAIN = 10.0
"""Seconds after which what could not be served is tried again."""
OTHER = "the ledger is lost, empty or another home's: see `linkage doctor`"
TIDY = 0.5
"""Seconds to wait at the start for whoever writes a publication."""
LOST = "the overlay is lost: it is made again from the ledger"
STALE = 2.0
"""Seconds after the last good look at the ledger from which answers say `stale: true`."""


class Live:
    """The one thing that changes in this process; what it holds is swapped whole and never changed.

    Look-ups read `served` once and keep what they got: a request that began on one publication ends on it.
    """

    def __init__(self, settings: Settings, log: FilteringBoundLogger) -> None:
        self.home, self.settings = Home(settings), settings
        self.log, self.metrics = log, Metrics()
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
            return self.home.open_ledger(SERVING)
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
            self._last, changed = serve.follow(self.home, ledger, now, self._last)
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
        due = set(self._erased)
        if serve.take_out(self.home, due):
            self._erased -= due

    def flush(self) -> None:
        """Write down in the ledger what keys did here; raises LedgerUnavailable."""
        if self.uses.tallies:
            self.uses.flush(self.ledger(), datetime.now(UTC))

    def seal(self) -> None:
        """Write the head of the audit chain down elsewhere, once an hour."""
        began = time.monotonic()
        serve.seal(self.home, self.ledger(), datetime.now(UTC))
        self._sealed = began

    def load(self) -> None:
        """Serve what lies in the folders, if anything there has changed."""
        with self._loading:
            self._load()

    def _load(self) -> None:
        run, stamp = serve.current(self.home)
        again = int(time.monotonic() / AGAIN) if self.behind else None
        mark = (run, stamp, overlay.mark(self.settings.overlay), again)
        if mark == self._mark:
            return
        present = None if self.served is None else self.served.publication
        publication, why = serve.opened(self.home, run, present)
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
        states = before.states if before is not None and same else None
        since = serve.published_at(self.home, publication)
        self.served = Served(shown, self.overlay, since, self.settings.page_limit, states)

    async def start(self, patience: float) -> None:
        """Look once at everything; a ledger that takes longer than `patience` seconds is not waited for."""
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.to_thread(self._try, self.sync), patience)
        await asyncio.to_thread(self._try, self.load)
        with suppress(TimeoutError):  # a run that writes just now is not waited for
            await asyncio.wait_for(asyncio.to_thread(self._try, self.tidy), TIDY)

    def tidy(self) -> None:
        """Delete what killed processes left under temporary names."""
        serve.tidy(self.home)

    def tell(self) -> None:
        """Have exports expire, and send webhooks what happened; nothing where nobody is to be told."""
        if self._ledger is not None:
            serve.tell(self.home, self._ledger, datetime.now(UTC))

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
