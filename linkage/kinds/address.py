"""`address` and `address_key`: postal addresses as written, and a key for their many spellings.

The key shortens the usual words for streets and flats, leaves out accents and what merely announces a number,
and sorts the words. It needs a number and two words besides: a town alone ties everybody in it.
"""

import polars as pl

from linkage.kinds import nothing, text
from linkage.kinds.kind import Context, Implied, Kind
from linkage.model import Group

_SHORT = {
    "street": "st", "str": "st", "strasse": "st", "avenue": "ave", "av": "ave", "avenida": "ave",
    "road": "rd", "boulevard": "blvd", "boul": "blvd", "bd": "blvd", "drive": "dr", "lane": "ln",
    "court": "ct", "place": "pl", "square": "sq", "highway": "hwy", "parkway": "pkwy", "terrace": "ter",
    "crescent": "cres", "calle": "c", "north": "n", "south": "s", "east": "e", "west": "w", "saint": "st",
    "mount": "mt", "fort": "ft", "first": "1st", "second": "2nd", "third": "3rd", "ulitsa": "ul",
    "ulica": "ul", "platz": "pl",
}  # fmt: skip
_DROPPED = (
    "apartment", "apt", "unit", "flat", "suite", "ste", "room", "rm", "no", "nr", "num", "number",
    "floor", "fl", "the", "and", "of",
)  # fmt: skip
_NOWHERE = (
    "test",
    "address",
    "street",
    "home",
    "123 main st",
    "123 main street",
    "1 test st",
    "1 test street",
    "abc",
)


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Words and numbers of an address in the order given, folded."""
    value = text.words(text.fold(raw))
    bare = value.str.replace_all(" ", "", literal=True)
    return text.unless(
        text.among(value, _NOWHERE) | text.repeated(bare) | text.among(bare, nothing.COUNTING), value
    )


def key(values: pl.Series) -> pl.Series:
    """Fuzzy keys of canonical addresses; null without a number or with fewer than three words."""
    apart = text.plain(values).str.replace_all(r"(\p{L}{3,}?)(strasse|str)+\b", "$1 st")
    keys = clean(text.rekey(apart, _short_word, least=3), Context())
    return text.unless(~keys.str.contains(r"[0-9]").fill_null(False), keys)


def _short_word(words: pl.Series) -> pl.Series:
    value = words.replace(_SHORT)
    return text.unless(text.among(value, _DROPPED), value)


def _clean_key(raw: pl.Series, context: Context) -> pl.Series:
    return key(clean(raw, context))


ADDRESS = Kind(
    "address",
    group=Group.PLACE,
    clean=clean,
    implies=(Implied("address_key", key),),
    forgeable=True,
    prior=14.0,
)
KEY = Kind("address_key", group=Group.PLACE, clean=_clean_key, forgeable=True, prior=12.0)
