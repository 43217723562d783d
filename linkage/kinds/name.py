"""`name`, `name_key`, `surname` and `payer`: people's names as written, and keys that survive how they are written.

The key leaves out titles, initials and accents, halves doubled letters and sorts the words, so that
`KOVÁCS, Dr. Anna M.` and `Anna Kovacs` meet. One word is no key: it would tie every Anna.
"""

from string import ascii_lowercase

import polars as pl

from linkage.kinds import text
from linkage.kinds.kind import Context, Implied, Kind
from linkage.model import Group

_TITLES = r"^(mr|mrs|ms|miss|mx|dr|prof|sir|dame|herr|frau|mme|sr|sra|jr|jnr|snr|ii|iii|iv|phd|md|esq)$"
_LAST_TITLES = r"( (jr|sr|jnr|snr|ii|iii|iv|phd|md|esq))+$"
_NOBODY = (
    "test", "test test", "test user", "test account", "tester", "john doe", "jane doe", "first last",
    "first name", "last name", "full name", "name", "your name", "name name", "asdf", "asdf asdf",
    "qwerty", "abc", "abc def", "admin", "user", "foo", "foo bar", "no name", "noname", "n a",
    "not applicable", "deleted user", "lorem ipsum",
)  # fmt: skip


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Words of a name in the order given, folded."""
    value = text.words(text.fold(raw))
    blank = text.among(value, _NOBODY) | text.repeated(value.str.replace_all(" ", "", literal=True))
    return text.unless(blank | ~value.str.contains(r"\p{L}").fill_null(False), value)


def key(values: pl.Series) -> pl.Series:
    """Fuzzy keys of canonical names; null where fewer than two words are left."""
    return clean(text.rekey(values, _plain_word, least=2), Context())


def surname(values: pl.Series) -> pl.Series:
    """Last words of canonical names, without accents; null where a name is one word, or the word says nothing."""
    last = values.str.replace(_LAST_TITLES, "").str.extract(r" (\S+)$")
    return _clean_surname(last, Context())


def _clean_surname(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    value = text.plain(text.words(text.fold(raw)))
    odd = (value.str.len_chars() < 2) | value.str.contains(" ", literal=True) | ~value.str.contains(r"\p{L}")
    return text.unless(odd.fill_null(False), value)


def _plain_word(words: pl.Series) -> pl.Series:
    """Words without accents, `anna` as `ana`; null for titles and initials."""
    value = text.plain(words)
    for letter in ascii_lowercase:
        value = value.str.replace_all(letter * 2 + "+", letter)
    idle = value.str.contains(_TITLES) | (value.str.len_chars() < 2)
    return text.unless(idle.fill_null(False), value)


def _clean_key(raw: pl.Series, context: Context) -> pl.Series:
    return key(clean(raw, context))


def initials(values: pl.Series) -> pl.Series:
    """First letters of the first word and the last, `M. K.`; a dot for a word that is hardly longer."""
    first = values.str.extract(r"^(\p{L})[\p{L}\p{M}\p{N}]{2,}").str.to_uppercase().fill_null("•")
    last = values.str.extract(r" (\p{L})[\p{L}\p{M}\p{N}]{2,}$").str.to_uppercase().fill_null("•")
    several = values.str.contains(" ", literal=True)
    return pl.select(pl.when(several).then(first + ". " + last + ".").otherwise(first + ".")).to_series()


def payer(raw: pl.Series, context: Context) -> pl.Series:
    """Words of a payer's name without accents, in alphabetical order: banks turn them around."""
    return clean(text.rekey(clean(raw, context), text.plain, least=1), context)


NAME = Kind(
    "name",
    group=Group.IDENTITY,
    clean=clean,
    mask=initials,
    implies=(Implied("name_key", key), Implied("surname", surname)),
    forgeable=True,
    prior=6.0,
)
SURNAME = Kind("surname", group=Group.IDENTITY, clean=_clean_surname, forgeable=True, prior=2.0)
KEY = Kind("name_key", group=Group.IDENTITY, clean=_clean_key, mask=initials, forgeable=True, prior=5.0)
PAYER = Kind("payer", group=Group.PAYMENT, clean=payer, mask=initials, forgeable=True, prior=6.0)
