"""`email_domain`: the registrable domain of an address, but for free providers.

Behind a free provider stands everybody, so it is a crowd by definition and no value at all; who holds an
address there is told by `email` and `email_shape`. What is left is somebody's own domain or a throw-away
one, and the mask says which.
"""

from functools import cache

import idna
import polars as pl
from tldextract import TLDExtract

from linkage.kinds import providers, text
from linkage.kinds.kind import Context, Kind
from linkage.model import Group

VALID = r"^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+(xn--[a-z0-9-]{2,59}|[a-z]{2,63})$"
"""A domain in ASCII with at least one dot."""

_RESERVED = r"(?:^|\.)(?:example\.(?:com|org|net|edu)|example|test|invalid|localhost|localhost\.localdomain)$"


@cache
def _suffixes() -> TLDExtract:
    """The bundled public suffix list; never fetches or caches one."""
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _ascii(domain: str) -> str | None:
    try:
        return idna.encode(domain, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return None


def canonical(domains: pl.Series) -> pl.Series:
    """Folded domains in ASCII, aliases of one provider as one; null for what is no domain."""
    names = text.each_odd(domains.str.strip_chars_end("."), _ascii)
    names = names.replace(providers.ALIASES)
    fine = names.str.contains(VALID) & (names.str.len_bytes() <= 253)
    return text.unless(~fine.fill_null(False), names)


def registrable(domains: pl.Series) -> pl.Series:
    """The part of each domain that somebody registered: `mail.x.co.uk` to `x.co.uk`."""
    deep = (domains.str.count_matches(".", literal=True) > 1).fill_null(False)
    ask = _suffixes().extract_str
    found = (ask(name).top_domain_under_public_suffix or name for name in domains.filter(deep))
    return text.patch(domains, deep, found)


def reserved(domains: pl.Series) -> pl.Series:
    """True for domains that RFC 2606 and 6761 keep for examples and tests: no mail can reach them."""
    return domains.str.contains(_RESERVED).fill_null(False)


def sort(domains: pl.Series) -> pl.Series:
    """`free`, `disposable` or `own` for canonical mail domains; null for null."""
    held = registrable(domains)
    # What stands below a free provider is rented out or its own: strangers share it either way.
    free = text.among(domains, providers.FREE) | text.among(held.replace(providers.ALIASES), providers.FREE)
    gone = text.among(domains, providers.disposable()) | text.among(held, providers.disposable())
    known = pl.when(free).then(pl.lit("free")).when(gone).then(pl.lit("disposable")).otherwise(pl.lit("own"))
    return pl.select(pl.when(domains.is_not_null()).then(known)).to_series().alias("sort")


def holder(domains: pl.Series) -> pl.Series:
    """Registrable domains, null for free providers and reserved names; each distinct domain is asked once."""
    once = domains.unique().drop_nulls()
    found = text.unless((sort(once) == "free") | reserved(once), registrable(once))
    table = pl.DataFrame({"domain": once, "holder": found}, schema={"domain": pl.String, "holder": pl.String})
    return domains.to_frame("domain").join(table, on="domain", how="left", maintain_order="left")["holder"]


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """A mail domain, with or without what stands before the `@`, to the registrable one."""
    return holder(canonical(text.fold(raw).str.replace(r"^.*@", "")))


def mask(values: pl.Series) -> pl.Series:
    """The domain where it is everybody's, with a word where it is a throw-away one; else `e***.com`."""
    note = pl.when(sort(values) == "disposable").then(pl.lit(" (disposable)")).otherwise(pl.lit(""))
    return pl.select(masked(values) + note).to_series()


def masked(domains: pl.Series) -> pl.Series:
    """Domains that many share as they are; of one's own, a letter (of three and more) and what follows the last dot."""
    own = (sort(domains) == "own").fill_null(False) & ~reserved(domains)
    first = domains.filter(own).str.extract(r"^([^.])[^.]{2,}\.").fill_null("")
    return text.patch(domains, own, first + "***." + domains.filter(own).str.extract(r"([^.]*)$"))


DOMAIN = Kind(
    "email_domain", group=Group.IDENTITY, clean=clean, mask=mask, forgeable=True, prior=6.0, public=True
)
