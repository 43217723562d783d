"""Worlds that several tests look at, each written once."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from linkage.simulate import write

FEEDS = ("accounts", "billing", "devices", "network", "usage", "relations", "labels")

KEYS = {
    "devices": pl.col("device_id").str.to_lowercase().str.strip_chars(),
    "billing": pl.col("billing_address").str.to_lowercase().str.strip_chars(),
    "network": pl.col("ip"),
}


class Written:
    """A world on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.truth = pl.read_parquet(folder / "truth.parquet")
        self.crowds = pl.read_parquet(folder / "crowds.parquet")

    def of(self, role: str) -> set[str]:
        """Accounts of a role."""
        return set(self.truth.filter(pl.col("role") == role)["account_id"])

    def crowd(self, name: str) -> set[str]:
        """Accounts of a crowd."""
        return set(self.crowds.filter(pl.col("crowd") == name)["account_id"])

    def feed(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / "input" / f"{name}.parquet")


def shared(written: Written, feed: str) -> pl.DataFrame:
    """Pairs of an account and a value that honest and ring accounts both hold."""
    rows = written.feed(feed).select("account_id", key=KEYS[feed]).drop_nulls().unique()
    rows = rows.join(written.truth, on="account_id")
    member = pl.col("role") == "member"
    return rows.filter(
        member.any().over("key") & ~member.all().over("key") & ~pl.col("key").is_in(["unknown", "n/a"])
    )


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Written]:
    """A world of a scene, size and seed; asked for twice, written once."""
    made: dict[tuple[str, int, int], Written] = {}

    def get(scene: str = "campaigns", accounts: int = 20_000, seed: int = 3) -> Written:
        key = (scene, accounts, seed)
        if key not in made:
            folder = tmp_path_factory.mktemp(f"{scene}-{accounts}-{seed}")
            write(folder, accounts, seed, scene)
            made[key] = Written(folder)
        return made[key]

    return get


def number(value: object) -> float:
    """A statistic that is a number, for polars may answer anything."""
    assert isinstance(value, int | float)
    return float(value)
