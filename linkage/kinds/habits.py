"""Kinds by which operators are known beside what they share: how they pay, how they prove who they are, by what
client and channel they come. Words that a great part of everybody has are common values and say nothing."""

import polars as pl

from linkage.kinds import exact, text
from linkage.kinds.kind import Clean, Context, Kind
from linkage.model import Group

OUTCOMES = ("paid", "failed", "refunded", "disputed")
FUNDINGS = ("credit", "debit", "prepaid", "virtual", "gift", "crypto", "invoice")
RESULTS = ("passed", "failed", "pending", "expired")
CHANNELS = ("api", "web", "mobile", "cloud")

SLIGHT = 0.5
"""Most bits of a word that is one of a few."""


def one_of(words: tuple[str, ...]) -> Clean:
    """One of some words, whatever its case."""

    def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
        word = text.fold(raw)
        return text.unless(~text.among(word, words), word)

    return clean


def label(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """A name of a few letters and signs, whatever its case."""
    return text.label(text.fold(raw))


def _open(values: pl.Series) -> pl.Series:
    return values


def _word(name: str, group: Group, clean: Clean) -> Kind:
    """One of a few words of ours, which may be shown; free text may hold anything and is shown as a tag."""
    return Kind(name, group=group, clean=clean, mask=_open, prior=SLIGHT, public=True)


OUTCOME = _word("outcome", Group.PAYMENT, one_of(OUTCOMES))
FUNDING = _word("funding", Group.PAYMENT, one_of(FUNDINGS))
METHOD = Kind("verification_method", group=Group.IDENTITY, clean=label, prior=SLIGHT)
RESULT = _word("verification_result", Group.IDENTITY, one_of(RESULTS))
CLIENT = Kind("client", group=Group.DEVICE, clean=label, prior=1.0)
CHANNEL = _word("channel", Group.BEHAVIOUR, one_of(CHANNELS))
CAPABILITY = Kind("capability", group=Group.BEHAVIOUR, clean=label, prior=SLIGHT)
DOCUMENT = Kind("document", group=Group.IDENTITY, clean=exact.casefold, prior=15.0)
"""A passport, an identity card: hand in a digest of its number, or the number, which is hashed."""
API_KEY = Kind("api_key", group=Group.IDENTITY, clean=exact.exact, prior=13.0)
"""The id of a key, never the key."""
INVITER = Kind("inviter", group=Group.BEHAVIOUR, clean=exact.exact, forgeable=True, prior=3.0)
"""The account that invited this one; anybody may be invited."""
