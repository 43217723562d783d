"""A published home with large rings to look at: what the explorer is measured on."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

from linkage import tables
from linkage.ledger import open_ledger
from linkage.ledger.keys.api_keys import create_key
from linkage.normalise import account_keys
from linkage.publication import release, writer
from linkage.publication.manifest import new_run_id
from linkage.publication.schema import Findings
from linkage.settings import Settings

SPRING, DAY = 1_780_000_000, 86_400
SHARED = {"card": ("payment", 15.0, 7), "device": ("device", 13.0, 5), "ip": ("network", 10.0, 12)}
"""Kinds: group, bits, and about how many accounts hold one value."""
NEIGHBOURS = 0.85
"""Part of an account's values that it takes from those of the accounts signed up about when it did."""


def make(home: Path, sizes: tuple[int, ...]) -> str:
    """Publish rings of these sizes in a home; a key that may investigate."""
    settings, now = Settings(home=home), datetime.now(UTC)
    ledger = open_ledger(settings.ledger)
    run = writer.write(findings(sizes), settings.publications, new_run_id(now), None).run
    release.publish(ledger, settings.publications, run, now)
    key = create_key(ledger, "bench", ["investigate"], now)
    ledger.close()
    return key


def findings(sizes: tuple[int, ...]) -> Findings:
    """What a run would have found: rings whose accounts share cards, devices and addresses with some others."""
    rng = np.random.default_rng(1)
    names = pl.Series([f"acct-{ring}-{at}" for ring, size in enumerate(sizes) for at in range(size)])
    accounts = pl.DataFrame({"account": account_keys(names), "account_id": names})
    ring = np.repeat(np.arange(len(sizes)), sizes)
    links = pl.concat([_links(rng, accounts, ring, kind) for kind in SHARED]).unique(["account", "value"])
    links = links.with_columns(holders=pl.len().over("value").cast(pl.UInt32)).filter(pl.col("holders") > 1)
    links = links.select(pl.col(name).cast(kind) for name, kind in tables.LINKS.items())
    verdicts = links.group_by("value").agg(pl.col("kind", "group", "holders", "bits").first())
    return Findings(
        accounts=accounts,
        rings=_rings(sizes),
        members=_members(accounts, ring),
        links=links.sort("value", "account"),
        verdicts=verdicts.with_columns(
            crowd=pl.lit(False),
            reason=pl.lit(""),
            mask=pl.format("{} {}", "kind", pl.col("value") % 1_000_000),
        ),
        watermark=1,
        epoch="bench/1",
        detector="leiden",
        seed=1,
    )


def _links(rng: np.random.Generator, accounts: pl.DataFrame, ring: np.ndarray, kind: str) -> pl.DataFrame:
    group, bits, each = SHARED[kind]
    at = np.arange(len(ring)) - np.searchsorted(ring, ring)
    size = np.bincount(ring)[ring]
    near = at + rng.integers(-3 * each, 3 * each, len(ring))
    drawn = np.where(rng.random(len(ring)) < NEIGHBOURS, near, rng.integers(0, size)) % size // each
    number = (list(SHARED).index(kind) + 1) * 10**12 + ring * 10**9 + drawn
    first = SPRING + at * 600
    return pl.DataFrame({"account": accounts["account"], "value": number, "first_seen": first}).with_columns(
        kind=pl.lit(kind), group=pl.lit(group), bits=pl.lit(bits), last_seen=pl.col("first_seen") + 30 * DAY
    )


def _members(accounts: pl.DataFrame, ring: np.ndarray) -> pl.DataFrame:
    made = accounts.select("account").with_columns(
        community=pl.Series(ring.astype(np.int64)),
        tier=pl.lit("core"),
        confidence=pl.lit(0.97),
        bits=pl.lit(38.0),
        groups=pl.lit(3),
        certificate=pl.lit(3),
        reasons=pl.lit(["shared_payment"]),
    )
    return made.select(pl.col(name).cast(kind) for name, kind in tables.MEMBERS.items())


def _rings(sizes: tuple[int, ...]) -> pl.DataFrame:
    rows = [
        (at, 0.97, size, size, 0, 0, SPRING, SPRING + size * 600, ["one stock of cards"], "cards, devices")
        for at, size in enumerate(sizes)
    ]
    return pl.DataFrame(rows, schema=tables.RINGS, orient="row")
