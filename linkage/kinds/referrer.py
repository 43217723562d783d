"""`referrer`: the page, link or code an account came by."""

import polars as pl

from linkage.kinds import text
from linkage.kinds.kind import Context, Kind
from linkage.model import Group

_NOWHERE = (
    "direct", "(direct)", "organic", "self", "internal", "other", "(not provided)", "about:blank",
    "(not set)", "not set", "(none)", "(other)", "(direct) / (none)", "direct / none", "$direct",
    "unassigned",
)  # fmt: skip
_FRONT = r"^((https?:)?//([^/@?#]*@)?|www\.| )+"
_CLICK = r"([?&])(gclid|gbraid|wbraid|fbclid|msclkid|dclid|yclid|ttclid|twclid|mc_eid|_ga)=[^&]*"


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Host, path and query without scheme, `www.`, fragment and the ids of single clicks."""
    value = text.fold(raw).str.replace(_FRONT, "").str.replace(r"#.*$", "").str.replace_all(_CLICK, "$1")
    value = value.str.replace_all(r"&{2,}", "&").str.replace_all(r"\?&", "?").str.replace(r"[/?&. ]+$", "")
    return text.unless(text.void(value) | text.among(value, _NOWHERE), value)


REFERRER = Kind("referrer", group=Group.BEHAVIOUR, clean=clean, forgeable=True, prior=3.0)
