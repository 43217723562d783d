"""A file of JSON (`.json`): an array of objects, one within an object (`{"data": […]}`), or objects one after another.

Its objects are read one at a time, each as a line of JSONL is; the row is the number of the object.
"""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from linkage.errors import WrongUse
from linkage.ingest import stream
from linkage.ingest.jsonlines import JsonLines

_BLANK = re.compile(r"[ \t\r\n]*")
_TEXT = r'"(?:[^"\\]|\\.)*"'
_WITHIN = re.compile(rf"\s*\{{\s*(?:{_TEXT}\s*:\s*(?:{_TEXT}|[-+.\w]+)\s*,\s*)*{_TEXT}\s*:\s*(?=\[\s*\{{)")
"""The beginning of an object whose first array, behind plain fields alone, is one of objects."""

_MOST = stream.BLOCK + stream.LONGEST
"""Most letters that are held of a value whose end has not come."""

_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class JsonFile(JsonLines):
    """A file of JSON objects, compressed or not."""

    def _blocks(self, progress: stream.Progress, size: int = stream.BLOCK) -> Iterator[bytes]:
        """Its objects, one a line. Raises `WrongUse` where the file is no JSON or is cut short."""
        # Bytes that are no UTF-8 stay, so that their row is set aside.
        pieces = codecs.iterdecode(stream.pieces(self.path, progress, size), "utf-8", "surrogateescape")
        lines: list[bytes] = []
        held = 0
        for each in Values(pieces, self.path.name):
            lines.append(each.replace("\n", " ").replace("\r", " ").encode("utf-8", "surrogateescape"))
            held += len(lines[-1])
            if held > size:
                yield b"\n".join([*lines, b""])
                lines, held = [], 0
        if lines:
            yield b"\n".join([*lines, b""])


class Values:
    """The values of a text that comes in pieces, as they are written."""

    def __init__(self, pieces: Iterator[str], name: str) -> None:
        self._pieces, self._name = pieces, name
        self._text, self._at, self._count = "", 0, 0

    def __iter__(self) -> Iterator[str]:
        if self._next() == "[" or self._opened():
            self._at += 1
            yield from self._array()
        else:
            while self._next():
                yield self._value()

    def _opened(self) -> bool:
        """Whether all of the text is one object around an array; then the array is next."""
        found = _WITHIN.match(self._text)
        end = self._end()
        several = end is not None and bool(self._text[end:].strip())
        if found is None or several:
            return False
        self._at = found.end()
        return True

    def _array(self) -> Iterator[str]:
        sign = self._next()
        while sign != "]":
            yield self._value()
            sign = self._next()
            if sign not in (",", "]"):
                raise self._broken()
            self._at += sign == ","
            sign = self._next() if sign == "," else sign

    def _next(self) -> str:
        """The next sign that is not blank; empty at the end."""
        while True:
            blank = _BLANK.match(self._text, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._read():
                return ""

    def _value(self) -> str:
        """The value that is next."""
        end = self._end()
        while end in (None, len(self._text)) and self._read():
            end = self._end()
        if end is None:
            raise self._broken()
        start, self._at = self._at, end
        self._count += 1
        return self._text[start:end]

    def _end(self) -> int | None:
        """Where the value that is next ends in the text there is; None where it does not."""
        try:
            return _DECODER.raw_decode(self._text, self._at)[1]
        except (json.JSONDecodeError, RecursionError):
            if len(self._text) - self._at > _MOST:
                raise self._broken() from None
            return None

    def _read(self) -> bool:
        """Read on; False at the end."""
        piece = next(self._pieces, None)
        if piece is not None:
            self._text, self._at = self._text[self._at :] + piece, 0
        return piece is not None

    def _broken(self) -> WrongUse:
        return WrongUse(
            f"{self._name} is no JSON behind its {self._count:,} first objects, or is cut short: nothing of it was "
            "loaded; make the file again"
        )
