"""Worlds that several tests look at, each written once."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from linkage.simulate import write

FEEDS = ("accounts", "billing", "devices", "network", "usage", "relations", "labels")


class Written:
    """A world on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.truth = pl.read_parquet(folder / "truth.parquet")

    def feed(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / "input" / f"{name}.parquet")


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
