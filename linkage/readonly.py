"""Databases that lie where nothing can be written, such as a backup: looked at where they lie, or in a copy."""

import os
import shutil
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import quote

FULL: Final = "the disk is full: make room, and do the same again"
LEAST: Final = 1 << 20
"""Bytes below which nothing can be written any more."""
_KEPT: Final = ExitStack()
"""Holds the folders of copies until this process ends."""


def readonly(path: Path) -> bool:
    """Whether a file or folder is there, and it or its folder cannot be written."""
    return path.exists() and not all(os.access(each, os.W_OK) for each in (path, path.absolute().parent))


def full(path: Path) -> bool:
    """Whether the disk under a file has no room: SQLite calls that an I/O error where it cannot map a page."""
    there = next((each for each in path.absolute().parents if each.is_dir()), None)
    return there is not None and shutil.disk_usage(there).free < LEAST


def uri(path: Path) -> str:
    """An SQLite file as a URI that reads it as it lies: nothing is locked, and nothing made beside it."""
    return f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"


def unfolded(path: Path) -> bool:
    """Whether the -wal beside an SQLite file still holds pages of it, which a reader as by `uri` would miss."""
    wal = path.with_name(f"{path.name}-wal")
    return wal.exists() and wal.stat().st_size > 0


@cache
def copied(path: Path) -> Path:
    """A copy of an SQLite file and its -wal under the temporary folder, for as long as this process lives."""
    folder = Path(_KEPT.enter_context(tempfile.TemporaryDirectory(prefix="linkage-")))
    for suffix in ("", "-wal"):
        if (source := path.with_name(path.name + suffix)).exists():
            shutil.copyfile(source, folder / source.name)
    return folder / path.name
