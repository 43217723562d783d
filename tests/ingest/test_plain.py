from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from linkage.errors import UnknownFormat, WrongUse
from linkage.ingest import plain
from tests.ingest import build


@pytest.mark.parametrize("suffix", build.SUFFIXES)
def test_ids_of_a_truth_are_those_of_a_feed(tmp_path: Path, suffix: str) -> None:
    frame = pl.DataFrame({"account_id": ["001000", "nan", "x1", None], "ring": ["7", "7", None, "8"]})
    found = plain.read(build.written(tmp_path / f"truth{suffix}", frame))
    assert found.rows() == [("001000", "7"), ("x1", None)]


def test_numbers_are_ids_without_places(tmp_path: Path) -> None:
    for ids in ([7.0, 8.0], [Decimal("7.000"), Decimal("8.000")], [7, 8]):
        path = build.written(tmp_path / "truth.parquet", pl.DataFrame({"account_id": ids, "ring": [1, 2]}))
        assert plain.read(path).rows() == [("7", "1"), ("8", "2")]


def test_separators_are_those_of_feeds(tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_bytes("account_id;ring\n01;a\n".encode("utf-16"))
    assert plain.read(tmp_path / "truth.csv").rows() == [("01", "a")]


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="does not exist"):
        plain.read(tmp_path / "truth.csv")
    (tmp_path / "truth.ods").touch()
    with pytest.raises(UnknownFormat, match="has an unknown format"):
        plain.read(tmp_path / "truth.ods")
    (tmp_path / "truth.parquet").write_bytes(b"no")
    with pytest.raises(WrongUse, match=r"truth\.parquet"):
        plain.read(tmp_path / "truth.parquet")
