"""`address` and `address_key`: postal addresses as written, and a key for their many spellings.

The key shortens the usual words for streets and flats, leaves out accents and what merely announces a number,
and sorts the words. It needs a number and two words besides: a town alone ties everybody in it.
"""

import polars as pl

from linkage.kinds import nothing, standins, text
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
    "test", "address", "street", "home", "1 test st", "1 test street", "abc", "test test", "test address",
    "test street", "my address", "your address", "full address", "street address", "address line 1", "line 1",
    "address 1", "billing address", "shipping address", "mailing address", "home address", "same", "same as above",
    "as above", "see above", "same as billing", "same as billing address", "same as shipping",
    "same as shipping address", "same address", "ditto", "idem", "n a", "na na", "no fixed abode", "nfa",
    "no fixed address", "homeless", "general delivery", "poste restante", "po box", "p o box", "pick up", "pickup",
    "store pickup", "pickup in store", "pick up in store", "collect from store", "click collect",
    "in store", "in store pickup", "local pickup", "click and collect", "collect", "collection",
    "collect in store", "take away", "takeaway", "eat in", "store", "shop", "counter", "digital",
    "digital delivery", "digital product", "digital goods", "virtual", "online", "email delivery", "download",
    "no street", "none given", "none provided", "address unknown", "address not provided", "asdf",
    "asdf asdf", "qwerty", "xyz", "anywhere", "nowhere", "somewhere", "everywhere", "abholung", "selbstabholung",
    "ohne adresse", "siehe oben", "domicilio conocido", "conocido", "sin direccion", "sin dirección",
    "mostrador", "retrait", "retrait en magasin", "default address", "no address on file", "online order", "web order",
    "same as billing address above", "same as shipping address above", "same as delivery address", "lorem ipsum",
    "ул пушкина дом колотушкина", "улица пушкина дом колотушкина", "742 evergreen terrace",
    "742 evergreen terrace springfield", "calle falsa 123", "calle falsa 123 springfield",
)  # fmt: skip
_SAMPLE = (
    r"^(?:123|1234|12345|1|111|100|000|0|321)(?: \p{L})? (?:main|fake|any|test|abc|example|sample|street|first)"
    r"(?: (?:st|str|street|road|rd|ave|avenue|lane|ln|drive|dr))?$|"
    r"\b(?:anytown|any town|(?:test|example|sample|fake)(?:ville|town|city|burg|stadt| city| town))\b|"
    r"^(?:default|test|sample|example|dummy|fake|my|your) (?:address|street|addr)(?: (?:line )?[0-9]{1,3})?$|"
    r"^street [0-9]{1,3} city(?: \S+){0,3}$|^musterstra(?:ss|ß)e [0-9]{1,3}\b|"
    r"\b(?:12345|00000) musterstadt\b"
)
"""Addresses of forms and manuals: `123 Main Street`, `Musterstraße 1, 12345 Musterstadt`."""

_LOST = r"\b(?:null|undefined|unknown|none|nan|n a|not (?:specified|provided|given|available|applicable)|missing)\b"
_REST = r"^(?:[^0-9]*|\P{L}*|[0\P{N}]*|\S+( \S+)?)$"
"""What is left of an address is none without a number (of more than zeros), or with fewer than three words."""


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Words and numbers of an address in the order given, folded."""
    value = text.words(text.fold(raw))
    bare = value.str.replace_all(" ", "", literal=True)
    blank = text.among(value, (*_NOWHERE, *standins.ANYBODY)) | standins.pays(value) | _lost(value)
    blank = blank | value.str.contains(_SAMPLE).fill_null(False)
    return text.unless(blank | text.repeated(bare) | text.among(bare, nothing.COUNTING), value)


def _lost(value: pl.Series) -> pl.Series:
    """True where lines of an address are missing, and the rest names no place: `null, null, GB`."""
    lost = value.str.contains(_LOST).fill_null(False)
    rest = text.collapse(value.filter(lost).str.replace_all(_LOST, " "))
    return text.narrow(lost, rest.str.contains(_REST)) if lost.any() else lost


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
