"""Who holds what no two accounts of a publication share: the graph knows, of which publications keep what is shared."""

from collections.abc import Collection
from contextlib import closing

import polars as pl

from linkage.errors import StoreUnavailable
from linkage.explain.search import MOST, Found
from linkage.graph import Store, is_there, open_graph
from linkage.settings import Settings

PATIENCE = 2.0
"""Seconds to wait for the graph: who searches is answered without it."""

HOLDERS = {"value": pl.Int64(), "kind": pl.String(), "account_id": pl.String()}


def holders(settings: Settings, found: Found, hidden: Collection[int]) -> pl.DataFrame | None:
    """Who holds what was looked for and is not shared, `hidden` accounts apart: `HOLDERS`, by kind and id.

    At most one account more than `MOST` of a value, and by a label one value more; None without a graph.
    """
    if found.label is None and found.unshared.is_empty():
        return pl.DataFrame(schema=HOLDERS)
    if not is_there(settings.graph):
        return None
    try:
        with closing(open_graph(settings, PATIENCE)) as store:
            held = asked(store, found)
    except StoreUnavailable:
        return None
    left = held.filter(~pl.col("account").is_in(list(hidden))).drop_nulls("account_id")
    return left.select(list(HOLDERS)).sort("kind", "account_id")


def asked(store: Store, found: Found) -> pl.DataFrame:
    """What the graph says: account, value, account_id, kind."""
    if found.label is None:
        return store.holders(found.unshared["value"].to_list(), MOST + 1).join(found.unshared, on="value")
    kinds, mask = found.label
    held = store.labelled(kinds, mask, MOST + 1 + found.matches.height)
    return held.join(found.matches, on="value", how="anti")
