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
"""How much more disorder than the least an encoding may give and still be thought of."""

FLUENT: Final = 0.9
"""Share of letters of one language with which a Latin encoding is taken before another that has less disorder."""

SIGNS: Final = "€–—‘’‚“”„…•™®©°«»"
"""Signs beyond ASCII of every language."""

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
    likely = [str(each.encoding) for each in found if each.chaos <= found[0].chaos + CLOSE]
    latin: list[str] = [name for name in ENCODINGS if name in LANGUAGES and _decodes(sample, name)]
    if not latin or LANGUAGES.keys().isdisjoint(likely):
        return next(iter(likely), None)
    fluent = {name: _fluent(sample, name, latin) for name in latin}
    best = max(latin, key=lambda name: fluent[name])
    return likely[0] if likely[0] not in LANGUAGES and fluent[best] < FLUENT else best


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _fluent(sample: bytes, encoding: str, rivals: list[str]) -> float:
    """Mean share, over lines, of letters that are of one language; letters that rivals read alike say nothing."""
    own = {each: _letter(each, encoding) for each in range(128, 256)}
    apart = {each: own[each] for each in own if any(_letter(each, name) != own[each] for name in rivals)}
    lines = ([apart[each] for each in line if each in apart] for line in sample.split(b"\n"))
    shares = [_spoken(letters, encoding) for letters in lines if letters]
    return sum(shares) / max(len(shares), 1)


def _spoken(letters: list[str], encoding: str) -> float:
    """Share of some letters that are of the language that has most of them."""
    return max(sum(each in own or each in SIGNS for each in letters) for own in LANGUAGES[encoding]) / len(
        letters
    )


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
