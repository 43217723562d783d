"""`organisation`: the employer or firm an account names, without its legal form."""

import polars as pl

from linkage.kinds import name, text
from linkage.kinds.kind import Context, Kind
from linkage.model import Group

_FORMS = (
    r"( (inc|corp|corporation|co|company|ltd|limited|llc|llp|lp|plc|gmbh|mbh|ag|kg|ug|ohg|sa|sas|"
    r"sarl|srl|spa|bv|nv|oy|ab|as|aps|sp z o o|pty|pte|kk|ooo|zao))+$"
)
_NOBODY = (
    "test", "test company", "company", "my company", "personal", "private", "self", "self employed",
    "freelance", "freelancer", "individual", "home", "student", "acme", "abc", "asdf", "foo",
    "organization", "organisation", "me", "n a", "na", "no",
)  # fmt: skip


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Words of the name, folded, without accents and legal form."""
    words = text.words(text.plain(text.fold(raw)))
    value = words.str.replace(_FORMS, "")
    nobody = text.among(value, _NOBODY) | text.repeated(value.str.replace_all(" ", "", literal=True))
    return text.unless(nobody | text.void(value), value)


ORGANISATION = Kind(
    "organisation", group=Group.IDENTITY, clean=clean, mask=name.initials, forgeable=True, prior=5.0
)
