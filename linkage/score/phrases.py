"""What a margin rests on, in sentences: the best honest story, and what speaks for and against it."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from linkage.score.stories import HONEST

SAID = 0.7
"""Least bits of a part that is worth a sentence."""

MOST = 5
"""Most sentences of what speaks for and against a ring."""

WORDS: Mapping[str, str] = {
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
    "known bad": "{shared} of {have} are known as fraudulent or banned",
    "known honest": "{shared} of {have} are known as honest",
    "related": "{shared} of {have} are related by organisation, agency or reseller",
}


def sentences(rows: pl.DataFrame, against: np.ndarray, heads: pl.DataFrame) -> list[list[str]]:
    """What is said of each community of `heads` (community, head): its head, then what speaks for and against it.

    `against` is how much more the operator explains of each row than the best honest story, in bits.
    """
    parts = rows.with_columns(bits=pl.Series(against)).filter(pl.col("bits").abs() > SAID)
    parts = parts.sort(pl.col("bits").abs(), "sort", "part", descending=[True, False, False])
    named = parts.with_columns(text=text())
    told = named.group_by("community", maintain_order=True).agg(pl.col("text").head(MOST))
    joined = heads.join(told, on="community", how="left", maintain_order="left")
    whole = pl.concat_list("head", pl.col("text").fill_null(pl.lit([], pl.List(pl.String))))
    said: list[list[str]] = joined.select(whole).to_series().to_list()
    return said


def head(margin: float, story: int, days: float) -> list[str]:
    """The margin, the best honest story, and how close together they signed up where that is known."""
    name = HONEST[story].name
    if margin > 0:
        said = f"one operator explains them {margin:.1f} bits better than the best honest story, {name}"
    else:
        said = f"{name} explains them {-margin:.1f} bits better than one operator does"
    return [said] if np.isnan(days) else [said, f"half of them signed up within {days:.1f} days"]


def text() -> pl.Expr:
    """The sentence of a part."""
    found = pl.lit(None, pl.String)
    for sort, words in WORDS.items():
        pieces = words
        names = [name for name in ("shared", "have", "values", "part") if f"{{{name}}}" in words]
        ordered = sorted(names, key=lambda name: words.index(f"{{{name}}}"))
        for name in names:
            pieces = pieces.replace(f"{{{name}}}", "{}")
        columns = [pl.col(name) if name == "part" else pl.col(name).cast(pl.Int64) for name in ordered]
        found = pl.when(pl.col("sort") == sort).then(pl.format(pieces, *columns)).otherwise(found)
    side = pl.when(pl.col("bits") > 0).then(pl.lit("against it: ")).otherwise(pl.lit("for it: "))
    return side + found
