"""A fresh home a test: its ledger, its folder of publications, its settings."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from linkage.ledger import Ledger, open_ledger
from linkage.ledger.runs import rings
from linkage.publication import release as serving
from linkage.publication import writer
from linkage.publication.reader import Publication
from linkage.publication.schema import Findings
from linkage.settings import Settings
from tests.ledgers import blank
from tests.publication.builders import at, run_id


@dataclass(frozen=True)
class Home:
    """Where runs are published."""

    settings: Settings
    ledger: Ledger

    @property
    def folder(self) -> Path:
        return self.settings.publications

    def serving(self) -> Publication | None:
        run = writer.current(self.folder)
        return Publication.open(self.folder, run) if run else None

    def write(self, minute: int, found: Findings) -> Publication:
        return writer.write(found, self.folder, run_id(minute), self.serving(), rings.known(self.ledger))

    def run(self, minute: int, found: Findings) -> list[str]:
        written = self.write(minute, found)
        return serving.conclude(self.ledger, self.folder, written, self.settings, at(minute))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    settings = Settings(home=tmp_path / "home", ledger_url=None)
    ledger = open_ledger(blank(f"sqlite:///{tmp_path / 'home' / 'ledger.sqlite'}"))
    yield Home(settings, ledger)
    ledger.close()
