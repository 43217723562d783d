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
    "noreply",
    "no-reply",
    "donotreply",
    "do-not-reply",
    "noemail",
    "no-email",
    "nomail",
    "nobody",
    "mailer-daemon",
)
_NAMELESS = (
    "test", "tester", "testing", "test1", "test123", "example", "user", "username", "email", "mail",
    "name", "your", "you", "me", "someone", "abc", "asdf", "foo", "bar", "a", "aa", "aaa", "x", "none",
    "null", "na", "unknown", "admin", "info", "demo", "fake", "sample", "first.last", "john.doe",
    "johndoe", "jane.doe",
)  # fmt: skip
_NOWHERE = (
    "test.com", "test.de", "test.org", "test.net", "example.com", "example.org", "example.net",
    "domain.com", "email.com", "mail.com", "yourdomain.com", "company.com", "foo.com", "foo.bar",
    "bar.com", "none.com", "null.com", "fake.com", "sample.com", "abc.com", "asdf.com", "xyz.com",
    "a.com", "aaa.com", "unknown.com", "no.com", "x.com",
)  # fmt: skip


def _split(raw: pl.Series) -> pl.DataFrame:
    """Columns `local` and `domain` of folded addresses, out of angle brackets and `mailto:`."""
    whole = text.fold(raw)
    if whole.str.contains(r"[<:]").any():
        whole = whole.str.replace(r"^.*<([^<>]*)>$", "$1").str.replace(r"^mailto:", "")
    # From the right: what stands before the last @ is checked below.
    parts = whole.str.extract_groups(r"^([^@]+)@([^@]+)$").struct.unnest()
    return parts.rename({"1": "local", "2": "domain"})


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
            "nowhere": text.among(name, _NOWHERE),
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
        pl.when("dotless").then(local.str.replace_all(".", "", literal=True)).otherwise(local)
    )
    fine = local.str.contains(_LOCAL) & pl.col("name").is_not_null()
    whole = bare.select(pl.when(fine).then(local + "@" + pl.col("name"))).to_series()
    return text.unless(_placeholder(bare), whole)


def _placeholder(bare: pl.DataFrame) -> pl.Series:
    """True for addresses typed to get past a form: `test@test.com`, `noreply@…`, `none@none.com`."""
    local = bare["local"]
    same = (bare["name"].str.replace(r"\..*$", "") == local).fill_null(False)
    typed = text.among(local, _NAMELESS) & (bare["nowhere"].fill_null(False) | same)
    return typed | text.among(local, _NOBODY)


def readable(raw: pl.Series) -> pl.Series:
    """True for what has the form of an address, be it nobody's."""
    parts = _domains(_split(raw))
    return (parts["local"].str.contains(_LOCAL) & parts["name"].is_not_null()).fill_null(False)


def mask(values: pl.Series) -> pl.Series:
    """First letter and domain, `m***@example.com`; no letter of a local part of one or two."""
    first = values.str.extract(r"^([^@])[^@]{2,}@").fill_null("")
    return first + "***@" + values.str.replace(r"^.*@", "")


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
