"""Encodings older than Unicode, told by the letters they would give: `cp1252`, `cp1251`, `shift_jis` and others.

A file is UTF-8 unless most of its first letters beyond ASCII are none there. Then the lines that hold such letters
are tried in each encoding by charset-normalizer. One stray byte in a file of ASCII is a fault of its row.
"""

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

ENCODINGS: Final = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "mac_roman"),
    *("cp850", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
)
"""What is tried, in the order of how common it is."""

SAMPLE: Final = 16 << 10
"""Most bytes by which an encoding is told."""

LINES: Final = 2
"""Fewest lines that must hold a letter that is none in UTF-8."""

CLOSE: Final = 0.1
"""How much more disorder than the least an encoding may give and still be taken for the letters of its languages."""

_WEST: Final = ("äöüß", "àâæçèéêëîïôœùûü", "áéíñóúü", "àáâãçéêíóôõú", "àèéìòù", "äåæéöø")
LANGUAGES: Final = {
    "cp1252": _WEST,
    "mac_roman": _WEST,
    "cp850": _WEST,
    "cp1250": ("ąćęłńóśźż", "áäčďéěíĺľňóôŕřšťúůýž", "áéíóöőúüű", "ăâîşţ", "čćđšž"),
    "cp1254": ("âçğıiîöşüû",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž"),
}
"""Letters beyond ASCII of languages written in Latin, in whose encodings any text has few faults (CLDR, exemplars)."""

_UTF8 = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)  # The Unicode Standard, table 3-7, without its finer bounds
_HIGH = re.compile(rb"[\x80-\xff]")
_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")


class Undecided:
    """From pieces of a file to UTF-8, decided by the first of them that is more than ASCII and the one behind it."""

    def __init__(self) -> None:
        self._decided = False
        self._held = b""
        self._decoder: codecs.IncrementalDecoder | None = None

    def __call__(self, piece: bytes, final: bool) -> bytes:
        """The next piece in UTF-8; bytes that are none in a UTF-8 file stay as they are."""
        if not self._decided:
            if not self._held and piece.isascii():
                return piece
            if not self._held and not final:
                self._held = piece
                return b""
            piece, self._held, self._decided = self._held + piece, b"", True
            found = told(piece)
            self._decoder = codecs.getincrementaldecoder(found)("replace") if found else None
        return self._decoder.decode(piece, final).encode() if self._decoder else piece


def told(piece: bytes) -> str | None:
    """The encoding of a text that is more than ASCII; None for UTF-8, and where nothing tells it."""
    sample, strays = _sample(piece)
    high = len(_HIGH.findall(sample))
    proper = sum(len(each) for each in _UTF8.findall(sample))
    if strays < LINES or 2 * proper >= high:
        return None
    found = from_bytes(sample, cp_isolation=list(ENCODINGS), threshold=0.5, preemptive_behaviour=False)
    if not found:
        return None
    order = {name: place for place, name in enumerate(ENCODINGS)}
    close = [each for each in found if each.chaos <= found[0].chaos + CLOSE]
    names = {name for each in close for name in (each.encoding, *each.could_be_from_charset)} & order.keys()
    if found[0].encoding not in LANGUAGES:
        return str(found[0].encoding)
    names &= LANGUAGES.keys()
    ranked = sorted(names, key=lambda name: order[name])
    return max(ranked, key=lambda name: _fluent(sample, name, ranked)) if len(ranked) > 1 else ranked[0]


def _fluent(sample: bytes, encoding: str, rivals: list[str]) -> float:
    """Mean share, over lines, of letters that are of one language; letters that rivals read alike say nothing."""
    apart = [each for each in range(128, 256) if len({_letter(each, name) for name in rivals}) > 1]
    shares = []
    for line in sample.split(b"\n"):
        letters = [_letter(each, encoding) for each in line if each in apart]
        if letters:
            spoken = (sum(each in own for each in letters) for own in LANGUAGES.get(encoding, ("",)))
            shares.append(max(spoken) / len(letters))
    return sum(shares) / max(len(shares), 1)


def _letter(byte: int, encoding: str) -> str:
    return bytes([byte]).decode(encoding, "replace").lower()


def sound(piece: bytes) -> bool:
    """Whether the whole lines of a text are UTF-8."""
    try:
        piece[: piece.rfind(b"\n") + 1].decode()
    except UnicodeDecodeError:
        return False
    return True


def _sample(piece: bytes) -> tuple[bytes, int]:
    """Lines that hold more than ASCII, up to `SAMPLE` bytes of them; and how many hold what is none in UTF-8."""
    lines, size, strays = [], 0, 0
    for match in _LINE.finditer(piece):
        line = match.group()[:SAMPLE]
        lines.append(line)
        size += len(line)
        strays += bool(_HIGH.search(_UTF8.sub(b"", line)))
        if size >= SAMPLE:
            break
    # The last line may be cut within a letter.
    return b"\n".join(lines[:-1] if len(lines) > LINES else lines), strays
