"""A home with its graph on a server that may break, and the commands that work on it, each a process of its own."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from linkage.publication import writer
from linkage.publication.reader import Publication
from linkage.settings import Settings
from tests import warm
from tests.warm import Command

COMMAND: Final = "from linkage.cli import main; main()"
PEPPER: Final = "for-tests-only-0123456789abcdef0123456789"
PATIENCE: Final = 60.0
"""Seconds for whatever a test waits for."""


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    said: str
    seconds: float
    """Since it was waited for."""


@dataclass(frozen=True)
class Home:
    """A folder, and the settings beside it."""

    folder: Path
    settings: dict[str, str]
    secret: str = ""
    """What nothing may say."""

    def start(self, *words: object) -> Command:
        """A command that goes on meanwhile."""
        given = {
            "LINKAGE_HOME": str(self.folder),
            "LINKAGE_PEPPER": PEPPER,
            **{f"LINKAGE_{name}": value for name, value in self.settings.items()},
        }
        return warm.start(COMMAND, [str(each) for each in words], {**os.environ, "COLUMNS": "200", **given})

    def ended(self, command: Command) -> Done:
        """How it ends; without a trace of our code, or of the password."""
        began = time.monotonic()
        said = command.communicate(timeout=3 * PATIENCE)
        assert "Traceback" not in said, said
        assert not self.secret or self.secret not in said
        return Done(command.wait(PATIENCE), said, time.monotonic() - began)

    def run(self, *words: object) -> str:
        """What a command says that ends well."""
        done = self.ended(self.start(*words))
        assert done.code == 0, done.said
        return done.said

    def published(self) -> str | None:
        """Digest of what is served; None before the first publication."""
        folder = Settings(home=self.folder).publications
        run = writer.current(folder)
        return None if run is None else Publication.open(folder, run).manifest.digest


def until(true: Callable[[], bool], seconds: float = PATIENCE, every: float = 0.005) -> None:
    """Wait for it; a look that takes what is waited for from its work is not to be had too often."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds
        time.sleep(every)
