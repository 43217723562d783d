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
    rf"[0-9]{{2,4}}|(?:{_BRANDS})(?: card)?[ _:#x*•-]*[0-9]{{0,4}}|"
    rf"(?:tok|pm|src|card|btok)(?:_card)?_(?:{_BRANDS}|mastercard)(?:[_-]\w*)?|"
    r"(?:last|ending|ends)[ _-]*(?:4|four|in|digits)?[ _:=#-]*[0-9]{4}|card_?(?:fingerprint|id|number|hash|token)|"
    r"(?:no_?)?fingerprint|0x|tok_(?:cvc|avs|charge|risk|cardholder|dispute|bypass|refund|radar|visa|amex)[a-z]*|"
    r"[x*•#?._ -]*[0-9]{2,4}[x*•#?._ -]*|(?:0[ -]?){8,}[0-9]{1,4})$"
)
"""The last four digits, with or without the brand: one card in ten thousand has them."""

_TEST_BIN = r"^400000[0-9]{10}$"
"""Numbers with which Stripe tries declines, countries and authentication (docs.stripe.com/testing)."""

_TRIALS = (
    "4005519200000004", "4009348888881881", "4012000033330026", "4012000077777777", "4217651111111119",
    "4500600000000061", "4444333322221111", "4462030000000000", "4917610000000000", "4646464646464644",
    "4166676667666746", "4988438843884305", "5577000055770004", "5136333333333335", "5454545454545454",
    "2222400070000005", "2222410740360010", "370000000000002", "6759649826438453", "6011601160116611",
    "4242424242424241", "2223000048400011", "36259600000004", "6243030000000001", "4263982640269299",
    "4111111111111111", "4012888888881881", "4000000000000002", "4000056655665556", "4242424242424242",
    "5555555555554444", "5105105105105100", "5200828282828210", "2223003122003222", "378282246310005",
    "371449635398431", "6011111111111117", "6011000990139424", "30569309025904", "38520000023237",
    "3056930009020004", "3530111333300000", "3566002020360505", "6200000000000005",
)  # fmt: skip
"""Numbers that processors publish to try payments with (Stripe, Braintree, Adyen, PayPal, Worldpay); nobody's card."""


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Fingerprints as they are; numbers without their spaces."""
    value = text.ident(raw)
    hidden = value.str.contains(_HIDDEN).fill_null(False) | standins.pays(_words(value))
    value = text.unless(hidden, value)
    digits = value.str.replace_all(r"[ -]", "")
    number = digits.str.contains(_NUMBER).fill_null(False)
    trial = text.among(digits, _TRIALS) | digits.str.contains(_TEST_BIN).fill_null(False)
    return text.unless(trial, digits.zip_with(number, value))


def _words(values: pl.Series) -> pl.Series:
    """Small letters with blanks for what programs put between words: `sepa_debit` is `sepa debit`."""
    return values.str.to_lowercase().str.replace_all(r"[_-]", " ")


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
