"""`card` and `bin`: the fingerprint a payment provider gives a card, and the bank that issued it.

A fingerprint is opaque and can only be had by charging the card. Where a feed carries the number itself it is
taken for one, and its last four digits are the mask.
"""

import polars as pl

from linkage.kinds import text
from linkage.kinds.kind import Context, Implied, Kind
from linkage.model import Group

_NUMBER = r"^[2-6][0-9]{12,18}$"


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Fingerprints as they are; numbers without their spaces."""
    value = text.ident(raw)
    digits = value.str.replace_all(r"[ -]", "")
    number = digits.str.contains(_NUMBER).fill_null(False)
    return digits.zip_with(number, value)


def mask(values: pl.Series) -> pl.Series:
    """`•••• 4242` of a number; a fingerprint shows nothing."""
    return "•••• " + values.str.extract(r"^[2-6][0-9]{8,14}([0-9]{4})$")


def _bin(values: pl.Series) -> pl.Series:
    return values.str.extract(r"^([2-6][0-9]{5})[0-9]{7,13}$")


def issuer(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """The first six digits, whether six or eight were given."""
    digits = text.tidy(raw).str.replace_all(r"[ *xX-]", "").str.replace(r"\.0$", "")
    six = digits.str.extract(r"^([0-9]{6})[0-9]{0,2}$")
    return text.unless(text.repeated(six), six)


def _open(values: pl.Series) -> pl.Series:
    return values + "••••"


def readable(raw: pl.Series) -> pl.Series:
    """True for six digits and more."""
    return text.tidy(raw).str.contains(r"^[ 0-9]{6,}").fill_null(False)


CARD = Kind("card", group=Group.PAYMENT, clean=clean, mask=mask, implies=(Implied("bin", _bin),), prior=18.0)
BIN = Kind("bin", group=Group.PAYMENT, clean=issuer, mask=_open, prior=4.0, readable=readable, public=True)
