"""Crash points at writes of a command: at one after the other a process is killed, or the call fails once.

What comes after must be as if nothing had happened: the command said again ends well, and what is published then has
the digest of a run that nothing broke.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from linkage.publication import writer
from linkage.publication.reader import Publication

ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, "-c", "from linkage.cli import main; main()")
PEPPER = "for-the-bench-only-0123456789abcdef"
ENDED = 124
"""How a command that took too long ended."""
HOWS = ("kill", "fail")


@dataclass(frozen=True)
class Tried:
    """What became of the crash points of one command."""

    command: str
    how: str
    writes: int
    """Calls there are: writes, syncs, cuts and renames of files in the home."""
    points: int
    survived: int
    lost: tuple[str, ...] = ()
    """What went wrong, by crash point."""


@dataclass(frozen=True)
class Breaker:
    """Runs commands on homes, with the library that breaks them."""

    library: Path

    @classmethod
    def built(cls, folder: Path) -> "Breaker | None":
        """With the library compiled; None where there is no C compiler."""
        compiler = shutil.which("cc")
        if compiler is None:
            return None
        library = folder / "failing.so"
        source = str(ROOT / "bench" / "failing.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), source, "-ldl"], check=True)
        return cls(library)

    def run(self, home: Path, words: Sequence[str], at: int = 0, how: str = "fail") -> tuple[int, str, int]:
        """How it ends, what it says, and how many calls there were (0 where it was killed)."""
        count = home.parent / "count"
        count.unlink(missing_ok=True)
        given = {"FAULT_UNDER": str(home), "FAULT_AT": str(at), "FAULT_HOW": how, "FAULT_COUNT": str(count)}
        own = {"LINKAGE_HOME": str(home), "LINKAGE_PEPPER": PEPPER, "LD_PRELOAD": str(self.library)}
        done = subprocess.run(
            [*COMMAND, *words],
            env={**os.environ, **own, **given},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
        calls = int(count.read_text()) if count.exists() else 0
        return done.returncode, done.stdout + done.stderr, calls


def served(home: Path) -> str:
    """Digest of what is served there; empty for none."""
    folder = home / "publications"
    run = writer.current(folder)
    return Publication.open(folder, run).manifest.digest if run else ""


def tried(
    breaker: Breaker, before: Path, words: Sequence[str], points: int, how: str, then: Sequence[str] = ()
) -> Tried:
    """Break one command on copies of a home at so many of its calls, evenly; `then` is what shows the outcome."""
    home = before.parent / "tried"
    _copied(before, home)
    writes = breaker.run(home, words)[2]
    if then:
        breaker.run(home, then)
    wanted, lost = served(home), []
    chosen = sorted({1 + (writes - 1) * each // max(points - 1, 1) for each in range(points)})
    for at in chosen:
        _copied(before, home)
        said = broken(breaker, home, (words, then), at, how)
        if said is None and served(home) != wanted:
            said = "another result is served"
        lost += [f"call {at}: {said}"] if said else []
    return Tried(words[0], how, writes, len(chosen), len(chosen) - len(lost), tuple(lost))


def broken(
    breaker: Breaker, home: Path, commands: tuple[Sequence[str], Sequence[str]], at: int, how: str
) -> str | None:
    """What went wrong after a command was broken at that call; None for nothing."""
    words, then = commands
    code, said, _ = breaker.run(home, words, at, how)
    if "Traceback" in said or "unexpected" in said:
        return f"left with {code}: {said.strip().splitlines()[-1]}"
    for each in filter(None, (words, then)):
        code, said, _ = breaker.run(home, each)
        if code:
            return f"`{each[0]}` again left with {code}: {said.strip().splitlines()[-1]}"
    return None


def _copied(source: Path, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    if source.exists():
        shutil.copytree(source, home)
