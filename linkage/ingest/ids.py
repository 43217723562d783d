"""Account ids: opaque and kept as they are, unless they give a person away."""

import hashlib

import polars as pl

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
