"""Rows to facts: canonical values become keyed tokens and masks here, and nothing raw goes further."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from linkage.kinds import Kind
from linkage.normalise import cells, facts, measures
from linkage.normalise.cells import token_of
from linkage.normalise.feeds import FEEDS
from linkage.normalise.tokens import VERSION, account_keys, epoch, tokens
from linkage.tables import ACCOUNTS, Normalised

__all__ = ["VERSION", "account_keys", "epoch", "normalise", "token_of", "tokens"]


def normalise(
    feed: str, rows: pl.DataFrame, pepper: bytes, declared: Mapping[str, Kind] | None = None
) -> tuple[Normalised, pl.DataFrame]:
    """One chunk of a feed to its part of the graph, and the cells that could not be read.

    `rows` has `row` (UInt64), `account_id` (no nulls), times as seconds, numbers, and raw strings for
    the rest. The cells come as columns row (UInt64), column and code (String), sorted by row and column.
    Every table is merged and sorted by its keys: neither the order nor the repetition of rows shows.
    """
    rows = rows.with_columns(account_keys(rows["account_id"]))
    part = Normalised(accounts=_accounts(rows))
    aside: list[pl.DataFrame] = []
    if FEEDS[feed].sources or feed == "facts":
        found = _facts(feed, rows, pepper, declared or {})
        aside = found.aside
        held, seen, pairs = found.merged()
        part = replace(part, facts=held, values=seen, implied=pairs)
    part, more = _beside(feed, rows, part)
    set_aside = pl.concat([pl.DataFrame(schema=cells.ASIDE), *aside, *more])
    return part, set_aside.sort("row", "column")


def _facts(feed: str, rows: pl.DataFrame, pepper: bytes, declared: Mapping[str, Kind]) -> facts.Found:
    if feed == "facts":
        return facts.attributes(FEEDS[feed], rows, pepper, declared)
    return facts.columns(FEEDS[feed], rows, pepper)


def _accounts(rows: pl.DataFrame) -> pl.DataFrame:
    """Every account met, at either end of a relation."""
    met = [rows.select("account", "account_id")]
    if "other_id" in rows.columns:
        other = rows["other_id"].cast(pl.String)
        met.append(pl.DataFrame({"account": account_keys(other), "account_id": other}).drop_nulls())
    return pl.concat(met).unique("account").select(*ACCOUNTS).sort("account")


def _beside(feed: str, rows: pl.DataFrame, part: Normalised) -> tuple[Normalised, list[pl.DataFrame]]:
    """The part with what a feed says beside facts, and the cells set aside on the way."""
    if feed == "accounts":
        measured, aside = measures.accounts(rows)
        return replace(part, measures=measured), aside
    if feed == "relations":
        ties, bad = measures.relations(rows)
        return replace(part, relations=ties), [bad]
    if feed == "labels":
        said, bad = measures.labels(rows)
        return replace(part, labels=said), [bad]
    if feed == "network":
        places, bad = measures.exits(rows)
        return replace(part, exits=places), [bad]
    measure = {"billing": measures.billing, "usage": measures.usage}.get(feed)
    return replace(part, measures=measure(rows)) if measure else part, []
