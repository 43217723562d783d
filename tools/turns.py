"""One process at a time does what two at once would spoil: installing packages."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(name: str) -> Iterator[None]:
    """Wait until nobody else on this machine is at it; a killed process lets go by itself."""
    with (Path(tempfile.gettempdir()) / f"linkage-{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
