"""Bytes of a file in blocks of complete lines, decompressed on the way and bounded in memory."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from linkage.errors import WrongUse
from linkage.ingest import legacy, written

CODECS: dict[str, str] = {".gz": "gzip", ".zst": "zstd"}
"""Suffixes of compressed files, and Arrow's names for their codecs."""

BLOCK = 32 << 20
"""Bytes of text parsed at a time, about 200,000 rows of accounts."""

LONGEST = 8 << 20
"""Longest row in bytes; what is longer is cut short here and set aside whole by the reader."""

_READ = 1 << 20

Progress = Callable[[int, int], None]
"""Told the bytes read so far and the bytes there are."""


def digest(path: Path) -> str:
    """BLAKE2b of the file's bytes as they lie, as 32 hexadecimal digits."""
    hasher = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(_READ):
            hasher.update(block)
    return hasher.hexdigest()


def blocks(path: Path, progress: Progress, size: int = BLOCK) -> Iterator[bytes]:
    """Blocks of complete lines in UTF-8, each ending in a newline, without a byte order mark.

    Raises `WrongUse` when the file is damaged, cut short, or no text. A line over `LONGEST` bytes loses some of
    its middle but stays over it, so that a file without line ends does not fill the memory.
    """
    carry = b""
    for piece in pieces(path, progress, size):
        text, newline, tail = piece.rpartition(b"\n")
        if newline:
            yield carry + text + newline
            carry = tail
        else:
            carry = carry + tail
        if len(carry) > LONGEST:
            carry = carry[: LONGEST + 1]
    if carry:
        yield carry + b"\n"


def pieces(path: Path, progress: Progress, size: int = BLOCK) -> Iterator[bytes]:
    """The text of a file in UTF-8, cut anywhere, without a byte order mark. Raises `WrongUse` as `blocks` does."""
    return written.uniform(_pieces(path, progress, size), path.name)


def encoding(path: Path) -> tuple[str, bool]:
    """The encoding of a text file, by its beginning, and whether all of that is; `utf-8` where nothing tells."""
    for piece in _pieces(path, lambda *_: None, _READ):
        found = written.encoded(piece[: written.LOOK])
        if found != "utf-8" or piece.isascii():
            return found, True
        return legacy.told(piece) or found, legacy.sound(piece)
    return "utf-8", True


def _pieces(path: Path, progress: Progress, size: int) -> Iterator[bytes]:
    total = path.stat().st_size
    wanted = max(size, written.LOOK)
    with path.open("rb") as raw:
        source = _plain(raw, path)
        while piece := _read(source, wanted, path):
            yield piece
            progress(raw.tell(), total)
            wanted = size


def _plain(raw: Any, path: Path) -> Any:
    codec = CODECS.get(path.suffix.lower())
    return pa.CompressedInputStream(raw, codec) if codec else raw


def _read(source: Any, size: int, path: Path) -> bytes:
    try:
        return bytes(source.read(size))
    except OSError as error:
        raise WrongUse(
            f"{path.name} is damaged or cut short: nothing of it was loaded; make the file again"
        ) from error


def slices(text: bytes, lines: int) -> Iterator[bytes]:
    """Cut a text of complete lines into parts of at most so many lines."""
    if text.count(b"\n") <= lines:
        yield text
        return
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == 10)[lines - 1 :: lines] + 1
    start = 0
    for end in [*ends.tolist(), len(text)]:
        if end > start:
            yield text[start:end]
        start = end
