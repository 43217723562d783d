"""A home to load feeds into and to run in, as the command line would."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linkage import pipeline
from linkage.graph import Store, open_store
from linkage.ingest.load import Loaded, Options, load
from linkage.ledger import open_ledger
from linkage.publication import writer
from linkage.settings import Settings

PEPPER = b"for the tests of the pipeline alone"

BEGAN = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
"""When its first run begins."""


@dataclass(frozen=True)
class Home:
    """A folder with a graph, a ledger and publications."""

    folder: Path

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Its graph, closed at the end."""
        store = open_store(f"sqlite:///{self.folder / 'graph.sqlite'}")
        try:
            yield store
        finally:
            store.close()

    def load(self, *paths: Path) -> list[Loaded]:
        """Bring feeds in, one path after the other."""
        with self.store() as store:
            return [
                each for path in paths for each in load([str(path)], store, lambda *_: None, Options(PEPPER))
            ]

    def detect(self, hour: int = 0, told: list[str] | None = None, **wish: object) -> pipeline.Report:
        """A run, so many hours after the first."""
        settings = Settings(home=self.folder).model_copy(update=wish)
        ledger = open_ledger(settings.ledger)
        now = BEGAN + timedelta(hours=hour)
        tell = (lambda _: None) if told is None else told.append
        try:
            with self.store() as store:
                return pipeline.detect(settings, store, ledger, now=now, progress=tell)
        finally:
            ledger.close()

    def current(self) -> str | None:
        """The run that is served."""
        return writer.current(self.folder / "publications")
