"""Who holds what no two accounts of a publication share: the graph knows, of which publications keep what is shared."""

from collections.abc import Collection
from contextlib import closing

import polars as pl

from linkage.errors import StoreUnavailable
from linkage.explain.search import MOST
from linkage.graph import is_there, open_graph
from linkage.settings import Settings

PATIENCE = 2.0
"""Seconds to wait for the graph: who searches is answered without it."""

HOLDERS = {"value": pl.Int64(), "kind": pl.String(), "account_id": pl.String()}


def holders(settings: Settings, unshared: pl.DataFrame, hidden: Collection[int]) -> pl.DataFrame | None:
    """Who holds values (value, kind) now, `hidden` accounts apart: `HOLDERS`, by kind and id; None without a graph."""
    if unshared.is_empty():
        return pl.DataFrame(schema=HOLDERS)
    if not is_there(settings.graph):
        return None
    try:
        with closing(open_graph(settings, PATIENCE)) as store:
            held = store.holders(unshared["value"].to_list(), MOST)
    except StoreUnavailable:
        return None
    left = held.filter(~pl.col("account").is_in(list(hidden))).drop_nulls("account_id")
    return left.join(unshared, on="value").select(list(HOLDERS)).sort("kind", "account_id")
