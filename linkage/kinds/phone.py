"""`phone` and `phone_block`: E.164 by the account's country, and the hundred numbers around it.

A number has to be of a possible length for its country, not of an assigned range: made-up numbers that
accounts share are news too. Without a plus and without a country a number stays bare digits, and ties
those who wrote it in the same way. An extension is part of the number: two lines of one switchboard are two
phones, which the block ties as loosely as it ties an office.
"""

import phonenumbers
import polars as pl

from linkage.kinds import country, dialling, text, trunk
from linkage.kinds.kind import Context, Implied, Kind
from linkage.model import Group

_BARE = r"^[0-9]{7,15}$"
_PADDED = (
    "^(?:[0-9]{0,3}?(?:" + "|".join(f"{digit}{{7,}}" for digit in range(10)) + ")|"
    "[0-9]{1,2}(?:123456789|1234567890|0123456789|987654321|9876543210))$"
)
"""National numbers of a beginning that may be right, filled up with one digit or by counting."""

_NOWHERE = (
    r"^\+1555|^\+86(?:13800138000|13800000000|13888888888|18888888888|13912345678)$|"
    r"^\+7(?:9001234567|9991234567)$"
)
"""The area code of forms and films: North America keeps 555 for services (NANPA) and gives it to nobody; and numbers
that everybody in a country types who will not give his own."""

_BLOCK = r"^\+?[0-9]{5,13}\*\*$"


def _one(raw: str, region: str | None) -> str | None:
    """What phonenumbers makes of one number; null when it is none, or too short or long for its country."""
    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{whole};ext={number.extension}" if number.extension else whole


def _region(context: Context, size: int) -> pl.Series:
    """Supported regions of the accounts; null where unknown."""
    if context.country is None:
        return pl.repeat(None, size, dtype=pl.String, eager=True)
    once = context.country.unique()
    known = country.clean(once)
    known = text.unless(~text.among(known, phonenumbers.SUPPORTED_REGIONS), known)
    table = pl.DataFrame({"raw": once, "region": known})
    rows = context.country.to_frame("raw")
    return rows.join(table, on="raw", how="left", maintain_order="left", nulls_equal=True)["region"]


def _bare(raw: pl.Series, region: pl.Series) -> pl.Series:
    """Plain digits where neither a plus nor a country says more."""
    plain = raw.str.contains(dialling.PLAIN) & ~raw.str.contains("+", literal=True) & region.is_null()
    digits = raw.str.replace_all(r"[^0-9]", "")
    return text.unless(~(plain & digits.str.contains(_BARE)).fill_null(False), digits)


def clean(raw: pl.Series, context: Context) -> pl.Series:
    """Numbers as people write them to E.164."""
    raw = text.unless(text.masked(text.tidy(raw)), raw)
    found = _settled(raw, _read(raw, context))
    return text.unless(_filler(found), found)


def _settled(raw: pl.Series, found: pl.Series) -> pl.Series:
    """Numbers read again until they stay: a prefix dialled twice comes off twice."""
    digits = "+" + raw.str.replace_all(r"[^0-9]", "")
    # A full number of which nothing came off would only be read the same again.
    same = (digits == found) & raw.str.contains(r"^[ (]*\+")
    again = found.is_not_null() & ~same.fill_null(False)
    while again.any():
        once = _read(found.filter(again), Context())
        moved = (once != found.filter(again)).fill_null(True)
        found = text.patch(found, again, once)
        again = text.narrow(again, moved)
    return found


def _read(raw: pl.Series, context: Context) -> pl.Series:
    """Numbers as dialled at home; else with `00` for the plus, wherever they are; else as bare digits."""
    region = _region(context, len(raw))
    trimmed = trunk.settled(text.tidy(raw), region)
    bare = _bare(trimmed, region)
    found = _parsed(trimmed, region, bare.is_null())
    zeros = found.is_null() & trimmed.str.contains(r"^[ (]*00[1-9]").fill_null(False)
    full = trimmed.filter(zeros).str.replace(r"^[ (]*00", "+")
    found = text.patch(found, zeros, _parsed(full, _region(Context(), len(full)), full.is_not_null()))
    return found.zip_with(found.is_not_null(), bare)


def _parsed(trimmed: pl.Series, region: pl.Series, ask: pl.Series) -> pl.Series:
    """Numbers by the column's rules; the others one by one, where `ask` is true."""
    fast = dialling.read(trimmed, region)
    ask = ask & fast["asked"] & trimmed.is_not_null()
    return text.patch(fast["e164"], ask, map(_one, trimmed.filter(ask), region.filter(ask)))


def _filler(found: pl.Series) -> pl.Series:
    """True for one digit over and over, or digits counted up, after the country code."""
    found = _line(found)
    national = found.str.replace(r"^\+", "").str.replace(dialling.CODE, "")
    bare = text.unless(found.str.starts_with("+").fill_null(False), found)
    filled = text.filler(national) | national.str.contains(_PADDED).fill_null(False)
    nowhere = found.str.contains(_NOWHERE).fill_null(False)
    return filled & bare.is_null() | text.filler(bare) | nowhere


def _line(values: pl.Series) -> pl.Series:
    """Numbers without the extension behind them: those of the switchboard."""
    return values.str.replace(r";ext=.*$", "")


def readable(raw: pl.Series) -> pl.Series:
    """True for text with seven digits and more, be they nobody's number."""
    return (text.tidy(raw).str.count_matches(r"[0-9]") >= 7).fill_null(False)


def mask(values: pl.Series) -> pl.Series:
    """Country code and the last two digits: `+1 ••• •• 42`."""
    line = _line(values)
    code = line.str.extract(r"^\+([0-9]+)$").str.extract(dialling.CODE)
    inside = values.str.extract(r"(;ext=)").str.replace(";ext=", " ext. ••").fill_null("")
    return ("+" + code + " ").fill_null("") + "••• •• " + line.str.slice(-2) + inside


def block(values: pl.Series) -> pl.Series:
    """The hundred consecutive numbers that a number is one of."""
    return _line(values).str.extract(r"^(\+?[0-9]{6,13})[0-9]{2}$") + "**"


def _clean_block(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    value = text.tidy(raw)
    return text.unless(~value.str.contains(_BLOCK).fill_null(False), value)


PHONE = Kind(
    "phone",
    group=Group.IDENTITY,
    clean=clean,
    mask=mask,
    implies=(Implied("phone_block", block),),
    forgeable=True,
    prior=18.0,
    readable=readable,
    local=True,
)
BLOCK = Kind("phone_block", group=Group.IDENTITY, clean=_clean_block, forgeable=True, prior=5.0)
