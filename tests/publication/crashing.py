"""Runs a publication that is killed at the Nth call that reaches the disk, for N = 1, 2, …

`python -m tests.publication.crashing FOLDER` makes FOLDER/N for each; prints the first N that was too late to kill.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from linkage.ledger import open_ledger
from linkage.ledger.runs import publications, rings
from linkage.publication import release, writer
from linkage.publication.reader import Publication
from linkage.settings import Settings
from tests.publication.builders import at, findings, names, run_id

FRESH = "fresh"
"""The home after its first run, of which the others are copies."""

FIRST = (names("x", 4), names("y", 4))
SECOND = (names("x", 5), names("y", 4))


def run(home: Path, minute: int) -> None:
    """One run of the world, as the pipeline does it; the second finds more than the first."""
    settings = Settings(home=home)
    ledger = open_ledger(settings.ledger)
    folder = settings.publications
    release.repair(ledger, folder, at(minute))
    before = writer.current(folder)
    previous = Publication.open(folder, before) if before else None
    found = findings(*(SECOND if minute else FIRST))
    written = writer.write(found, folder, run_id(minute), previous, rings.known(ledger))
    release.conclude(ledger, folder, written, settings, at(minute))
    ledger.close()


def doomed(after: int) -> None:
    """Kill this process at the Nth call that reaches the disk; the ledger's own row counts as one."""
    left = after

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def wrapper(*given: object, **named: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*given, **named)

        return wrapper

    for name in ("fsync", "rename", "replace", "mkdir"):
        setattr(os, name, counted(getattr(os, name)))
    publications.record_publication = counted(publications.record_publication)  # type: ignore[assignment]


def survived(home: Path, after: int) -> bool:
    """A home after its first run, and a second that is killed in a process of its own."""
    shutil.copytree(home.parent / FRESH, home)

    def second() -> None:
        doomed(after)
        run(home, 1)

    return apart(second)


def apart(work: Callable[[], None]) -> bool:
    """Whether work in a process of its own ended by itself; this one starts no threads, so it may fork."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return status == 0


def main(folder: Path) -> None:
    """As the module says."""
    apart(lambda: run(folder / FRESH, 0))
    after = 1
    while not survived(folder / str(after), after):
        after += 1
    sys.stdout.write(f"{after}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
