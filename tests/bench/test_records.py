"""Facts alone: the worlds, and the whole way on one of them."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from bench.worlds import records
from linkage import Linkage


def made(out: Path, scene: str, accounts: int, seed: int = 3) -> pl.DataFrame:
    """A world written to a folder; who is in which ring."""
    records.main([str(out), "--scene", scene, "--accounts", str(accounts), "--seed", str(seed)])
    return pl.read_parquet(out / "truth.parquet")


@pytest.mark.parametrize("scene", records.SCENES)
def test_a_world_has_rings_and_is_the_same_for_the_same_seed(scene: str, tmp_path: Path) -> None:
    one, two = (made(tmp_path / name, scene, 400) for name in ("one", "two"))
    assert_frame_equal(one, two)
    assert 0 < one["ring"].count() < one.height / 2
    assert one.filter(pl.col("ring").is_null())["role"].unique().to_list() == ["honest"]
    facts = [pl.read_parquet(tmp_path / name / "input" / "facts.parquet") for name in ("one", "two")]
    assert_frame_equal(*facts)
    assert set(facts[0]["account_id"]) <= set(one["account_id"])


def test_sham_sites_are_found_by_undeclared_kinds_and_hardly_any_client_of_an_agency(tmp_path: Path) -> None:
    truth = made(tmp_path / "world", "sites", 2_000)
    home = Linkage(tmp_path / "home")
    home.load(tmp_path / "world" / "input")
    home.detect()
    flagged = home.members().filter(pl.col("tier").is_in(["core", "member"]))
    found = flagged.join(truth, on="account_id")
    assert found["ring"].null_count() < 0.02 * found.height
    assert found["ring"].count() > 0.9 * truth["ring"].count()
