"""`email` and `payer_email`: one mailbox, however it is written.

Case, IDNA, display names, dots and sub-addresses of the providers that ignore them. Sub-addresses of a domain
of one's own stay, since nobody outside can tell what they mean there.
"""

import polars as pl

from linkage.kinds import domain, providers, shape, text
from linkage.kinds.kind import Context, Implied, Kind
from linkage.model import Group

_LOCAL = r"^[^\s@\"<>(),:;\\\[\]]{1,64}$"
_NOBODY = (
    "noreply", "donotreply", "dontreply", "noemail", "nomail", "noemailaddress", "nomailaddress", "noaddress",
    "nobody", "noone", "mailerdaemon", "none", "null", "undefined", "unknown", "unknownuser", "unspecified",
    "notspecified", "notprovided", "notavailable", "notapplicable", "notgiven", "notset", "nocontact", "donotemail",
    "donotmail", "donotcontact", "anonymous", "anonymoususer", "anonymized", "anonymised", "redacted", "deleted",
    "deleteduser", "removed", "removeduser", "placeholder", "invalid", "invalidemail", "fakeemail", "dummyemail",
    "guest", "guestuser", "guestcustomer", "guestcheckout", "walkin", "walkincustomer", "walkinclient",
    "cashcustomer", "sinemail", "sincorreo", "nocorreo", "notiene", "notieneemail", "notienecorreo", "semail",
    "semmail", "sememail", "pasdemail", "pasdemel", "keinemail", "keineemail", "ohneemail", "nessunamail",
)  # fmt: skip
"""Whom no mailbox belongs to, at any domain; without dots, hyphens and underscores."""

_NAMELESS = (
    "test", "tester", "testing", "testuser", "testtest", "test1", "test123", "example", "sample", "user", "users",
    "username", "email", "mail", "mymail", "myemail", "youremail", "name", "myname", "yourname", "your", "you", "me",
    "someone", "somebody", "anyone", "abc", "abcd", "abc123", "asd", "asdf", "asdfgh", "asdfasdf", "qwe",
    "qwerty", "foo", "bar", "foobar", "a", "aa", "aaa", "b", "x", "xx", "xxx", "xyz", "y", "z", "zzz", "na", "nan",
    "nil", "no", "non", "nope", "nada", "nothing", "noname", "admin", "administrator", "root", "webmaster", "info",
    "demo", "fake", "dummy", "temp", "tmp", "spam", "trash", "random", "whatever", "blah", "tbd", "default",
    "customer", "newcustomer", "client", "cliente", "clientes", "kunde", "klant", "gast", "invitado", "visitor",
    "buyer", "shopper", "member", "cash", "pos", "till", "counter", "mostrador", "private", "personal", "self",
    "firstlast", "firstnamelastname", "lastname", "firstname", "anon", "anonym", "hello", "contact",
)  # fmt: skip
"""What is nobody's at a domain that is everybody's or nobody's, and somebody's at one of one's own."""

_SAMPLES = (
    "johndoe",
    "janedoe",
    "johnsmith",
    "jsmith",
    "jdoe",
    "joebloggs",
    "maxmustermann",
    "erikamustermann",
)
"""People of forms and manuals: at domains of nobody's alone."""

_NOWHERE = (
    "test.com", "test.de", "test.org", "test.net", "test.test", "testing.com", "domain.com", "email.com", "mail.com",
    "mydomain.com", "yourdomain.com", "company.com", "yourcompany.com", "foo.com", "foo.bar", "foobar.com", "bar.com",
    "none.com", "none.none", "null.com", "null.null", "fake.com", "fakemail.com", "sample.com", "abc.com", "asdf.com",
    "qwerty.com", "xyz.com", "a.com", "a.aa", "aa.com", "aaa.com", "aaa.aaa", "abc.abc", "unknown.com", "no.com",
    "x.com", "xx.com", "xxx.com", "xxx.xxx", "noemail.com", "nomail.com", "no-email.com", "no-mail.com", "noemail.org",
    "nomail.org", "noreply.com", "nowhere.com", "nobody.com", "na.com", "nil.com", "nope.com", "guest.com",
    "anonymous.com", "invalid.com", "dummy.com", "placeholder.com", "notprovided.com", "noaddress.com",
    "website.com", "site.com", "server.com", "host.com", "provider.com", "user.com", "customer.com",
    "def.com", "123.com", "somewhere.com", "somedomain.com", "anywhere.com", "thedomain.com", "domain.tld",
    "email.tld", "example.tld", "company.tld", "provider.tld", "domain.ext", "domain.net", "domain.org", "email.net",
)  # fmt: skip


def _split(raw: pl.Series) -> pl.DataFrame:
    """Columns `local` and `domain` of folded addresses, out of angle brackets and `mailto:`."""
    whole = text.fold(raw)
    if whole.str.contains(r"[<:]").any():
        whole = whole.str.replace(r"^.*<([^<>]*)>$", "$1").str.replace(r"^mailto:", "")
    # From the right: what stands before the last @ is checked below.
    parts = whole.str.extract_groups(r"^([^@]+)@([^@]+)$").struct.unnest()
    return _addressed(parts.rename({"1": "local", "2": "domain"}))


def _addressed(parts: pl.DataFrame) -> pl.DataFrame:
    """The parts, those with the mailbox in the domain turned around."""
    below = parts["domain"].str.contains(providers.SUBDOMAIN).fill_null(False)
    if not below.any():
        return parts
    names = parts["domain"].filter(below).str.extract_groups(providers.SUBDOMAIN).struct.unnest()
    return parts.with_columns(
        text.patch(parts["local"], below, names["1"]).alias("local"),
        text.patch(parts["domain"], below, names["2"]).alias("domain"),
    )


def _domains(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with canonical domains, and what each makes of a local part; a row an address, in order."""
    once = frame["domain"].unique().drop_nulls()
    name = domain.canonical(once)
    known = pl.DataFrame(
        {
            "domain": once,
            "name": name,
            "plus": text.among(name, providers.PLUS) | name.str.contains(providers.OUTLOOK),
            "hyphen": name.str.contains(providers.HYPHEN),
            "dotless": text.among(name, providers.DOTLESS),
            "dashless": text.among(name, providers.DASHLESS),
            "dashed": text.among(name, providers.DASHED),
            "reserved": domain.reserved(name),
            "nowhere": text.among(name, _NOWHERE) | domain.reserved(name),
            "anybodys": text.among(name, providers.FREE) | text.among(name, providers.disposable()),
        }
    )
    return frame.join(known, on="domain", how="left", maintain_order="left")


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Addresses to the one spelling of their mailbox."""
    local = pl.col("local")
    cut = (
        pl.when("plus")
        .then(local.str.replace(r"\+.*$", ""))
        .when("hyphen")
        .then(local.str.replace(r"-.*$", ""))
    )
    bare = _domains(_split(raw)).with_columns(cut.otherwise(local).alias("local"))
    bare = bare.with_columns(
        pl.when("dashless")
        .then(local.str.replace_all("[._-]", ""))
        .when("dotless")
        .then(local.str.replace_all(".", "", literal=True))
        .when("dashed")
        .then(local.str.replace_all(".", "-", literal=True))
        .otherwise(local)
    )
    fine = local.str.contains(_LOCAL) & pl.col("name").is_not_null()
    whole = bare.select(pl.when(fine).then(local + "@" + pl.col("name"))).to_series()
    return text.unless(_placeholder(bare), whole)


def _placeholder(bare: pl.DataFrame) -> pl.Series:
    """True for addresses typed to get past a form: `test@test.com`, `noreply@…`, `guest@example.com`."""
    local, nowhere = bare["local"], bare["nowhere"].fill_null(False)
    plain = local.str.replace_all(r"[._+-]", "")
    same = (bare["name"].str.replace(r"\..*$", "") == local).fill_null(False)
    anybodys = nowhere | same | bare["anybodys"].fill_null(False)
    stem = plain.str.replace(r"[0-9]+$", "")
    typed = anybodys & (text.among(plain, _NAMELESS) | text.among(local, _NAMELESS) | _keys(local))
    typed = typed | nowhere & text.among(stem, ("", *_NAMELESS, *_NOBODY, *_SAMPLES))
    hidden = local.str.contains(r"[*•●]|^x{3,}[0-9]*$").fill_null(False)
    return typed | hidden | text.among(plain, _NOBODY) | _reserved(bare)


def _keys(local: pl.Series) -> pl.Series:
    """True for one key over and over, and for counting."""
    return text.filler(local) & (local.str.len_chars() >= 3).fill_null(False)


def _reserved(bare: pl.DataFrame) -> pl.Series:
    """True for a single word at a domain that no mail can reach, and for whatever is at `.invalid`.

    A full name or a number there may be a person's: platforms that hide addresses write them so.
    """
    never = bare["name"].str.ends_with(".invalid").fill_null(False)
    word = bare["local"].str.contains(r"^\p{L}+$").fill_null(False)
    return bare["reserved"].fill_null(False) & (never | word)


def readable(raw: pl.Series) -> pl.Series:
    """True for what has the form of an address, be it nobody's."""
    parts = _domains(_split(raw))
    return (parts["local"].str.contains(_LOCAL) & parts["name"].is_not_null()).fill_null(False)


def mask(values: pl.Series) -> pl.Series:
    """First letter and domain, `m***@gmail.com`, `m***@e***.com`; no letter of a local part of one or two."""
    first = values.str.extract(r"^([^@])[^@]{2,}@").fill_null("")
    return first + "***@" + domain.masked(values.str.replace(r"^.*@", ""))


def _domain(values: pl.Series) -> pl.Series:
    return domain.holder(values.str.replace(r"^.*@", ""))


EMAIL = Kind(
    "email",
    group=Group.IDENTITY,
    clean=clean,
    mask=mask,
    implies=(Implied("email_domain", _domain), Implied("email_shape", shape.of)),
    forgeable=True,
    prior=20.0,
    readable=readable,
)
PAYER_EMAIL = Kind(
    "payer_email", group=Group.PAYMENT, clean=clean, mask=mask, forgeable=True, prior=16.0, readable=readable
)
