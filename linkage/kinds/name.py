"""`name`, `name_key`, `surname` and `payer`: people's names as written, and keys that survive how they are written.

The key leaves out titles, initials and accents, halves doubled letters and sorts the words, so that
`KOVÁCS, Dr. Anna M.` and `Anna Kovacs` meet. One word is no key: it would tie every Anna.
"""

from string import ascii_lowercase

import polars as pl

from linkage.kinds import standins, text
from linkage.kinds.kind import Context, Implied, Kind
from linkage.model import Group

_TITLES = r"^(mr|mrs|ms|miss|mx|dr|prof|sir|dame|herr|frau|mme|sr|sra|jr|jnr|snr|ii|iii|iv|phd|md|esq)$"
_LAST_TITLES = r"( (jr|sr|jnr|snr|ii|iii|iv|phd|md|esq))+$"
_NO_WORD = ("nul", "undefined", "none", "unknown")
"""What programs put in place of a first or a last name they do not have; doubled letters are one by then."""

_NOBODY = (
    "test", "test test", "test user", "test account", "tester", "john doe", "jane doe", "first last",
    "first name", "last name", "full name", "name", "your name", "name name", "asdf", "asdf asdf",
    "qwerty", "abc", "abc def", "admin", "user", "foo", "foo bar", "no name", "noname", "n a",
    "not applicable", "lorem ipsum", "test name", "testing", "demo", "demo user", "sample", "sample user",
    "example", "example user", "default user", "my name", "user name", "username", "new user", "user user",
    "unknown user", "unknown unknown", "no name given", "firstname lastname", "firstname", "lastname", "fname lname",
    "first middle last", "given name", "family name", "vorname nachname", "vorname name", "prenom nom",
    "prénom nom", "nom prenom", "nom prénom", "nombre apellido", "nombre y apellido", "nome cognome",
    "nome sobrenome", "jane roe", "john roe", "joe bloggs", "fred bloggs", "jane bloggs", "john q public",
    "max mustermann", "erika mustermann", "cardholder", "card holder", "cardholder name", "card holder name",
    "name on card", "account holder", "administrator", "root", "superuser", "system", "sysadmin", "support",
    "mr", "mrs", "ms", "sir", "madam", "sir madam", "dear sir", "mr x", "n n", "nn", "xyz", "asd", "asd asd", "qwe",
    "qwe qwe", "sdf", "sdf sdf", "abc abc", "abc xyz", "asdfasdf", "asdfgh", "qwerty qwerty", "aaa bbb",
    "jane q public", "test testsson", "testtest", "anonymous coward", "mr null", "mrs null", "ms null", "mr cardholder",
    "mrs cardholder", "mr test", "imię nazwisko", "imie nazwisko", "jméno příjmení", "förnamn efternamn",
    "fornavn etternavn", "voornaam achternaam", "ad soyad", "adı soyadı", "имя", "имя фамилия", "фамилия имя",
    "фамилия имя отчество", "иван иванович иванов", "иванов иван иванович", "тест", "тест тест", "тест тестов",
    "テスト", "テスト テスト", "テスト太郎", "测试", "测试用户", "测试 测试",
    "姓名", "张三", "李四", "王五", "홍길동", "테스트", "gdpr deleted", "deleted gdpr", "data deleted",
    "account deleted", "user deleted", "erased user", "redacted user", "user redacted", "gelöschter benutzer",
    "utilisateur supprimé",
    "usuario eliminado", "john q doe", "confidential",
)  # fmt: skip


_NUMBERED = (
    r"^(?:guest|user|customer|client|visitor|anonymous|test|tester|testuser|demo|deleted|removed|former)"
    r"(?: user| account| customer)?s? ?[0-9]+$|^test ?[0-9]+(?: test ?[0-9]+)?$|"
    r"^(?:facebook|apple|google|twitter|x|discord|telegram|github|linkedin|instagram|tiktok|steam|microsoft|slack|"
    r"whatsapp|wechat|line|vk|new|former|inactive|suspended|banned) (?:user|member|account|customer)(?: [0-9]+)?$"
)
"""What a shop, or a service to sign in with, calls those who gave no name."""


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Words of a name in the order given, folded."""
    folded = text.fold(raw)
    value = text.words(text.unless(folded.str.contains(r"[*•●∙]{2}").fill_null(False), folded))
    blank = text.among(value, (*_NOBODY, *standins.ANYBODY)) | value.str.contains(_NUMBERED).fill_null(False)
    blank = blank | text.repeated(value.str.replace_all(" ", "", literal=True))
    return text.unless(blank | ~value.str.contains(r"\p{L}").fill_null(False), value)


def key(values: pl.Series) -> pl.Series:
    """Fuzzy keys of canonical names; null where fewer than two words are left."""
    return clean(text.rekey(values, _plain_word, least=2), Context())


def surname(values: pl.Series) -> pl.Series:
    """Last words of canonical names, without accents; null where a name is one word, or the word says nothing."""
    last = values.str.replace(_LAST_TITLES, "").str.extract(r" (\S+)$")
    return _clean_surname(last, Context())


def _clean_surname(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    value = text.words(text.plain(text.fold(raw)))
    odd = (value.str.len_chars() < 2) | value.str.contains(" ", literal=True) | ~value.str.contains(r"\p{L}")
    return text.unless(odd.fill_null(False), value)


def _plain_word(words: pl.Series) -> pl.Series:
    """Words without accents, `anna` as `ana`; null for titles and initials."""
    value = text.plain(words)
    for letter in ascii_lowercase:
        value = value.str.replace_all(letter * 2 + "+", letter)
    idle = value.str.contains(_TITLES) | (value.str.len_chars() < 2) | text.among(value, _NO_WORD)
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
    value = clean(raw, context)
    value = clean(text.rekey(text.unless(standins.pays(value), value), text.plain, least=1), context)
    return text.unless(standins.pays(value), value)


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
