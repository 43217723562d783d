"""What accounts are sorted by beside rings and tiers: country, plan, status, label and the networks they came from."""

import polars as pl

from linkage.publication.reader import Ints, Publication

OWN = ("country", "plan", "status", "label")
NETWORKS = ("asn", "network_type")
FACETS = (*OWN, *NETWORKS)


def facets(publication: Publication, accounts: Ints) -> pl.DataFrame:
    """One row an account: account and `FACETS`, null where unknown; of several networks the least by name."""
    known = publication.profiles_of(accounts).select("account", *OWN)
    return known.join(networks(publication, accounts), on="account", how="full", coalesce=True)


def networks(publication: Publication, accounts: Ints) -> pl.DataFrame:
    """The networks of accounts, as far as two of anybody's accounts came from one: account, asn, network_type."""
    held = [publication.links_of(accounts), publication.ignored_of(accounts)]
    facts = pl.concat([each.select("account", "value") for each in held])
    told = publication.verdicts_of(facts["value"].unique().to_numpy())
    kinds = told.select("value", "mask", pl.col("kind").cast(pl.String))
    found = facts.join(kinds.filter(pl.col("kind").is_in(NETWORKS)), on="value")
    each = [pl.col("mask").filter(pl.col("kind") == name).min().alias(name) for name in NETWORKS]
    return found.group_by("account").agg(each)
