"""Files that are there whole or not at all, also after a power cut."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LEFT = 3600.0
"""Seconds after which a temporary file that nobody renamed was left by a process that was killed."""


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def replaced(path: Path, mode: int = 0o644) -> Iterator[Path]:
    """A temporary name beside `path` to write to; takes its place at the end, and is gone after an error."""
    # Not the process id alone: two containers on one volume may have the same.
    temporary = path.with_name(f".{path.name}.tmp-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_EXCL, mode))
        yield temporary
        sync(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sweep(folder: Path) -> None:
    """Delete what killed processes left under temporary names, once it is old enough to be nobody's."""
    old = time.time() - LEFT
    for left in folder.glob(".*.tmp-*"):
        with suppress(OSError):  # gone meanwhile, or not to be deleted from a backup
            if left.stat().st_mtime < old:
                left.unlink()


def write(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace a small file whole."""
    with replaced(path, mode) as temporary:
        temporary.write_bytes(content)
