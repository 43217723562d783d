"""Account ids: opaque and kept as they are, unless they are none, were mangled, or give a person away."""

import hashlib

import polars as pl

from linkage.kinds import digests, mangled, text

LONGEST = 256
"""Most characters of an id, here and at the API."""

_WRAPPED = r'^\s*\{\s*"\$(?:oid|uuid|numberLong|numberInt)"\s*:\s*"([^"\\]+)"\s*\}\s*$'
"""An id as MongoDB exports it: `{"$oid": "65a1…"}` (MongoDB Extended JSON, version 2)."""

_NESTED = r"^\s*(?:\{.*[:\"'].*\}|\{\s*\}|\[.*\]|map\[.*\])\s*$"
"""Objects and lists. A GUID in braces is neither: it has no colon and no quote."""

_BOOLEAN = r"(?i)^\s*(?:true|false)\s*$"
"""What JSON and Parquet have for yes and no: of many rows two accounts would be made."""

_ZEROS = r"^\s*\{?0{8}-?0{4}-?0{4}-?0{4}-?0{8,}\}?\s*$"
"""The nil UUID (RFC 9562, 5.9) and object ids of zeros."""

_SHORT = 20
"""Most characters of an id that is taken for no digest."""

_MAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_PHONES = (
    r"^(?:tel:)?\+[0-9 ().\-/]*$",
    r"^\(\+?[0-9]{1,5}\)[ .\-]?[0-9][0-9 .\-]{4,}$",
    r"^(?:1[ .\-])?[0-9]{3}([ .\-])[0-9]{3}[ .\-][0-9]{4}$",
    r"^(?:1[ .\-])?\([0-9]{3}\)[ .\-]?[0-9]{3}[ .\-]?[0-9]{4}$",
    r"^0[0-9]{1,4}[ /][0-9][0-9 \-/]{4,}$",
    r"^[0-9]{2,4}(?: [0-9]{2,4}){2,}$",
)
"""Shapes of telephone numbers. Digits alone are none, however many: many platforms number their accounts."""

_LEAST_DIGITS = 7


def faults(ids: pl.Series) -> pl.Series | None:
    """Why an id is none, null where it is one; None when all are.

    `account_id` for words that stand for no value, `nested` for objects and lists, `rounded` for numbers that
    a spreadsheet or a float has rounded (which of many they were nobody can tell), `too_long` beyond `LONGEST`.
    """
    where = {
        "account_id": _none(ids),
        "nested": _odd(ids, r"[\[{]", _NESTED),
        "rounded": mangled.rounded(ids) | mangled.zeroed(ids),
        "too_long": (ids.str.len_bytes() > LONGEST) & (ids.str.len_chars() > LONGEST),
    }
    found = [(code, each.fill_null(False)) for code, each in where.items()]
    found = [(code, each) for code, each in found if each.any()]
    if not found:
        return None
    return pl.select(pl.coalesce([pl.when(each).then(pl.lit(code)) for code, each in found])).to_series()


def _none(ids: pl.Series) -> pl.Series:
    """True for words that stand for no value, digests of nothing, and ids of zeros alone."""
    # No such word has a digit but zero in it, and nearly every id has.
    word = (~ids.str.contains("[1-9]")).fill_null(False)
    if word.any():
        bare = ids.filter(word)
        word = text.narrow(word, text.void(bare) | bare.str.contains(_ZEROS) | bare.str.contains(_BOOLEAN))
    return word | (text.among(ids.str.to_lowercase(), digests.of_nothing()) & (ids.str.len_bytes() > _SHORT))


def _odd(ids: pl.Series, hint: str, form: str) -> pl.Series:
    """True for ids of a form; the ordinary id lacks the hint, and is spared the form."""
    maybe = ids.str.contains(hint).fill_null(False)
    return text.narrow(maybe, ids.filter(maybe).str.contains(form)) if maybe.any() else maybe


def unwrapped(ids: pl.Series) -> pl.Series:
    """Ids out of the objects in which a database exports them, and numbers written with an exponent in full."""
    wrapped = ids.str.starts_with("{").fill_null(False)
    if wrapped.any():
        inside = ids.filter(wrapped).str.extract(_WRAPPED)
        ids = text.patch(ids, wrapped, inside.zip_with(inside.is_not_null(), ids.filter(wrapped)))
    return mangled.spelt(ids)


def personal(ids: pl.Series) -> pl.Series:
    """True for an id shaped like an e-mail address or a telephone number."""
    text = pl.col("id").str.strip_chars()
    phone = text.str.contains("|".join(f"(?:{each})" for each in _PHONES))
    enough = text.str.count_matches("[0-9]") >= _LEAST_DIGITS
    # Nearly every id lacks these characters, and is spared the patterns.
    maybe = ids.alias("id").to_frame().with_row_index("at").filter(pl.col("id").str.contains(r"[@+ (.\-/]"))
    found = maybe.filter(text.str.contains(_MAIL) | (phone & enough))["at"]
    answer = pl.repeat(False, len(ids), dtype=pl.Boolean, eager=True)
    return answer.scatter(found, True) if len(found) else answer


def hashed(ids: pl.Series, pepper: bytes) -> pl.Series:
    """Each id as `h_` and 24 hexadecimal digits of its keyed BLAKE2b; null stays null."""
    unique = ids.drop_nulls().unique()
    names = [f"h_{_digest(each, pepper)}" for each in unique]
    return ids.replace_strict(unique, pl.Series(names, dtype=pl.String), default=None, return_dtype=pl.String)


def _digest(text: str, pepper: bytes) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12, key=pepper[:64], person=b"linkage.id").hexdigest()
