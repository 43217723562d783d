"""`email_shape`: how a local part is built, at its domain; names made by one script look alike.

Runs of letters become `L` and a bucket of length (1, 2 for 2–3, 4 for 4–5, 6 for 6–8, 9 for more), runs
of digits `d` and their number (5 for more), and separators stay: `anna.smith84@x.com` is
`L4.L4d2@x.com`. A single run of letters says nothing beyond its length, and is no shape.
"""

import polars as pl

from linkage.kinds import domain, text
from linkage.kinds.kind import Context, Kind
from linkage.model import Group

_FORM = r"^([^\s@]*(L[12469]|d[1-5])[^\s@]*)@[^\s@]+$"
# Each run is marked by a control character first: the labels hold letters and digits themselves.
_RUNS = (
    (r"\p{N}{5,}", "\x0f"), (r"\p{N}{4}", "\x0e"), (r"\p{N}{3}", "\x0d"), (r"\p{N}{2}", "\x0c"),
    (r"\p{N}", "\x0b"), (r"[\p{L}\p{M}]{9,}", "\x09"), (r"[\p{L}\p{M}]{6,8}", "\x06"),
    (r"[\p{L}\p{M}]{4,5}", "\x04"), (r"[\p{L}\p{M}]{2,3}", "\x02"), (r"[\p{L}\p{M}]", "\x01"),
)  # fmt: skip
_LABELS = {
    "\x01": "L1", "\x02": "L2", "\x04": "L4", "\x06": "L6", "\x09": "L9",
    "\x0b": "d1", "\x0c": "d2", "\x0d": "d3", "\x0e": "d4", "\x0f": "d5",
}  # fmt: skip


def of(emails: pl.Series) -> pl.Series:
    """Shapes of canonical addresses; null for a single run of letters."""
    local = pl.col("email").str.replace(r"@.*$", "")
    for run, mark in _RUNS:
        local = local.str.replace_all(run, mark)
    shaped = emails.to_frame("email").select(
        local.alias("local"), pl.col("email").str.extract(r"(@.*)$").alias("at")
    )
    said = shaped["local"].str.len_chars() > 1
    labels = shaped["local"].str.replace_many(list(_LABELS), list(_LABELS.values()))
    return text.unless(~said.fill_null(False), labels + shaped["at"])


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """A shape, as `of` writes it."""
    value = text.tidy(raw)
    return text.unless(~value.str.contains(_FORM).fill_null(False), value)


def mask(values: pl.Series) -> pl.Series:
    """The shape, which holds no letter of the address, at the domain as `domain.masked` shows it."""
    at = values.str.replace(r"^.*@", "")
    return values.str.replace(r"@[^@]*$", "@") + domain.masked(at)


SHAPE = Kind(
    "email_shape", group=Group.IDENTITY, clean=clean, mask=mask, forgeable=True, prior=4.0, public=True
)
