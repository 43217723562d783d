"""Text of others made fit to be shown: what would steer a terminal, a log or the reader's eye is escaped."""

import re
from datetime import UTC, datetime

_RANGES = (
    (0x00, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180E), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0xE0000, 0xE0FFF),
)  # fmt: skip
"""Control characters, line ends, direction marks (Unicode UAX 9, 2.1 to 2.5), and what shows as nothing at all."""

_SURROGATES = (0xD800, 0xDFFF)
"""Halves of pairs, as which Python has the bytes of a file's name that are no UTF-8; no column holds them."""

_LINES = (0x09, 0x0A, 0x0D)


def _set(*without: int) -> re.Pattern[str]:
    parts = (f"{chr(low)}-{chr(high)}" for low, high in (*_RANGES, _SURROGATES))
    kept = "".join(map(chr, without))
    return re.compile(f"(?![{kept}])[{''.join(parts)}]" if kept else f"[{''.join(parts)}]")


_ODD, _ODD_IN_LINES = _set(), _set(*_LINES)

COLUMN = "[" + "".join(rf"\x{{{low:x}}}-\x{{{high:x}}}" for low, high in _RANGES) + "]"
"""The same for columns of polars, as a pattern."""


def shown(text: str) -> str:
    r"""The text with such characters as `\x1b`, `\u202e` or `\U000e0001`; all others stay."""
    return _ODD.sub(_escaped, text)


def lines(text: str) -> str:
    """The same of a text of several lines, whose line ends and tabs stay."""
    return _ODD_IN_LINES.sub(_escaped, text)


def json(text: str) -> str:
    r"""A JSON text with such characters as `\u202e`: it says the same."""
    return _ODD_IN_LINES.sub(_pair, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found.group())
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _pair(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def iso(seconds: int | None) -> str | None:
    """Seconds since 1970 as ISO 8601 in UTC; None stays None, and so does a time that no calendar has."""
    if seconds is None:
        return None
    try:
        return stamp(datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def stamp(moment: datetime) -> str:
    """A moment as RFC 3339 in UTC to the second, e.g. `2026-11-22T15:03:40Z`; one without a zone is taken for UTC."""
    told = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return told.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
