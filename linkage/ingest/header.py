"""The header of a CSV text: the names of its columns, what separates them, and where its rows begin."""

import csv
import io
import re
from dataclasses import dataclass

from linkage.errors import WrongUse
from linkage.ingest.feeds import FEEDS

LONGEST = 128 << 10
"""Most bytes of a header."""

SEPARATORS = b",;\t|^~"
"""What may separate cells; the first of several that fit alike is taken."""

_SAYS = re.compile(rb'\A\s*"?sep=([^\r\n"])"?\r?\n', re.IGNORECASE)
"""A first line by which Excel tells itself the separator."""

_KNOWN = frozenset(name for feed in FEEDS.values() for name in feed.names)


@dataclass(frozen=True)
class Header:
    """What stands above the rows of a table."""

    names: list[str]
    comma: bytes
    """What separates cells."""
    lines: int
    """Lines it takes."""
    body: bytes
    """What follows it."""


def read(block: bytes, label: str) -> Header:
    """Split the beginning of a file; `WrongUse` for a header beyond `LONGEST`."""
    said = _SAYS.match(block)
    start = said.end() if said else 0
    end = _end(block, start, label)
    text = block[start:end]
    comma = said.group(1) if said else _separator(text)
    return Header(_names(text, comma), comma, block.count(b"\n", 0, end), block[end:])


def _end(block: bytes, start: int, label: str) -> int:
    """Where the header ends: at a line end before which quotes are even, else at the first line end."""
    first = end = block.find(b"\n", start) + 1
    if first - start > LONGEST:
        raise WrongUse(f"{label}: its header is longer than {LONGEST:,} bytes: is it a table?")
    while end and block.count(b'"', start, end) % 2 and end - start <= LONGEST:
        end = block.find(b"\n", end) + 1
    return end if end and end - start <= LONGEST else first


def _separator(text: bytes) -> bytes:
    """What gives most columns that a feed has, then most columns."""
    found = [SEPARATORS[at : at + 1] for at in range(len(SEPARATORS))]
    names = {comma: _names(text, comma) for comma in found}
    return max(found, key=lambda comma: (len(_KNOWN.intersection(names[comma])), len(names[comma])))


def _names(text: bytes, comma: bytes) -> list[str]:
    """Names without blanks around them; a line break in one is a blank."""
    plain = text.decode(errors="replace").replace("\r", " ").rstrip("\n ")
    cells = next(csv.reader(io.StringIO(plain, newline=""), delimiter=comma.decode()), [])
    return [" ".join(cell.replace("\ufeff", "").split()) for cell in cells]
