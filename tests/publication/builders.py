"""Small worlds: rings by the names of their members, as the stages would hand them over."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import polars as pl

from linkage import tables
from linkage.publication.schema import Findings

START = datetime(2026, 11, 22, 15, 0, 0, tzinfo=UTC)

Ring = Mapping[str, str] | Sequence[str]
"""Members: account id to tier, or account ids that are all core."""


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def run_id(minute: int) -> str:
    return f"{at(minute):%Y%m%dT%H%M%SZ}-{minute:06x}"


def key(name: str) -> int:
    digest = blake2b(name.encode(), digest_size=8, person=b"linkage.account").digest()
    return int.from_bytes(digest, "little", signed=True)


def names(prefix: str, count: int, start: int = 0) -> list[str]:
    return [f"{prefix}{number}" for number in range(start, start + count)]


def findings(*rings: Ring, strangers: int = 5, score: float = 0.9, paying: int = 0) -> Findings:
    """Each ring shares one card; `strangers` are in no ring and share nothing."""
    tiers = [dict(ring) if isinstance(ring, Mapping) else dict.fromkeys(ring, "core") for ring in rings]
    everyone = sorted({*names("stranger", strangers), *(name for ring in tiers for name in ring)})
    return Findings(
        accounts=pl.DataFrame(
            {"account": [key(name) for name in everyone], "account_id": everyone}, schema=tables.ACCOUNTS
        ).sort("account"),
        rings=_rings(tiers, score),
        members=_members(tiers),
        links=_links(tiers),
        verdicts=_verdicts(tiers),
        watermark=1,
        epoch="00000000/1",
        detector="leiden",
        seed=1,
        paying=paying,
    )


def card(ring: Mapping[str, str]) -> int:
    """The value that a ring shares."""
    return key("card of " + min(ring))


def _members(rings: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    rows = [
        (min(map(key, ring)), key(name), tier, 0.75, 20.0, 2, 2, ["shared_payment", "burst"])
        for ring in rings
        for name, tier in ring.items()
    ]
    return pl.DataFrame(rows, schema=tables.MEMBERS, orient="row").sort("community", "account")


def _rings(rings: Sequence[Mapping[str, str]], score: float) -> pl.DataFrame:
    rows = []
    for ring in rings:
        held = list(ring.values())
        core, member, possible = (held.count(tier) for tier in ("core", "member", "possible"))
        counts = (core + member, core, member, possible)
        rows.append((min(map(key, ring)), score, *counts, 100, 200, ["one card"], "one card"))
    return pl.DataFrame(rows, schema=tables.RINGS, orient="row").sort("community")


def _links(rings: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    rows = [
        (key(name), card(ring), "card", "payment", 9.5, len(ring), 100, 200)
        for ring in rings
        for name in ring
    ]
    return pl.DataFrame(rows, schema=tables.LINKS, orient="row").sort("value", "account")


def _verdicts(rings: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    rows = [(card(ring), "card", "payment", len(ring), 9.5, False, "rare", "•••• 4242") for ring in rings]
    schema = {**tables.VERDICTS, "mask": pl.String()}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("value")
