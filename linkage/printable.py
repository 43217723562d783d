"""Text of others made fit to be shown: what would steer a terminal, a log or the reader's eye is escaped."""

import re

_ODD = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Control characters, line ends, direction marks (Unicode UAX 9, 2.1 to 2.5), what shows as nothing at all, and
halves of surrogate pairs, as which Python has the bytes of a file's name that are no UTF-8."""


def shown(text: str) -> str:
    r"""The text with such characters as `\x1b`, `\u202e` or `\U000e0001`; all others stay."""
    return _ODD.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found.group())
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
