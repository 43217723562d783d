"""Kill the writing of an export at every step there is, each time from the same beginning.

usage: python -m tests.enforcement.killing HOME EXPORT

Prints one JSON document a kill: what lay under the final names just after it, and what a repeat came to.
"""

import hashlib
import json
import os
import shutil
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import event

from linkage.enforcement import produce
from linkage.ledger import Ledger, exports, open_ledger
from linkage.ledger.decisions.record import Author, Spoken
from linkage.settings import Settings

SECRET = b"a key for tests alone"
MOST = 400


class Countdown:
    """Kills this process at the step of that number."""

    def __init__(self, left: int, folder: Path) -> None:
        self.left, self.folder = left, str(folder)

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def audited(self, name: str, given: tuple[object, ...]) -> None:
        """What Python does to files: opened for writing, renamed, removed."""
        if not (given and str(given[0]).startswith(self.folder)):
            return
        writes = name == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or name in ("os.rename", "os.remove", "os.mkdir"):
            self.step()

    def watch(self, ledger: Ledger) -> None:
        """Every file written in the folder, and every statement that writes to the ledger."""
        sys.addaudithook(self.audited)
        event.listen(ledger.engine, "commit", lambda *_: self.step())
        event.listen(ledger.engine, "after_cursor_execute", self.executed)

    def executed(self, *given: object) -> None:
        if str(given[2]).lstrip().startswith(("INSERT", "UPDATE")):
            self.step()


def run(home: Path, export: str, now: datetime, left: int | None = None) -> None:
    """Produce the export, to its end or up to a step."""
    settings = Settings(home=home)
    ledger = open_ledger(settings.ledger)
    if left is not None:
        Countdown(left, settings.exports).watch(ledger)
    made = produce.write(settings, ledger, export, SECRET, now)
    who = Spoken(Author(exports.one(ledger, export).author), "as approved", now)
    exports.produced(ledger, export, made, who)
    ledger.close()


def forked(home: Path, export: str, now: datetime, left: int | None = None) -> bool:
    """The same in a child; whether it was killed."""
    child = os.fork()
    if child == 0:
        try:
            run(home, export, now, left)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def lies(home: Path, export: str) -> dict[str, str]:
    """Digests of what lies under final names."""
    found = sorted((home / "exports" / export).glob(f"{export}.*"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def frozen(home: Path, export: str) -> bool:
    """Whether what the file says was fixed already; asked in a child, so that this process stays without threads."""
    child = os.fork()
    if child == 0:
        ledger = open_ledger(Settings(home=home).ledger)
        os._exit(int(exports.one(ledger, export).frozen_at is not None))
    return os.WEXITSTATUS(os.waitpid(child, 0)[1]) == 1


def main(home: Path, export: str, now: datetime) -> None:
    """Kill, look, repeat later, look again."""
    later, work = now + timedelta(hours=1), home.with_name("killed")
    whole = {}
    for name, moment in (("now", now), ("later", later)):
        shutil.copytree(home, work)
        forked(work, export, moment)
        whole[name] = lies(work, export)
        shutil.rmtree(work)
    for step in range(1, MOST):
        shutil.copytree(home, work)
        killed = forked(work, export, now, step)
        left = lies(work, export)
        expected = whole["now" if frozen(work, export) else "later"]
        forked(work, export, later)
        said = {"step": step, "killed": killed, "left": left, "whole": whole["now"]}
        print(json.dumps({**said, "again": lies(work, export), "expected": expected}), flush=True)  # noqa: T201
        shutil.rmtree(work)
        if not killed:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3]))
