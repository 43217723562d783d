"""A margin in sentences: the best honest story, and the evidence for and against it."""

import re
from collections.abc import Mapping

import numpy as np
import polars as pl

from linkage.score.stories import HONEST

SHOWN = 0.7
"""Least bits of a part that has a sentence."""

LISTED = 5
"""Most sentences on evidence for and against a ring."""

FIELD = re.compile(r"{(\w+)}")
"""A number in a sentence."""

HUB_ASIDE = "one account shares far more than the others, and is not counted"
"""The sentence on a hub."""

UNDECLARED = (
    "they are few, and share only kinds that nobody declared: an operator must explain them 3 bits better"
)
"""The sentence on small rings of undeclared kinds."""

BOUND = "for one operator: they share rarer values and are more alike than honest groups are ({:.1f} bits)"
"""The sentence on how tightly they are bound."""

NONE: Mapping[str, str] = {
    "card": "none of {have} who pay by card share a card",
    "payer": "none of {have} payers share a name",
    "tax_id": "none of {have} share a tax number",
    "address": "none of {have} share a billing address",
    "device": "none of {have} share a device",
    "ip": "none of {have} share an IP address",
    "email": "none of {have} share a mailbox",
    "phone": "none of {have} share a phone number",
    "phone_block": "none of {have} phone numbers are from one block",
    "email_domain": "none of {have} mailboxes share a rare domain",
    "organisation": "none of {have} share an organisation",
    "referrer": "none of {have} share a rare referrer",
    "prompt": "none of {have} share a rare prompt",
    "surname": "none of {have} share a surname",
    "other": "none of {have} share a value of {part}",
}
"""The sentence on a sort of thing that they have and do not share."""

ONE: Mapping[str, str] = {
    "card": "{shared} of {have} who pay by card use the same card",
    "payer": "{shared} of {have} payers give the same name",
    "tax_id": "{shared} of {have} give the same tax number",
    "address": "{shared} of {have} give the same billing address",
    "device": "{shared} of {have} are on the same device",
    "ip": "{shared} of {have} are on the same IP address",
    "email": "{shared} of {have} share a mailbox",
    "phone": "{shared} of {have} share a phone number",
    "phone_block": "{shared} of {have} phone numbers are from one block",
    "email_domain": "{shared} of {have} mailboxes are at the same rare domain",
    "organisation": "{shared} of {have} give the same organisation",
    "referrer": "{shared} of {have} came by the same rare referrer",
    "prompt": "{shared} of {have} send the same rare prompt",
    "surname": "{shared} of {have} bear the same surname",
    "other": "{shared} of {have} share a value of {part}",
}
"""The sentence on one value that is shared."""

MANY: Mapping[str, str] = {
    "card": "{shared} of {have} who pay by card use {values} shared cards",
    "payer": "{shared} of {have} payers give {values} shared names",
    "tax_id": "{shared} of {have} give {values} shared tax numbers",
    "address": "{shared} of {have} give {values} shared billing addresses",
    "device": "{shared} of {have} are on {values} shared devices",
    "ip": "{shared} of {have} are on {values} shared IP addresses",
    "email": "{shared} of {have} share {values} mailboxes",
    "phone": "{shared} of {have} share {values} phone numbers",
    "phone_block": "{shared} of {have} phone numbers are from {values} blocks",
    "email_domain": "{shared} of {have} mailboxes are at {values} rare domains",
    "organisation": "{shared} of {have} give {values} shared organisations",
    "referrer": "{shared} of {have} came by {values} rare referrers",
    "prompt": "{shared} of {have} send {values} rare prompts in common",
    "surname": "{shared} of {have} bear {values} shared surnames",
    "other": "{shared} of {have} share {values} values of {part}",
    "payer of a shared card": "{shared} of {have} who pay by a shared card give a payer's name another gives",
    "country": "{shared} of {have} are of one country",
    "lasting": "{shared} of {have} customers paid on for two months or more",
    "heavy use": "{shared} of {have} use the platform more than nine in ten accounts do",
    "hidden network": "{shared} of {have} came by a hosting network, a VPN, Tor or a residential proxy",
    "known bad": "{shared} of {have} are known as fraudulent or banned",
    "known honest": "{shared} of {have} are known as honest",
    "busiest address": "{shared} of {have} are on the busiest of their IP addresses",
    "related": "{shared} of {have} are related by organisation, agency or reseller",
}
"""The sentence on several values, and on sorts that have no values."""


def sentences(rows: pl.DataFrame, against: np.ndarray, heads: pl.DataFrame) -> list[list[str]]:
    """The sentences on each community of `heads` (community, head): its head, then the evidence for and against it.

    `against` is how much more the operator explains of each row than the best honest story, in bits.
    """
    parts = rows.with_columns(bits=pl.Series(against)).filter(pl.col("bits").abs() > SHOWN)
    parts = parts.sort(pl.col("bits").abs(), "sort", "part", descending=[True, False, False])
    named = parts.with_columns(text=text())
    told = named.group_by("community", maintain_order=True).agg(pl.col("text").head(LISTED))
    joined = heads.join(told, on="community", how="left", maintain_order="left")
    every = pl.concat_list("head", pl.col("text").fill_null(pl.lit([], pl.List(pl.String))))
    found: list[list[str]] = joined.select(every).to_series().to_list()
    return found


def head(margin: float, story: int, days: float, bond: float) -> list[str]:
    """The margin, the best honest story, how close together they signed up where that is known, and the bits for how
    tightly they are bound where there are any."""
    name = HONEST[story].name
    if margin > 0:
        said = f"one operator explains them {margin:.1f} bits better than the best honest story, {name}"
    else:
        said = f"{name} explains them {-margin:.1f} bits better than one operator does"
    signed_up = [] if np.isnan(days) else [f"the middle half of them {within(days)}"]
    bound = [BOUND.format(bond)] if bond > SHOWN else []
    return [said, *signed_up, *bound]


def within(days: float) -> str:
    """How close together they signed up; feeds that tell days alone give many the same time."""
    minutes = round(days * 1440)
    if minutes < 1:
        return "have the same time of sign-up"
    if minutes < 60:
        return f"signed up within {minutes} minutes" if minutes > 1 else "signed up within a minute"
    return f"signed up within {days * 24:.1f} hours" if days < 1 else f"signed up within {days:.1f} days"


def text() -> pl.Expr:
    """The sentence of a part."""
    shared, one = pl.col("shared") > 0, pl.col("values") == 1
    told = pl.coalesce(
        pl.when(~shared).then(filled(NONE)), pl.when(shared & one).then(filled(ONE)), filled(MANY)
    )
    side = pl.when(pl.col("bits") > 0).then(pl.lit("for one operator: "))
    return side.otherwise(pl.lit("for the honest story: ")) + told


def filled(words: Mapping[str, str]) -> pl.Expr:
    """The words of each sort with its numbers; null for a sort that has none."""
    found = pl.lit(None, pl.String)
    for sort, sentence in words.items():
        names = FIELD.findall(sentence)
        columns = [pl.col(name) if name == "part" else pl.col(name).cast(pl.Int64) for name in names]
        found = (
            pl.when(pl.col("sort") == sort)
            .then(pl.format(FIELD.sub("{}", sentence), *columns))
            .otherwise(found)
        )
    return found
