"""A simulated world on disk, loaded into a home of its own, as a user would."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linkage.settings import Settings


@dataclass(frozen=True)
class World:
    """One world: what it was made of, and where it is."""

    scene: str
    seed: int
    accounts: int
    folder: Path

    @property
    def truth(self) -> Path:
        """Who is in which ring."""
        return self.folder / "world" / "truth.parquet"

    @property
    def home(self) -> Path:
        """Where it was loaded."""
        return self.folder / "home"

    @property
    def settings(self) -> Settings:
        """The defaults, in its home."""
        return Settings(home=self.home)


@dataclass(frozen=True)
class Said:
    """What a command printed, and what it took."""

    document: Any
    seconds: float
    rss: float
    """Peak of resident memory, megabytes."""


class Failed(RuntimeError):
    """A command that ended with an error; what it wrote to stderr."""


def run(command: Sequence[str], limit: float | None = None, beside: Mapping[str, str] | None = None) -> Said:
    """Run a command that prints JSON, with these set beside its environment; TimeoutError past the limit of seconds."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **(beside or {})})
        usage = wait(process, None if limit is None else began + limit)
        seconds = time.perf_counter() - began
        for file in (out, err):
            file.seek(0)
        if process.returncode:
            raise Failed(f"{' '.join(command)}\n{err.read().decode()[-4_000:]}")
        return Said(json.loads(out.read()), seconds, usage / 1024)


def wait(process: subprocess.Popen[bytes], until: float | None) -> float:
    """Wait for the end of a process and answer its peak memory in kilobytes, which `Popen.wait` would lose."""
    while True:
        pid, status, usage = os.wait4(process.pid, 0 if until is None else os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage.ru_maxrss
        if until is not None and time.perf_counter() > until:
            process.kill()
            process.wait()
            raise TimeoutError
        time.sleep(0.05)


def linkage(home: Path, *arguments: str, beside: Mapping[str, str] | None = None) -> Said:
    """One command of Linkage, with these settings beside its environment."""
    return run([sys.executable, "-m", "linkage", "--home", str(home), "--json", *arguments], beside=beside)


@contextmanager
def loaded(work: Path, scene: str, seed: int, accounts: int) -> Iterator[tuple[World, dict[str, float]]]:
    """Simulate a world and load it, under a folder that is gone afterwards; what each took."""
    work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=work, prefix=f"{scene}-{seed}-") as name:
        world = World(scene, seed, accounts, Path(name))
        size = ("--accounts", str(accounts), "--seed", str(seed), "--scene", scene)
        made = linkage(world.home, "simulate", str(world.truth.parent), *size)
        taken = linkage(world.home, "ingest", str(world.truth.parent / "input"))
        yield world, {"simulate": made.seconds, "ingest": taken.seconds, "ingest rss": taken.rss}
