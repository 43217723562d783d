"""A home: its settings, and how its graph, ledger, overlay and publication are opened."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from linkage.errors import DamagedPublication, NothingPublished, Unavailable, UnknownRun, WrongUse

if TYPE_CHECKING:
    from linkage.graph.store import Store
    from linkage.ledger import Ledger, Patience
    from linkage.ledger.decisions.overlay import Snapshot
    from linkage.ledger.decisions.policy import DecisionState
    from linkage.publication.reader import Publication
    from linkage.settings import Settings

LOST = "there are publications, but `current` does not name the served one: `linkage publications` repairs it"


class Progress(Protocol):
    """Whoever shows how far a long call is."""

    def tell(self, name: str) -> None:
        """Another part begins, of unknown length."""

    def step(self, name: str, done: int, total: int | None) -> None:
        """So much of a part is done."""


@dataclass(frozen=True)
class Home:
    """The settings of a home, and what opens its stores; made by an entry point and passed on."""

    settings: "Settings"

    def notice(self, sentence: str) -> None:
        """Report what is no error; nobody reads it unless a subclass prints it."""

    @contextmanager
    def store(self, anew: bool = False) -> "Iterator[Store]":
        """The graph, closed at the end; one that is lost is made `anew` where that is wanted, and then told."""
        from linkage.consistency import lost_graph
        from linkage.errors import StoreUnavailable
        from linkage.graph import open_graph

        self._settle()
        lost = lost_graph(self.settings)
        if lost is not None and not anew:
            raise StoreUnavailable(lost)
        if lost is not None:
            self.notice(f"it is made anew: {lost}")
        store = open_graph(self.settings)
        try:
            yield store
        finally:
            store.close()

    @contextmanager
    def ledger(self, believed: bool = True) -> "Iterator[Ledger]":
        """The ledger of this home, closed at the end; refused where it is not the one its files speak of."""
        self._settle()
        ledger = self.open_ledger(believed=believed)
        try:
            yield ledger
        finally:
            ledger.close()

    @property
    def has_ledger(self) -> bool:
        """Whether a ledger was ever made here; of one on a server it is assumed."""
        from linkage.graph import is_there

        return is_there(self.settings.ledger)

    def open_ledger(self, patience: "Patience | None" = None, believed: bool = True) -> "Ledger":
        """The ledger of this home, for the caller to close; `Refused` where its files speak of another.

        `patience` is that of a command where it is left out.
        """
        from linkage.consistency import open_own
        from linkage.ledger import COMMAND

        return open_own(self.settings, patience or COMMAND, believed)

    def _settle(self) -> None:
        """Make the home, unless it is there, without what killed commands left in it."""
        from linkage.atomic import sweep

        home = self.settings.home
        try:
            home.mkdir(parents=True, exist_ok=True)
            sweep(home)
        except FileExistsError:
            raise WrongUse(f"the home {home} is a file: name a folder") from None
        except OSError as error:
            raise WrongUse(f"the home {home} cannot be made ({error.strerror}): name another") from None

    def lay_over(self, ledger: "Ledger") -> "Snapshot":
        """Tell whoever serves this home of keys and decisions, without waiting to be asked; what they are told."""
        from datetime import UTC, datetime

        from linkage.ledger.decisions.overlay import copy, snapshot

        if self.readonly:
            return snapshot(ledger)
        return copy(ledger, self.settings.overlay, datetime.now(UTC))[0]

    @property
    def readonly(self) -> bool:
        """Whether this home can only be looked at, such as a backup."""
        return not os.access(self.settings.home, os.W_OK)

    def show(self, publication: "Publication") -> None:
        """Write what is served now into a graph that shows rings; what keeps it from doing so is told."""
        from linkage.graph import shows

        if not shows(self.settings.graph):
            return
        from linkage.publication.write_back import write_back

        try:
            with self.store() as store:
                self.warn(write_back(store, publication.hiding(self.erased())))
        except Unavailable as error:
            self.warn(str(error))

    def warn(self, unshown: str | None) -> None:
        """Tell why the graph does not show what is served."""
        if unshown is not None:
            text = f"the graph does not show these rings yet, `linkage graph show` retries it: {unshown}"
            self.notice(text)

    def publication(self, verify: bool = True) -> "Publication":
        """What is published now, without who was erased; refused while nothing is.

        All of it is read, to see that it is what was written (about 0.4 s at a million accounts), unless `verify` is
        False.
        """
        from linkage.publication import writer
        from linkage.publication.reader import Publication

        run = writer.current(self.settings.publications)
        if run is None and writer.written(self.settings.publications):
            raise DamagedPublication(LOST)
        if run is None:
            raise NothingPublished("nothing is published yet: load feeds, then run `linkage detect`")
        return Publication.open(self.settings.publications, run, verify).hiding(self.erased())

    def runs(self) -> list[str]:
        """Ids of the runs whose publications are kept, newest first."""
        from linkage.publication import writer

        return sorted(writer.written(self.settings.publications), reverse=True)

    def published(self, name: str) -> "Publication":
        """The publication whose run has an id that begins so; `UnknownRun` for none, `WrongUse` for several."""
        from linkage.publication import writer
        from linkage.publication.reader import Publication

        folder = self.settings.publications
        runs = [each for each in writer.written(folder) if each.startswith(name)]
        if not runs:
            raise UnknownRun("no publication has a run of that name")
        if len(runs) > 1:
            raise WrongUse(f"several runs match: {', '.join(sorted(runs)[:5])}")
        return Publication.open(folder, runs[0]).hiding(self.erased())

    def erased(self) -> list[int]:
        """Keys of accounts that were erased, as whoever answers look-ups knows them: the ledger may be away."""
        return self._overlay()["erased"]

    def decided(self) -> "DecisionState":
        """What people decided, as whoever answers look-ups knows it."""
        from linkage.ledger.decisions.effective import state_of

        return state_of(self._overlay())

    def _overlay(self) -> "Snapshot":
        """The overlay; laid anew from the ledger where it is lost or damaged."""
        from linkage.errors import Damaged
        from linkage.ledger.decisions.overlay import read_overlay

        try:
            state = read_overlay(self.settings.overlay)
        except Damaged:
            state = None
        if state is not None:
            return state
        with self.ledger() as ledger:
            return self.lay_over(ledger)
