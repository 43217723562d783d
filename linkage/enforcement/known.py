"""What the graph knows of accounts beside their facts: what was measured, how they were labelled, where they were."""

from collections.abc import Callable
from contextlib import closing

import polars as pl

from linkage.errors import StoreUnavailable
from linkage.evaluate import samples
from linkage.graph import Store, is_there, open_graph
from linkage.graph.networks import types
from linkage.kinds import network
from linkage.settings import Settings
from linkage.tables import EXITS, MEASURES, Schema


def measured(settings: Settings, watermark: int) -> pl.DataFrame:
    """What is known of accounts beside their facts; nothing while the graph is away."""
    return _asked(settings, lambda store: store.measures(watermark), MEASURES)


def exits(settings: Settings, watermark: int) -> pl.DataFrame:
    """The countries that accounts were seen in; nothing while the graph is away."""
    return _asked(settings, lambda store: store.exits(watermark), EXITS)


def networks(settings: Settings, watermark: int) -> pl.DataFrame:
    """The type of network of each account (account, network_type), the least by name of several.

    Nothing while the graph is away. A publication leaves out values that so many hold, so all shared facts are read.
    """
    schema = {"account": pl.Int64(), "network_type": pl.String()}
    return _asked(settings, lambda store: _networks(store, watermark), schema)


def _networks(store: Store, watermark: int) -> pl.DataFrame:
    shared = store.held(watermark).shared
    held = network.of_accounts(shared, types(store, shared))
    return held.group_by("account").agg(pl.col("network_type").min())


def paying(settings: Settings) -> pl.DataFrame | None:
    """Accounts that pay as of now (account); None where nothing is known of any account.

    Raises StoreUnavailable while the graph is away: a cap that cannot be checked must stop what it limits.
    """
    if not is_there(settings.graph):
        return None
    with closing(open_graph(settings)) as store:
        known = store.measures(store.watermark())
    return paid(known) if known.height else None


def paid(measures: pl.DataFrame) -> pl.DataFrame:
    """Accounts of these measures that ever paid (account)."""
    return measures.filter(pl.col("paid_days").list.len() > 0).select("account")


def labels(settings: Settings, watermark: int) -> pl.DataFrame:
    """Labels given after the batch at a watermark (account, verdict), which a run up to it did not read.

    Nothing while the graph is away.
    """
    return _asked(
        settings,
        lambda store: samples.since(store.labels(store.watermark()), store.labels(watermark)),
        {"account": pl.Int64(), "verdict": pl.String()},
    )


def _asked(settings: Settings, question: Callable[[Store], pl.DataFrame], schema: Schema) -> pl.DataFrame:
    """What the graph says; an empty table where there is none, or it is away."""
    if not is_there(settings.graph):
        return pl.DataFrame(schema=schema)
    try:
        with closing(open_graph(settings)) as store:
            return question(store)
    except StoreUnavailable:
        return pl.DataFrame(schema=schema)
