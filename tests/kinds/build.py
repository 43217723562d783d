"""Small builders for tests of kinds."""

import polars as pl

from linkage import kinds
from linkage.kinds import Context


def texts(*raw: str | None) -> pl.Series:
    """A column of strings."""
    return pl.Series("cell", list(raw), dtype=pl.String)


def clean(kind: str, *raw: str | None, country: str | None = None) -> list[str | None]:
    """What a kind makes of raw cells, all of one country."""
    where = None if country is None else texts(*[country] * len(raw))
    return kinds.get(kind).clean(texts(*raw), Context(where)).to_list()


def mask(kind: str, *canonical: str) -> list[str | None]:
    """How people see canonical values; None where only a tag is shown."""
    return kinds.get(kind).mask(texts(*canonical)).to_list()


def implied(kind: str, child: str, *canonical: str) -> list[str | None]:
    """What follows from canonical values, of one implied kind; the first that says anything."""
    derived = [
        each.derive(texts(*canonical)).to_list() for each in kinds.get(kind).implies if each.kind == child
    ]
    return [
        next((value for value in values if value is not None), None) for values in zip(*derived, strict=True)
    ]


def readable(kind: str, *raw: str) -> list[bool]:
    """Whether each cell that is no value is at least well-formed."""
    return kinds.get(kind).readable(texts(*raw)).to_list()
