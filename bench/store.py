"""How fast the graph store writes and reads a world of made-up accounts, and in how much memory.

    python -m bench.store --accounts 1000000
    python -m bench.store --accounts 100000 --stores sqlite postgres neo4j

Loads five feeds as five batches, nine facts an account, in parts of 250,000 rows, into an empty store; prints one
line a step: seconds on the clock, seconds of processor of this process, peak memory of this process; then one
line a store: facts a second loaded and read. The parts are made by another process, so that their making is not
counted. Servers are started for the bench and end with it.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import polars as pl
from pydantic import SecretStr

from linkage import tables
from linkage.graph import Access, Store, open_store
from linkage.model import Batch
from linkage.tables import Normalised
from tools.servers.neo4j import Neo4j
from tools.servers.postgres import Postgres
from tools.servers.process import Server, running

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


class Clock:
    """Seconds on the clock and of processor since the last look, and the peak of memory."""

    def __init__(self) -> None:
        self.look()

    def look(self) -> str:
        """What passed, as text; and start again."""
        now, cpu = time.perf_counter(), time.process_time()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        spent = (now - getattr(self, "_now", now), cpu - getattr(self, "_cpu", cpu))
        self._now, self._cpu = now, cpu
        return f"{spent[0]:7.2f} s, processor {spent[1]:6.2f} s, peak {peak:6.0f} MB"


def load(store: Store, folder: Path, total: int) -> None:
    """Every feed as one batch."""
    for feed in FEEDS:
        batch = Batch(feed, feed, "bench/1")
        store.begin(batch)
        clock = Clock()
        for first in range(0, total, PART_ROWS):
            store.write(batch, made(folder, feed, first))
        print(f"write  {feed:10} {clock.look()}", flush=True)
        store.commit(batch)
        print(f"commit {feed:10} {clock.look()}", flush=True)


def look_up(store: Store, total: int) -> None:
    """Median and 99th percentile of two hops from an account."""
    times = []
    for account in keys(np.arange(0, total, max(total // 500, 1)), "account"):
        start = time.perf_counter()
        store.neighbours([int(account)], 1, 50)
        times.append(time.perf_counter() - start)
    print(f"two hops: median {np.median(times) * 1e3:.2f} ms, p99 {np.percentile(times, 99) * 1e3:.2f} ms")


def read(store: Store) -> None:
    """Every whole-table read, once."""
    watermark = store.watermark()
    reads: tuple[Callable[[int], pl.DataFrame], ...] = (store.accounts, store.measures, store.shared)
    for each in reads:
        clock = Clock()
        rows = each(watermark).height
        print(f"read   {each.__name__:10} {clock.look()}, {rows:,} rows", flush=True)


@contextmanager
def opened(name: str, folder: Path) -> Iterator[Store]:
    """An empty store of that kind, on a server of its own where it needs one."""
    if name == "sqlite":
        with closing(open_store(f"sqlite:///{folder / 'graph.sqlite'}")) as store:
            yield store
        return
    server: Server = Neo4j("4g", "1g") if name == "neo4j" else Postgres()
    with running(server) as there:
        database = "" if name == "neo4j" else "/postgres"
        scheme = "bolt" if name == "neo4j" else "postgresql"
        access = Access(there.user, SecretStr(there.password), folder / "parts")
        url = f"{scheme}://{there.host}:{there.port}{database}"
        with closing(open_store(url, access=access)) as store:
            yield store


def run(name: str, folder: Path, total: int) -> None:
    """One store: load, read, look up."""
    (folder / name).mkdir()
    with opened(name, folder / name) as store:
        start = time.perf_counter()
        load(store, folder, total)
        loaded = time.perf_counter() - start
        facts = store.counts()["facts"]
        start = time.perf_counter()
        read(store)
        took = time.perf_counter() - start
        look_up(store, total)
        print(
            f"{name}: {facts:,} facts, {facts / loaded:,.0f} a second loaded in {loaded:.1f} s, "
            f"{facts / took:,.0f} a second read in {took:.1f} s",
            flush=True,
        )


def main() -> None:
    """Load, read, look up, on each store that was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--stores", nargs="+", choices=("sqlite", "postgres", "neo4j"), default=["sqlite"])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        maker = get_context("spawn").Process(target=make, args=(Path(folder), chosen.accounts))
        maker.start()
        maker.join()
        for name in chosen.stores:
            run(name, Path(folder), chosen.accounts)


if __name__ == "__main__":
    main()
