"""A few accounts, and what a store makes of them."""

import polars as pl
from polars.testing import assert_frame_equal

from linkage.graph.store import Store
from linkage.ingest.load import Loaded, Options, load

PEPPER = b"a pepper for the tests of ingest"


class Aside:
    """A quarantine that remembers."""

    def __init__(self) -> None:
        self.frames: list[pl.DataFrame] = []

    def __call__(self, batch: str, frame: pl.DataFrame) -> None:
        self.frames.append(frame.with_columns(pl.lit(batch).alias("batch")))

    @property
    def frame(self) -> pl.DataFrame:
        return pl.concat(self.frames)


def people(count: int = 6) -> pl.DataFrame:
    """Accounts of which two neighbours each share a device."""
    numbers = range(count)
    return pl.DataFrame(
        {
            "account_id": [f"u{number}" for number in numbers],
            "created_at": [f"2024-01-{number % 28 + 1:02}" for number in numbers],
            "email": [f"person{number}@example.com" for number in numbers],
            "country": ["DE"] * count,
            "signup_device_id": [f"device-number-{number // 2}" for number in numbers],
        }
    )


def bring(
    store: Store, *paths: object, options: Options | None = None, aside: Aside | None = None
) -> list[Loaded]:
    return load([str(path) for path in paths], store, aside or Aside(), options or Options(PEPPER))


def read(store: Store) -> list[pl.DataFrame]:
    """All that a run would read."""
    mark = store.watermark()
    shared = (
        store.held(mark).shared.with_columns(pl.col("kind").cast(pl.String)).sort("value", "account", "kind")
    )
    others = [store.accounts(mark), store.measures(mark), store.relations(mark), store.labels(mark)]
    return [shared, *others]


def assert_same(one: list[pl.DataFrame], two: list[pl.DataFrame]) -> None:
    for left, right in zip(one, two, strict=True):
        assert_frame_equal(left, right)
