"""Phone numbers with what is dialled at home left in, or with prefixes that are no more: written as they are dialled.

A zero in brackets behind a country code is dialled inside the country alone: `+48 (0) 22 400 12 34`. People leave
it in without brackets too. In Italy and where a zero belongs to the number it stays (`phonenumbers` knows where).
Mexico dropped the 1 before mobile numbers, and 01, 044 and 045 at home, in August 2019.
"""

import re
from functools import cache

import polars as pl

from linkage.kinds import dialling, text

_BRACKETS = r"^([ (]*(?:\+|00)[0-9 ().-]*?[0-9])[ ).-]*[(\[] ?0 ?[)\]]"
_ITALY = r"^[ (]*(?:\+|00)[ (]*39"
_FULL = r"^[ (]*(?:\+|00)[0-9 ().-]+$"
_MEXICO = r"^[ (]*(?:\+|00)[ (]*52[ ().-]*1[ ().-]*((?:[0-9][ ().-]*){10})$"
_AT_HOME = r"^[ (]*(?:01|044|045|1)[ ().-]+((?:[0-9][ ().-]*){10})$|^(?:01|044|045|1)([0-9]{10})$"


def settled(raw: pl.Series, region: pl.Series) -> pl.Series:
    """Trimmed numbers without such prefixes; `region` is that of each account, or null."""
    full = raw.str.contains(r"^[ (]*(?:\+|00)").fill_null(False)
    bracket = (
        full
        & raw.str.contains(r"[(\[] ?0 ?[)\]]").fill_null(False)
        & ~raw.str.contains(_ITALY).fill_null(False)
    )
    if bracket.any():
        raw = text.patch(raw, bracket, raw.filter(bracket).str.replace(_BRACKETS, "$1 "))
    mexico = full & raw.str.contains(_MEXICO).fill_null(False)
    if mexico.any():
        raw = text.patch(raw, mexico, "+52" + raw.filter(mexico).str.extract(_MEXICO))
    home = (region == "MX").fill_null(False) & ~full & raw.str.contains(_AT_HOME).fill_null(False)
    if home.any():
        parts = raw.filter(home).str.extract_groups(_AT_HOME).struct.unnest()
        raw = text.patch(raw, home, "+52" + parts["1"].fill_null(parts["2"]))
    return _without_zero(raw, full)


def _without_zero(raw: pl.Series, full: pl.Series) -> pl.Series:
    """Full numbers whose country code is followed by a zero that is no part of any number there."""
    digits = raw.str.replace_all(r"[^0-9]", "").str.replace("^00", "")
    maybe = full & digits.str.contains(dialling.CODE + "0") & raw.str.contains(_FULL)
    maybe = maybe.fill_null(False)
    if not maybe.any():
        return raw
    code = digits.filter(maybe).str.extract(dialling.CODE)
    rest = digits.filter(maybe).str.slice(code.str.len_bytes())
    return text.patch(raw, maybe, map(_one, raw.filter(maybe), code, rest))


def _one(raw: str, code: str, rest: str) -> str:
    form = _form(code)
    trunk = rest.lstrip("0")
    return f"+{code}{trunk}" if not form.fullmatch(rest) and form.fullmatch(trunk) else raw


@cache
def _form(code: str) -> re.Pattern[str]:
    """Any national number of a country code."""
    description = dialling.rules(dialling.main(code)).general_desc
    return re.compile((description and description.national_number_pattern) or "(?!)")
