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
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import polars as pl

from bench.feeds import FEEDS, PART_ROWS, keys, made, make
from bench.places import PLACES, place
from linkage.graph import Store
from linkage.model import Batch


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


@dataclass(frozen=True)
class Figures:
    """What one store came to."""

    product: str
    """What it is, with its version."""
    facts: int
    loaded: float
    """Seconds from the first row to the last commit."""
    read: float
    """Seconds of all whole-table reads."""
    median: float
    """Milliseconds of two hops from an account."""
    p99: float
    """The same, the 99th percentile."""


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


def look_up(store: Store, total: int) -> tuple[float, float]:
    """Median and 99th percentile of two hops from an account, milliseconds."""
    times = []
    for account in keys(np.arange(0, total, max(total // 500, 1)), "account"):
        start = time.perf_counter()
        store.neighbours([int(account)], 1, 50)
        times.append(time.perf_counter() - start)
    median, p99 = np.median(times) * 1e3, np.percentile(times, 99) * 1e3
    print(f"two hops: median {median:.2f} ms, p99 {p99:.2f} ms", flush=True)
    return float(median), float(p99)


def read(store: Store) -> None:
    """Every whole-table read, once."""
    watermark = store.watermark()

    def held(watermark: int) -> pl.DataFrame:
        """The facts that are shared; those of one holder are told by their kinds in the same reading."""
        return store.held(watermark).shared

    reads: tuple[Callable[[int], pl.DataFrame], ...] = (store.accounts, store.measures, held)
    for each in reads:
        clock = Clock()
        rows = each(watermark).height
        print(f"read   {each.__name__:10} {clock.look()}, {rows:,} rows", flush=True)


def timed(work: Callable[[], None]) -> float:
    """Seconds that something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run(name: str, folder: Path, total: int) -> Figures:
    """One store, empty, on a server of its own where it needs one: load, read, look up."""
    with place(name, folder / name) as there, closing(there.open()) as store:
        loaded = timed(lambda: load(store, folder, total))
        facts = store.counts()["facts"]
        took = timed(lambda: read(store))
        median, p99 = look_up(store, total)
        print(
            f"{name}: {facts:,} facts, {facts / loaded:,.0f} a second loaded in {loaded:.1f} s, "
            f"{facts / took:,.0f} a second read in {took:.1f} s",
            flush=True,
        )
        return Figures(there.product(), facts, loaded, took, median, p99)


def measure(names: Sequence[str], total: int) -> dict[str, Figures]:
    """Each of these stores, by name, loaded with the same world."""
    with tempfile.TemporaryDirectory() as folder:
        maker = get_context("spawn").Process(target=make, args=(Path(folder), total))
        maker.start()
        maker.join()
        return {name: run(name, Path(folder), total) for name in names}


def main() -> None:
    """Load, read, look up, on each store that was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--stores", nargs="+", choices=PLACES, default=["sqlite"])
    chosen = parser.parse_args()
    measure(chosen.stores, chosen.accounts)


if __name__ == "__main__":
    main()
