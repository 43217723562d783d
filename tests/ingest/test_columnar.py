from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linkage.errors import WrongUse
from linkage.ingest.check import check
from linkage.ingest.columnar import Columnar
from linkage.ingest.feeds import FEEDS
from linkage.ingest.readers import NUMBER, ROW, quiet
from tests.ingest import build


def test_rows_are_numbered_from_one_across_chunks(tmp_path: Path) -> None:
    read = Columnar(
        build.written(tmp_path / "t.parquet", pl.DataFrame({"a": ["x", "y", None], "b": [1, 2, 3]}))
    )
    assert read.columns() == ["a", "b"]
    for size in (1, 2, 100):
        assert build.rows(read, ["b", "a"], size) == [(1, 1, "x"), (2, 2, "y"), (3, 3, None)]


def test_columns_nobody_asks_for_or_that_are_not_there_are_left_out(tmp_path: Path) -> None:
    read = Columnar(build.written(tmp_path / "t.parquet", pl.DataFrame({"a": ["x"], "b": [1]})))
    assert build.chunks(read, ["a", "z"])[0].rows.columns == ["a", NUMBER]


def test_text_that_is_no_utf8_loses_its_cell(tmp_path: Path) -> None:
    broken = pa.Array.from_buffers(pa.string(), 2, pa.array([b"\xff", b"y"]).buffers())
    pq.write_table(pa.table({"account_id": ["u1", "u2"], "email": broken}), tmp_path / "t.parquet")
    [chunk] = build.chunks(Columnar(tmp_path / "t.parquet"), ["account_id", "email"])
    found = check(FEEDS["accounts"], chunk.rows.rename({NUMBER: ROW}))
    assert found.rows["email"].to_list() == [None, "y"]
    assert found.spoiled.rows() == [(1, "email", "utf8")]


def test_dictionaries_are_text(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": pa.array(["x", "x", None]).dictionary_encode()}), tmp_path / "t.parquet")
    assert build.rows(Columnar(tmp_path / "t.parquet"), ["a"]) == [(1, "x"), (2, "x"), (3, None)]


def test_progress_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    path = build.written(tmp_path / "t.parquet", pl.DataFrame({"a": range(10)}))
    told: list[tuple[int, int]] = []
    list(Columnar(path).chunks(["a"], 3, lambda done, total: told.append((done, total))))
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"account_id\nx\n")
    with pytest.raises(WrongUse, match="no Parquet file, or damaged"):
        Columnar(tmp_path / "t.parquet").columns()


def test_a_damaged_page_is_refused(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": [f"value {number}" for number in range(5000)]})
    path = build.written(tmp_path / "t.parquet", frame)
    raw = bytearray(path.read_bytes())
    raw[100:2000] = bytes(1900)
    path.write_bytes(bytes(raw))
    with pytest.raises(WrongUse, match="damaged"):
        list(Columnar(path).chunks(["a"], 100, quiet))
