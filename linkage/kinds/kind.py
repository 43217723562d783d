"""What is known of one kind of attribute: how to clean, mask and weigh it, and what follows from it."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from linkage.model import Group


@dataclass(frozen=True)
class Context:
    """What the row says beside the value itself, aligned with the values to clean."""

    country: pl.Series | None = None
    """The account's country as it was given; None when the feed has no such column."""


Clean = Callable[[pl.Series, Context], pl.Series]
"""Raw strings (unique, in any order) to canonical ones; null for no value. Never raises, and idempotent."""

Each = Callable[[pl.Series], pl.Series]
"""Canonical values to something said of each of them."""


@dataclass(frozen=True)
class Implied:
    """A kind that follows from another: whoever holds the value holds the implied one too."""

    kind: str
    derive: Each
    """Canonical value to the canonical value of the implied kind; null where nothing follows."""


def readable(raw: pl.Series) -> pl.Series:
    """Any text at all: the answer of kinds that cannot be misspelt."""
    return pl.repeat(True, len(raw), dtype=pl.Boolean, eager=True)


def tagged(canonical: pl.Series) -> pl.Series:
    """Nothing of the value: people see its kind and a short keyed tag."""
    return pl.repeat(None, len(canonical), dtype=pl.String, eager=True)


@dataclass(frozen=True)
class Kind:
    """One kind of attribute; the registry is `linkage.kinds.KINDS`."""

    name: str
    group: Group | None
    """Evidence it counts with; None for an undeclared kind, whose group is found from the data."""
    clean: Clean
    mask: Each = tagged
    """Canonical value to a label for people; null where only a tag may be shown."""
    implies: tuple[Implied, ...] = ()
    forgeable: bool = False
    """Could an outsider attach it to a stranger, by copying what the stranger holds?"""
    prior: float = 12.0
    """Most bits that sharing one value may say before anything is learned from the data."""
    readable: Each = readable
    """Of raw strings in which `clean` finds no value: false for those to be set aside as unreadable."""
    local: bool = False
    """Reads differently from country to country."""
    public: bool = False
    """Coarse and nobody's own (a subnet, a mail domain): the mask may show it as it is."""
