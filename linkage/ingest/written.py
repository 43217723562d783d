"""How a text file is written: its encoding and its line ends, made UTF-8 and newlines; and what is no text."""

import codecs
import re
from collections.abc import Callable, Iterator

from linkage.errors import WrongUse
from linkage.ingest import legacy

LOOK = 64 << 10
"""Bytes at the beginning of a file by which it is told how it is written."""

_MARKS = {
    b"\xff\xfe\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
    b"\xef\xbb\xbf": "utf-8",
}
"""Byte order marks, the longer ones first (The Unicode Standard, 23.8)."""

_OTHER = {
    b"PK\x03\x04": "a spreadsheet or an archive: end its name in .xlsx, or save it as CSV",
    b"\xd0\xcf\x11\xe0": "a spreadsheet of an old form: save it as .xlsx or CSV",
    b"\x1f\x8b": "compressed: end its name in .gz",
    b"\x28\xb5\x2f\xfd": "compressed: end its name in .zst",
    b"PAR1": "Parquet: end its name in .parquet",
    b"SQLite format 3": "a database: name it as FEED=sqlite:///FILE#QUERY",
    b"%PDF": "a PDF",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
    b"<?xml": "XML",
}
"""Beginnings of files that are no text of rows, and what they are."""

_QUOTED = re.compile(rb'"[^"]*"?')

Recode = Callable[[bytes, bool], bytes]


def uniform(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The pieces of a file in UTF-8, with newlines for line ends, without a byte order mark.

    The first piece has to hold `LOOK` bytes, if the file does. Raises `WrongUse` for what is no text.
    """
    recode: Recode | None = None
    for piece in pieces:
        if recode is None:
            start = piece[:LOOK]
            _refuse(start, name)
            recode = _recoder(start)
            piece = piece[_mark(start) :]
        yield recode(piece, False)
    if recode is not None:
        yield recode(b"", True)


def _refuse(start: bytes, name: str) -> None:
    for beginning, what in _OTHER.items():
        if start.startswith(beginning):
            raise WrongUse(f"{name} is {what}")


def _mark(start: bytes) -> int:
    return next((len(mark) for mark in _MARKS if start.startswith(mark)), 0)


def _recoder(start: bytes) -> Recode:
    """What makes the file's bytes UTF-8 with newlines."""
    encoding = encoded(start)
    decode = decoder(encoding) if encoding != "utf-8" else legacy.Undecided()
    text = start
    if encoding != "utf-8":
        text = decoder(encoding)(start[_mark(start) :], False)
    old = _only_returns(text)

    def recode(piece: bytes, final: bool) -> bytes:
        plain = decode(piece, final)
        return plain.replace(b"\r", b"\n") if old else plain

    return recode


def decoder(encoding: str) -> Recode:
    """From pieces in an encoding to UTF-8; what is none of its letters becomes U+FFFD."""
    made = codecs.getincrementaldecoder(encoding)("replace")
    return lambda piece, final: made.decode(piece, final).encode("utf-8", "replace")


def encoded(start: bytes) -> str:
    """The form of Unicode, by its mark; without one by the NULs beside the first letters, which every header has."""
    for mark, name in _MARKS.items():
        if start.startswith(mark):
            return name
    nul = [each == 0 for each in start[:4]]
    if nul == [False, True, False, True]:
        return "utf-16-le"
    return "utf-16-be" if nul == [True, False, True, False] else "utf-8"


def _only_returns(text: bytes) -> bool:
    """Whether lines end in carriage returns alone, as old spreadsheets write them; quoted text may hold newlines."""
    if b"\r" not in text:
        return False
    bare = _QUOTED.sub(b"", text)
    return b"\r" in bare and b"\n" not in bare
