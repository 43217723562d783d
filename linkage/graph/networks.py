"""Types of network, by the values that name them."""

import polars as pl

from linkage.graph.store import Store
from linkage.kinds import network


def types(store: Store, shared: pl.DataFrame) -> dict[int, str]:
    """Types of network (residential, mobile, business, hosting, vpn, tor, residential_proxy) by their value."""
    values = shared.filter(pl.col("kind") == network.TYPE.name)["value"].unique().sort()
    return dict(store.values(values).select("value", "mask").drop_nulls().iter_rows())
