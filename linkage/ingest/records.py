"""Where the rows of a CSV text begin and end, whatever its quotes are like.

A quote opens a cell after a comma or a line end, and closes it before one; a doubled quote is one of the
text. While that holds, a line end is the end of a row exactly when an even number of quotes lies before it,
which is counted for whole columns at once. Where it does not hold, the first line of the row in question is
looked at alone, and counting starts anew behind it: an unclosed quote costs its own line and no other.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linkage.ingest.stream import LONGEST

Ints = npt.NDArray[np.int64]

WINDOW = 1 << 20
"""Bytes looked at in one go: bounds what starting anew can cost."""

_LINE_END, _QUOTE = b'\n"'
_GOOD, _BLANK = "", "blank"
_DOUBTFUL = -1


@dataclass(frozen=True)
class Split:
    """A text in rows: those of the right width, and those set aside."""

    text: bytes
    """The good rows, well formed and in order."""
    lines: Ints
    """Line each good row starts in, from 0."""
    spoiled: list[tuple[int, str]]
    """Line and code of each row set aside."""
    rest: int
    """Where a row that goes on beyond the text begins; its length when there is none."""


def windows(text: bytes, size: int = WINDOW) -> Iterator[bytes]:
    """Cut a text of complete lines into parts of complete lines of about `size` bytes."""
    start = 0
    while start < len(text):
        end = text.find(b"\n", min(start + size, len(text)) - 1) + 1
        yield text[start:end]
        start = end


def split(text: bytes, width: int, final: bool, comma: bytes = b",") -> Split:
    """Split complete lines into rows of `width` cells; `final` when no more lines follow."""
    marks = _Marks.of(text, comma)
    stretches: list[_Stretch] = []
    at = 0
    while at < len(marks.ends):
        stretches.append(_stretch(marks, at, width, final))
        at = stretches[-1].then
        if stretches[-1].open:
            break
    rest = int(marks.begins[at]) if at < len(marks.ends) else len(text)
    first = np.concatenate([each.first for each in stretches] or [np.empty(0, np.int64)])
    last = np.concatenate([each.last for each in stretches] or [np.empty(0, np.int64)])
    widths = np.concatenate([each.widths for each in stretches] or [np.empty(0, np.int64)])
    return _gather(text, marks, _Rows(first, last, widths), width, rest)


@dataclass(frozen=True)
class _Marks:
    """Offsets of what matters in a text."""

    begins: Ints
    """First byte of each line."""
    ends: Ints
    """Line end of each line."""
    commas: Ints
    quotes: Ints
    broken: tuple[Ints, Ints]
    """Numbers of the quotes out of place, if those of even number open, and if those of odd number do."""
    comma: bytes
    """What separates cells."""

    @classmethod
    def of(cls, text: bytes, comma: bytes) -> "_Marks":
        raw = np.frombuffer(text, np.uint8)
        ends = np.flatnonzero(raw == _LINE_END)
        quotes = np.flatnonzero(raw == _QUOTE)
        # The text ends in a line end, so that only the byte before the first quote may be missing.
        before = np.where(quotes > 0, raw[quotes - 1], _LINE_END)
        after = raw[quotes + 1]
        opens = (before == comma[0]) | (before == _LINE_END) | (before == _QUOTE)
        closes = (after == comma[0]) | (after == _LINE_END) | (after == _QUOTE)
        even = np.arange(len(quotes)) % 2 == 0
        broken = (
            np.flatnonzero(~np.where(even, opens, closes)),
            np.flatnonzero(~np.where(even, closes, opens)),
        )
        begins = np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1])
        return cls(begins, ends, np.flatnonzero(raw == comma[0]), quotes, broken, comma)


@dataclass(frozen=True)
class _Rows:
    """Rows by their first and last line; a width of -1 marks a line to be looked at alone."""

    first: Ints
    last: Ints
    widths: Ints


@dataclass(frozen=True)
class _Stretch(_Rows):
    """Rows up to the first doubtful line, which is the last of them."""

    then: int
    """Line after it."""
    open: bool = False
    """Whether the line `then` begins a row that goes on beyond the text."""


def _stretch(marks: _Marks, at: int, width: int, final: bool) -> _Stretch:
    """Rows from line `at` to the first doubtful line, the end, or a row that is still open there."""
    opening = int(np.searchsorted(marks.quotes, marks.begins[at]))
    broken = marks.broken[opening % 2]
    fault = int(np.searchsorted(broken, opening))
    sound = fault == len(broken)
    stop = len(marks.ends) if sound else int(np.searchsorted(marks.ends, marks.quotes[broken[fault]]))
    first, last, widths = _measure(marks, at, stop, opening)
    wrong = (first != last) & ((widths != width) | (marks.ends[last] - marks.begins[first] > LONGEST))
    if wrong.any():
        cut = int(np.argmax(wrong))
        return _doubtful(first[:cut], last[:cut], widths[:cut], int(first[cut]))
    then = int(last[-1]) + 1 if len(last) else at
    if sound and then == len(marks.ends):
        return _Stretch(first, last, widths, then)
    if sound and not final and marks.ends[-1] - marks.begins[then] <= LONGEST:
        return _Stretch(first, last, widths, then, open=True)
    return _doubtful(first, last, widths, then)


def _measure(marks: _Marks, at: int, stop: int, opening: int) -> tuple[Ints, Ints, Ints]:
    """First line, last line and cells of the rows that end in the lines from `at` to before `stop`."""
    ends = marks.ends[at:stop]
    last = at + np.flatnonzero((np.searchsorted(marks.quotes, ends) - opening) % 2 == 0)
    first = np.concatenate([[at], last[:-1] + 1])[: len(last)].astype(np.int64)
    if not len(last):
        return first, last, last
    low, high = np.searchsorted(marks.commas, [marks.begins[at], marks.ends[last[-1]]])
    commas = marks.commas[low:high]
    if len(marks.quotes):
        commas = commas[(np.searchsorted(marks.quotes, commas) - opening) % 2 == 0]
    upto = np.searchsorted(commas, marks.ends[last])
    return first, last, np.diff(upto, prepend=0) + 1


def _doubtful(first: Ints, last: Ints, widths: Ints, line: int) -> _Stretch:
    return _Stretch(np.append(first, line), np.append(last, line), np.append(widths, _DOUBTFUL), line + 1)


def _gather(text: bytes, marks: _Marks, rows: _Rows, width: int, rest: int) -> Split:
    """Put the good rows together, and name the others."""
    begins, ends = marks.begins[rows.first], marks.ends[rows.last] + 1
    faults = _faults(text, begins, ends, rows, width)
    pieces: list[bytes] = []
    lines: list[Ints] = []
    spoiled: list[tuple[int, str]] = []
    done = 0
    for index, code in faults:
        pieces.append(text[begins[done] : begins[index]])
        lines.append(rows.first[done:index])
        piece, code = (
            _alone(text[begins[index] : ends[index]], width, marks.comma) if code == _GOOD else (b"", code)
        )
        if piece:
            pieces.append(piece)
            lines.append(rows.first[index : index + 1])
        elif code != _BLANK:
            spoiled.append((int(rows.first[index]), code))
        done = index + 1
    if done < len(begins):
        pieces.append(text[begins[done] : ends[-1]])
        lines.append(rows.first[done:])
    return Split(b"".join(pieces), np.concatenate([np.empty(0, np.int64), *lines]), spoiled, rest)


def _faults(text: bytes, begins: Ints, ends: Ints, rows: _Rows, width: int) -> list[tuple[int, str]]:
    """Number and code of every row that cannot be taken as it is; no code for one to be looked at alone."""
    faults = dict.fromkeys(np.flatnonzero(rows.widths == _DOUBTFUL).tolist(), _GOOD)
    wrong = (rows.widths != width) & (rows.widths != _DOUBTFUL)
    faults |= dict.fromkeys(np.flatnonzero(wrong).tolist(), "columns")
    faults |= dict.fromkeys(np.flatnonzero(ends - begins - 1 > LONGEST).tolist(), "too_long")
    for code, offsets in (("nul", _nuls(text)), ("utf8", _undecodable(text))):
        found = np.searchsorted(ends, np.asarray(offsets, np.int64), side="right")
        faults |= dict.fromkeys(found[found < len(ends)].tolist(), code)
    faults |= dict.fromkeys(np.flatnonzero(ends - begins == 1).tolist(), _BLANK)
    return sorted(faults.items())


def _nuls(text: bytes) -> Ints:
    return np.flatnonzero(np.frombuffer(text, np.uint8) == 0) if b"\0" in text else np.empty(0, np.int64)


def _undecodable(text: bytes) -> list[int]:
    """An offset within each line that is no UTF-8."""
    offsets: list[int] = []
    start = 0
    while start < len(text):
        try:
            text[start:].decode()
            break
        except UnicodeDecodeError as error:
            offsets.append(start + error.start)
            start = text.find(b"\n", offsets[-1]) + 1 or len(text)
    return offsets


def _alone(line: bytes, width: int, comma: bytes) -> tuple[bytes, str]:
    """A doubtful line as a row of its own, its quotes put right; or the code why it is none."""
    try:
        cells = next(csv.reader([line.decode().rstrip("\n")], delimiter=comma.decode(), strict=True), [])
    except csv.Error:
        return b"", "quote"
    if len(cells) != width:
        return b"", "columns"
    out = io.StringIO()
    csv.writer(out, delimiter=comma.decode(), quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(cells)
    return out.getvalue().encode(), _GOOD
