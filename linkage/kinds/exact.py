"""Attributes nobody has described: matched as they are, as folded text, or by their digits."""

import polars as pl

from linkage.kinds import text
from linkage.kinds.kind import Clean, Context, Kind


def exact(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """The text as it is, case and all, but for Unicode form and outer spaces."""
    return _worth(text.tidy(raw))


def casefold(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """The text without regard to case."""
    return _worth(text.fold(raw))


def _worth(values: pl.Series) -> pl.Series:
    """Values but for zeros, long rows of one pattern, and what is mostly hidden."""
    return text.unless(text.zeros(values) | text.drawn(values) | text.masked(values), values)


def digits(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """The digits alone; null for zeros, one digit repeated, and digits counted up."""
    whole = text.fold(raw)
    value = text.unless(text.masked(whole), whole).str.replace_all(r"[^0-9]", "")
    return text.unless(text.filler(value) | text.drawn(value) | text.void(value), value)


NORMALISERS: dict[str, Clean] = {"exact": exact, "casefold": casefold, "digits": digits}
"""What a declaration may name beside the kinds."""


def undeclared(name: str) -> Kind:
    """A kind of which only the name is known; its group and weight are found from the data."""
    return Kind(name, group=None, clean=exact)
