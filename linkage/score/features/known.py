"""Features of what is known beforehand: labels, bans, and relations that explain what is shared."""

import polars as pl

from linkage.score.features.reading import Facts, answer, spread, unknown

HONEST_TIES = ("same_organisation", "delegated", "reseller")
"""Relations that explain why accounts share things."""


def bad(facts: Facts) -> pl.DataFrame:
    """Accounts already known as fraudulent or banned, beyond what chance puts into a ring of that size."""
    known_bad = facts.about.known_bad()
    if not len(known_bad):
        return unknown(facts)
    rate = len(known_bad) / max(facts.about.total, 1)
    hit = facts.members.join(known_bad.with_columns(hit=pl.lit(1)), on="account", how="left")
    counted = hit.group_by("community").agg(n=pl.len(), k=pl.col("hit").count())
    expected = rate * pl.col("n")
    reading = (pl.col("k") - expected) / (1 + expected) / 3
    return answer(counted, reading, pl.format("{} of {} are known as fraudulent or banned", "k", "n"))


def honest(facts: Facts) -> pl.DataFrame:
    """Share of the accounts known as honest."""
    return known(facts, facts.about.known_honest(), "are known as honest")


def related(facts: Facts) -> pl.DataFrame:
    """Share of accounts whose sharing a known relation explains: one organisation, agency, reseller."""
    ties = facts.about.relations.filter(pl.col("kind").is_in(HONEST_TIES))
    if not len(facts.about.relations):
        return unknown(facts)
    ends = pl.concat([ties.select("account", "other"), ties.select(account="other", other="account")])
    inside = facts.members.select("community", "account").join(ends, on="account")
    both = inside.join(facts.members.select("community", other="account"), on=["community", "other"])
    return spread(facts, both, "are related by organisation, agency or reseller")


def known(facts: Facts, accounts: pl.DataFrame, words: str) -> pl.DataFrame:
    """Share of members among those accounts; unknown where there are none at all."""
    if not len(accounts):
        return unknown(facts)
    return spread(facts, facts.members.join(accounts, on="account", how="semi"), words)
