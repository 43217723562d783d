"""Five feeds of a world of made-up accounts, nine facts an account, in parts that a store is loaded with."""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import polars as pl

from linkage import tables
from linkage.tables import Normalised

PART_ROWS = 250_000
MONTH = 2_592_000
START = 1_735_689_600


@dataclass(frozen=True)
class Held:
    """One kind of a feed: how many accounts share a value on average, what part of accounts has one."""

    kind: str
    sharing: float
    share: float = 1.0
    implies: tuple[tuple[str, float], ...] = ()


IP = (("subnet", 12.0), ("asn", 5_000.0), ("network_type", 300_000.0))
FEEDS: dict[str, tuple[Held, ...]] = {
    "accounts": (
        Held("email", 1.02, implies=(("email_domain", 50.0), ("email_shape", 4.0))),
        Held("phone", 1.1, 0.9, (("phone_block", 100.0),)),
        Held("name", 1.4),
        Held("name_key", 2.0),
        Held("ip", 1.7, implies=IP),
        Held("device", 1.1, 1.0, (("profile", 200.0),)),
        Held("referrer", 5_000.0, 0.4),
    ),
    "billing": (Held("card", 1.1, 0.4, (("bin", 400.0),)), Held("payer", 1.3, 0.4)),
    "devices": (Held("device", 1.1, 0.9, (("profile", 200.0),)),),
    "network": (Held("ip", 1.7, 0.8, IP),),
    "usage": (Held("prompt", 8.0, 0.5), Held("model", 100_000.0, 0.7)),
}
"""Sharing is by pieces of the key space, so that a device of `devices` is that of `accounts`."""


def keys(numbers: np.ndarray, name: str) -> np.ndarray:
    """Numbers spread over 64 bits, apart by name."""
    mixed = (numbers.astype(np.uint64) + np.uint64(sum(name.encode()) << 40)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    return (mixed ^ (mixed >> np.uint64(29))).view(np.int64)


def part(feed: str, numbers: np.ndarray, total: int) -> Normalised:
    """What a chunk of a feed comes down to."""
    accounts = keys(numbers, "account")
    facts, values, implied = [], [], []
    for held in FEEDS[feed]:
        chosen = np.flatnonzero((keys(numbers, held.kind + feed) % 1000) < 1000 * held.share)
        groups = (keys(numbers[chosen], held.kind) % np.int64(max(total / held.sharing, 1))) + total
        mine = keys(groups, held.kind)
        seen = START + (numbers[chosen] % MONTH)
        facts.append(_facts(accounts[chosen], mine, held.kind, seen))
        values.append(_values(mine, held.kind))
        for kind, sharing in held.implies:
            target = keys(groups % np.int64(max(total / held.sharing / sharing, 1)), kind)
            values.append(_values(target, kind))
            implied.append(pl.DataFrame({"value": mine, "implied": target}))
    ids = pl.DataFrame({"account": accounts, "account_id": pl.Series(numbers).cast(pl.String) + "-account"})
    return Normalised(
        accounts=ids,
        values=pl.concat(values).unique("value"),
        facts=pl.concat(facts),
        implied=pl.concat([pl.DataFrame(schema=tables.IMPLIED), *implied]).unique(),
        measures=_measures(feed, accounts, numbers),
    )


def _facts(accounts: np.ndarray, values: np.ndarray, kind: str, seen: np.ndarray) -> pl.DataFrame:
    frame = pl.DataFrame(
        {"account": accounts, "value": values, "first_seen": seen, "last_seen": seen + 86_400}
    )
    return frame.select(
        "account", "value", pl.lit(kind).alias("kind"), "first_seen", "last_seen", count=1
    ).cast({"count": pl.Int64()})


def _values(keys: np.ndarray, kind: str) -> pl.DataFrame:
    mask = "m***" + pl.Series(keys % 100_000).cast(pl.String) + "@example.com"
    return pl.DataFrame({"value": keys, "kind": kind, "mask": mask}).unique("value")


def _measures(feed: str, accounts: np.ndarray, numbers: np.ndarray) -> pl.DataFrame:
    columns: dict[str, pl.Series | np.ndarray] = {"account": accounts}
    if feed == "accounts":
        columns |= {
            "created_at": START + numbers % MONTH,
            "status": pl.Series(["active"]).new_from_index(0, len(numbers)),
        }
    if feed == "usage":
        hours = (START // 3600 + np.add.outer(numbers % 500, np.arange(0, 200, 10))).astype(np.int32)
        columns |= {"hours": pl.Series(hours).arr.to_list(), "peak_tokens": numbers % 9_000}
    frame = pl.DataFrame(columns)
    missing = {name: dtype for name, dtype in tables.MEASURES.items() if name not in frame.columns}
    full = frame.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in missing.items())
    return (
        full.select(list(tables.MEASURES))
        if feed in ("accounts", "usage")
        else full.clear().select(list(tables.MEASURES))
    )


def make(folder: Path, total: int) -> None:
    """Every part of every feed, as files."""
    for feed in FEEDS:
        for first in range(0, total, PART_ROWS):
            made = part(feed, np.arange(first, min(first + PART_ROWS, total)), total)
            for name, table in made.tables().items():
                table.write_ipc(folder / f"{feed}-{first}-{name}.arrow")


def made(folder: Path, feed: str, first: int) -> Normalised:
    """A part from its files."""
    names = [each.name for each in fields(Normalised)]
    return Normalised(**{name: pl.read_ipc(folder / f"{feed}-{first}-{name}.arrow") for name in names})
