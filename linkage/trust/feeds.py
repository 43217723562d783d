"""Which kinds and measures come by which feed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from linkage.kinds import KINDS
from linkage.tables import MEASURES
from linkage.trust.platform import Platform

FEEDS: Mapping[str, tuple[str, ...]] = {
    "accounts": (
        *("email", "email_domain", "email_shape", "phone", "phone_block", "name", "name_key", "surname"),
        *("organisation", "referrer", "inviter", "verification_method", "verification_result", "document"),
    ),
    "billing": (
        "card",
        "bin",
        "payer",
        "payer_email",
        "tax_id",
        "address",
        "address_key",
        "outcome",
        "funding",
    ),
    "devices": ("device", "profile"),
    "network": ("ip", "subnet", "asn", "network_type"),
    "usage": ("prompt", "model", "client", "api_key", "channel", "capability"),
}
"""Kinds by the feed that usually has them; undeclared kinds are of `facts`."""

MEASURED: Mapping[str, tuple[str, ...]] = {
    "billing": ("largest_amount", "paid_days"),
    "usage": ("peak_requests", "peak_tokens", "hours"),
}
"""Measures by feed, of those that can be left out."""

OWN = "facts"


def feed_of(kind: str) -> str:
    """The feed that brings a kind."""
    found = [feed for feed, kinds in FEEDS.items() if kind in kinds]
    return found[0] if found else OWN


def feed() -> pl.Expr:
    """The feed of the column `kind`."""
    names = {kind: feed_of(kind) for kind in KINDS}
    return pl.col("kind").cast(pl.String).replace_strict(names, default=OWN, return_dtype=pl.String)


def holders(platform: Platform) -> pl.DataFrame:
    """How many accounts have something by each feed: feed, accounts; every feed of `FEEDS` and `facts`, in order."""
    held = pl.concat([platform.shared.select("account", "kind"), platform.own.select("account", "kind")])
    by_fact = held.unique().select("account", feed=feed())
    by_measure = [
        platform.measures.filter(known(platform.measures, columns)).select("account", feed=pl.lit(name))
        for name, columns in MEASURED.items()
    ]
    counted = pl.concat([by_fact, *by_measure]).group_by("feed").agg(accounts=pl.col("account").n_unique())
    names = pl.DataFrame({"feed": [*FEEDS, OWN]})
    return names.join(counted, on="feed", how="left", maintain_order="left").with_columns(
        pl.col("accounts").fill_null(0)
    )


def known(measures: pl.DataFrame, columns: Sequence[str]) -> pl.Expr:
    """Whether any of these measures is known of an account."""
    lists = [name for name in columns if isinstance(measures.schema[name], pl.List)]
    plain = [name for name in columns if name not in lists]
    return pl.any_horizontal(
        *(pl.col(name).list.len().fill_null(0) > 0 for name in lists),
        *(pl.col(name).is_not_null() for name in plain),
    )


def there(platform: Platform) -> list[str]:
    """The feeds by which any account has anything."""
    return holders(platform).filter(pl.col("accounts") > 0)["feed"].to_list()


def without(platform: Platform, name: str) -> Platform:
    """The platform as it would be without the kinds and measures of a feed."""
    shared, own = (frame.filter(feed() != name) for frame in (platform.shared, platform.own))
    nothing = [pl.lit(None, MEASURES[column]).alias(column) for column in MEASURED.get(name, ())]
    return replace(platform, shared=shared, own=own, measures=platform.measures.with_columns(nothing))
