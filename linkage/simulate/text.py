"""From codes to text, still tidy: names, keys, addresses of the internet, domains, templates."""

import unicodedata
from functools import lru_cache

import numpy as np
import polars as pl

from linkage.hashing import GOLDEN, splitmix64
from linkage.simulate import ground as g
from linkage.simulate import lists
from linkage.simulate.draft import CAMPUS, CHEAP, DISPOSABLE, FIRM
from linkage.simulate.places import COUNTRIES, REGIONS

LANGUAGES = tuple(lists.GIVEN)


def plain(word: str) -> str:
    """A word in lower-case ASCII letters, as people write it in an e-mail address."""
    bare = unicodedata.normalize("NFKD", word.replace("ł", "l").replace("Ł", "L"))
    return "".join(c for c in bare if c.isascii() and c.isalpha()).lower()


def pick(words: list[str], at: np.ndarray) -> pl.Series:
    """The word at each index."""
    return pl.Series(words, dtype=pl.String).gather(at)


@lru_cache(maxsize=8)
def _grams(alphabet: str, length: int) -> pl.Series:
    """All strings of that many letters of an alphabet, in order."""
    made = [""]
    for _ in range(length):
        made = [head + tail for head in made for tail in alphabet]
    return pl.Series(made, dtype=pl.String)


def written(keys: np.ndarray, alphabet: str, length: int, parts: int) -> pl.Series:
    """Each key in `parts` pieces of `length` letters of the alphabet, highest last."""
    grams, rest = _grams(alphabet, length), keys.astype(np.uint64)
    pieces = []
    for _ in range(parts):
        pieces.append(grams.gather((rest % np.uint64(len(grams))).astype(np.int64)))
        rest = rest // np.uint64(len(grams))
    return pl.select(pl.concat_str(pieces)).to_series()


def hexed(keys: np.ndarray) -> pl.Series:
    """Sixteen hexadecimal digits for each key."""
    return written(keys, "0123456789abcdef", 4, 4)


def lettered(keys: np.ndarray, threes: int = 3) -> pl.Series:
    """Letters and digits for each key, three at a time."""
    return written(keys, "abcdefghijklmnopqrstuvwxyz0123456789", 3, threes)


def mixed(keys: np.ndarray, turn: int = 1) -> np.ndarray:
    """Keys stirred so that neighbours come out far apart."""
    words = keys.astype(np.uint64) + np.uint64(GOLDEN * turn % (1 << 64))
    return splitmix64(words) >> np.uint64(1)


def _language(region: np.ndarray) -> np.ndarray:
    """Language of each region, as an index of LANGUAGES."""
    spoken: np.ndarray = np.array([LANGUAGES.index(each.language) for each in COUNTRIES])[region // REGIONS]
    return spoken


def given(code: np.ndarray, region: np.ndarray, bare: bool = False) -> pl.Series:
    """Given names; `bare` for plain ASCII."""
    words = [lists.GIVEN[each].split() for each in LANGUAGES]
    return _named(words, code, region, bare)


def family(code: np.ndarray, region: np.ndarray, bare: bool = False) -> pl.Series:
    """Family names; `bare` for plain ASCII."""
    words = [
        [a + b for a in lists.STEMS[each].split() for b in lists.ENDS[each].split()] for each in LANGUAGES
    ]
    return _named(words, code, region, bare)


def _named(words: list[list[str]], code: np.ndarray, region: np.ndarray, bare: bool) -> pl.Series:
    """The word each code (below a million) stands for in the language of its region."""
    language = _language(region)
    size = np.array([len(each) for each in words])
    start = np.concatenate([[0], np.cumsum(size)[:-1]])
    flat = [plain(word) if bare else word for each in words for word in each]
    return pick(flat, start[language] + (code % 1_000_000) * size[language] // 1_000_000)


def addresses(hi: np.ndarray, lo: np.ndarray) -> pl.Series:
    """Addresses of the internet: dotted where `hi` is 0, else eight groups."""
    numbers = [str(i) for i in range(256)]
    four = [pick(numbers, ((lo >> np.uint64(s)) & np.uint64(255)).astype(np.int64)) for s in (24, 16, 8, 0)]
    groups = [f"{i:x}" for i in range(65_536)]
    six = [
        pick(groups, ((half >> np.uint64(s)) & np.uint64(65_535)).astype(np.int64))
        for half in (hi, lo)
        for s in (48, 32, 16, 0)
    ]
    is_six = pl.lit(pl.Series(hi > 0))
    both = (
        pl.when(is_six).then(pl.concat_str(six, separator=":")).otherwise(pl.concat_str(four, separator="."))
    )
    return pl.select(both).to_series()


def domain(code: int) -> str:
    """The mail domain a code stands for."""
    if code < DISPOSABLE:
        return lists.FREE_MAIL.split()[code]
    if code < FIRM:
        return lists.DISPOSABLE_MAIL.split()[code - DISPOSABLE]
    if code < CHEAP:
        return _compound(code - FIRM, lists.FIRM_ENDINGS)
    if code < CAMPUS:
        return _compound(code - CHEAP, lists.CHEAP_ENDINGS, "-")
    return f"{plain(lists.CITIES.split()[code % 24])}{(code - CAMPUS) // 24 or ''}.edu"


def _compound(code: int, endings: tuple[str, ...], joint: str = "") -> str:
    """A domain made of two words, numbered when the words run out."""
    heads, tails = lists.DOMAIN_FIRST.split(), lists.DOMAIN_LAST.split()
    turn, rest = divmod(code * 389 % (len(heads) * len(tails) * 1_009), len(heads) * len(tails))
    name = heads[rest % len(heads)] + joint + tails[rest // len(heads)] + (str(turn) if turn else "")
    return f"{name}.{endings[code * 7 % len(endings)]}"


def firm(code: int) -> str:
    """The name of an organisation, fitting its domain."""
    heads, tails = lists.DOMAIN_FIRST.split(), lists.DOMAIN_LAST.split()
    turn, rest = divmod(code * 389 % (len(heads) * len(tails) * 1_009), len(heads) * len(tails))
    number = f" {turn}" if turn else ""
    name = f"{heads[rest % len(heads)]} {tails[rest // len(heads)]}".title()
    return f"{name}{number} {('Inc', 'Ltd', 'LLC', 'GmbH')[code % 4]}"


def templates(code: np.ndarray) -> pl.Series:
    """Prompt templates: popular ones by number, people's own with a word of their own at the end."""
    key = np.where(code < g.TEMPLATES, code * 7_919 % 153_600, mixed(code, 3) % np.uint64(153_600)).astype(
        np.int64
    )
    parts = []
    for words in (
        lists.VERBS.split(),
        lists.OBJECTS.split(),
        lists.MANNERS.split("|"),
        lists.AUDIENCES.split("|"),
    ):
        parts.append(pick(words, key % len(words)))
        key = key // len(words)
    own = pl.lit(pl.Series(code >= g.TEMPLATES))
    tail = (
        pl.when(own)
        .then(pl.concat_str([pl.lit(" Project "), lettered(mixed(code, 5)), pl.lit(".")]))
        .otherwise(pl.lit(""))
    )
    text = pl.concat_str(
        [
            parts[0],
            pl.lit(" this "),
            parts[1],
            pl.lit(" "),
            parts[2],
            pl.lit(" for "),
            parts[3],
            pl.lit("."),
            tail,
        ]
    )
    return pl.select(text).to_series()


def profiles() -> list[str]:
    """User agents, the popular first."""
    systems = (
        "Windows NT 10.0; Win64; x64",
        "Macintosh; Intel Mac OS X 10_15_7",
        "iPhone; CPU iPhone OS 17_4 like Mac OS X",
        "Linux; Android 14; Pixel 8",
        "X11; Linux x86_64",
        "Linux; Android 13; SM-S911B",
        "iPad; CPU OS 16_6 like Mac OS X",
    )
    made = []
    for version in range(60):
        for at, system in enumerate(systems):
            major = 136 - version
            tail = f"Firefox/{major}.0" if (at + version) % 5 == 0 else f"Chrome/{major}.0.0.0 Safari/537.36"
            made.append(f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) {tail}")
    return made[: g.PROFILES]
