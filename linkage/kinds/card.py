"""`card` and `bin`: the fingerprint a payment provider gives a card, and the bank that issued it.

A fingerprint is opaque and can only be had by charging the card. Where a feed carries the number itself it is
taken for one, and its last four digits are the mask.
"""

import polars as pl

from linkage.kinds import standins, text
from linkage.kinds.kind import Context, Implied, Kind
from linkage.model import Group

_NUMBER = r"^[2-6][0-9]{12,18}$"
_BRANDS = (
    r"visa|master ?card|mc|maestro|amex|american express|discover|diners(?: club)?|jcb|unionpay|elo|rupay|mir|"
    r"debit|credit"
)
_HIDDEN = (
    rf"(?i)^(?:[0-9]{{1,4}}|(?:{_BRANDS}|card)?[ :-]*(?:ending|ends|last ?(?:4|four)?)(?: (?:in|on|with))?[ :#-]*"
    rf"[0-9]{{2,4}}|(?:{_BRANDS})(?: card)?[ :#-]*[0-9]{{0,4}}|"
    r"[x*•#?._ -]*[0-9]{2,4}[x*•#?._ -]*|(?:0[ -]?){8,}[0-9]{1,4})$"
)
"""The last four digits, with or without the brand: one card in ten thousand has them."""

_TRIALS = (
    "4111111111111111", "4012888888881881", "4000000000000002", "4000056655665556", "4242424242424242",
    "5555555555554444", "5105105105105100", "5200828282828210", "2223003122003222", "378282246310005",
    "371449635398431", "6011111111111117", "6011000990139424", "30569309025904", "38520000023237",
    "3056930009020004", "3530111333300000", "3566002020360505", "6200000000000005",
)  # fmt: skip
"""Numbers that processors publish to try payments with; nobody's card."""


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Fingerprints as they are; numbers without their spaces."""
    value = text.ident(raw)
    hidden = value.str.contains(_HIDDEN).fill_null(False) | standins.pays(value.str.to_lowercase())
    value = text.unless(hidden, value)
    digits = value.str.replace_all(r"[ -]", "")
    number = digits.str.contains(_NUMBER).fill_null(False)
    return text.unless(text.among(digits, _TRIALS), digits.zip_with(number, value))


def mask(values: pl.Series) -> pl.Series:
    """`•••• 4242` of a number; a fingerprint shows nothing."""
    return "•••• " + values.str.extract(r"^[2-6][0-9]{8,14}([0-9]{4})$")


def _bin(values: pl.Series) -> pl.Series:
    return values.str.extract(r"^([2-6][0-9]{5})[0-9]{7,13}$")


def issuer(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """The first six digits, whether six or eight were given."""
    digits = text.tidy(raw).str.replace_all(r"[ *xX-]", "").str.replace(r"\.0$", "")
    six = digits.str.extract(r"^([0-9]{6})[0-9]{0,2}$")
    return text.unless(text.filler(six), six)


def _open(values: pl.Series) -> pl.Series:
    return values + "••••"


def readable(raw: pl.Series) -> pl.Series:
    """True for six digits and more."""
    return text.tidy(raw).str.contains(r"^[ 0-9]{6,}").fill_null(False)


CARD = Kind("card", group=Group.PAYMENT, clean=clean, mask=mask, implies=(Implied("bin", _bin),), prior=18.0)
BIN = Kind("bin", group=Group.PAYMENT, clean=issuer, mask=_open, prior=4.0, readable=readable, public=True)
