"""A file of a publication held for as long as it is in use: what was checked is what is read, whatever becomes of it.

A mapped file that is cut under a process ends that process (SIGBUS). So whoever serves for long reads each file
once, compares it with its digest, and maps a copy that has no name; where there is no room for one it is kept in
memory.
"""

import mmap
import tempfile
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import IO, Final

import pyarrow as pa

from linkage.errors import DamagedPublication

PIECE: Final = 1 << 20


def held(path: Path, wanted: str) -> pa.Table:
    """The table in a file; raises DamagedPublication when its digest is not the `wanted` one."""
    run = path.parent.name
    try:
        content, found = _copied(path)
    except FileNotFoundError:
        raise DamagedPublication(f"publication {run} lacks {path.name}: roll back to another") from None
    if found != wanted:
        raise DamagedPublication(f"publication {run} has a changed {path.name}: roll back to another")
    return pa.ipc.open_file(pa.BufferReader(pa.py_buffer(content))).read_all()


def _copied(path: Path) -> tuple["bytes | mmap.mmap", str]:
    """The bytes of a file and their digest."""
    with path.open("rb") as source:
        try:
            with tempfile.TemporaryFile(dir=path.parents[1]) as copy:
                found = _digest(_through(source, copy))
                copy.flush()
                return mmap.mmap(copy.fileno(), 0, access=mmap.ACCESS_READ), found
        except (OSError, ValueError):  # no room, nowhere to write, or an empty file
            source.seek(0)
            content = source.read()
            return content, _digest([content])


def _through(source: IO[bytes], copy: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        copy.write(piece)
        yield piece


def _digest(pieces: "Iterator[bytes] | list[bytes]") -> str:
    found = blake2b(digest_size=32)
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()
