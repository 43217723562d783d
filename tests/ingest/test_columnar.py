from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linkage.errors import WrongUse
from linkage.ingest import arrowed, cells, columnar
from linkage.ingest.check import check
from linkage.ingest.columnar import Columnar
from linkage.ingest.feeds import FEEDS, Column, Type
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


def ids(kind: pa.DataType) -> pa.Array:
    return pa.array([bytes.fromhex("6ba7b8109dad11d180b400c04fd430c8"), None], kind)


def test_types_of_other_tools_are_read(tmp_path: Path) -> None:
    uuids = pa.ExtensionArray.from_storage(pa.uuid(), ids(pa.binary(16)))
    json = pa.ExtensionArray.from_storage(pa.json_(pa.string()), pa.array(['"x"', None]))
    moments = pa.array([1706659200000000, None], pa.timestamp("us", "+05:30"))
    wide = pa.array([Decimal("123.0000"), None], pa.decimal256(50, 4))
    table = pa.table(
        {"wide": wide, "id": uuids, "json": json, "at": moments, "z": moments.view(pa.timestamp("us", "Z"))}
    )
    pq.write_table(table, tmp_path / "t.parquet")
    [chunk] = build.chunks(Columnar(tmp_path / "t.parquet"), ["id", "json", "at", "z", "wide"])
    assert chunk.rows["wide"].to_list() == [Decimal("123.0000"), None]
    assert chunk.rows["id"].to_list() == ["6ba7b810-9dad-11d1-80b4-00c04fd430c8", None]
    assert chunk.rows["json"].to_list() == ['"x"', None]
    for name in ("at", "z"):
        assert chunk.rows[name].dt.epoch("s").to_list() == [1706659200, None]


def test_columns_that_nothing_can_be_read_of_are_set_aside_cell_by_cell(tmp_path: Path) -> None:
    odd = {
        "email": [{"a": "x"}, {"a": "y"}],
        "phone": [["x"], ["y"]],
        "plan": pa.array([1, 2], pa.duration("s")),
    }
    pq.write_table(pa.table({"account_id": ["u1", "u2"], **odd}), tmp_path / "t.parquet")
    [chunk] = build.chunks(Columnar(tmp_path / "t.parquet"), ["account_id", *odd])
    found = check(FEEDS["accounts"], chunk.rows.rename({NUMBER: ROW}))
    assert found.rows["account_id"].to_list() == ["u1", "u2"]
    assert {code for *_, code in found.spoiled.rows() if _[1] != "plan"} == {"unreadable"}


USERS: list[dict[str, object] | None] = [
    {"id": "u1", "name": {"last": "x"}, "tags": ["a"]},
    None,
    {"id": "u3", "name": None, "tags": []},
]


def structs(folder: Path) -> Columnar:
    table = pa.table({"user": USERS, "plan.of": ["free"] * 3, "ids": [["a"]] * 3})
    pq.write_table(table, folder / "t.parquet")
    return Columnar(folder / "t.parquet")


def test_fields_of_structs_are_columns_as_those_of_jsonl_are(tmp_path: Path) -> None:
    read = structs(tmp_path)
    names = ["user", "user.id", "user.name", "user.name.last", "user.tags", "plan.of", "ids"]
    assert read.columns() == names
    rows = build.rows(read, ["user.id", "user.name.last", "plan.of"])
    assert rows == [(1, "u1", "x", "free"), (2, None, None, "free"), (3, "u3", None, "free")]


def test_a_list_within_a_struct_is_read_as_nothing(tmp_path: Path) -> None:
    [chunk] = build.chunks(structs(tmp_path), ["user.id", "user.tags"])
    assert chunk.rows["user.id"].to_list() == ["u1", None, "u3"]
    assert chunk.rows["user.tags"].dtype.is_nested()


def test_a_column_with_a_dot_of_its_own_is_not_taken_for_a_field(tmp_path: Path) -> None:
    pq.write_table(pa.table({"user": [{"id": "inside"}], "user.id": ["own"]}), tmp_path / "t.parquet")
    assert build.rows(Columnar(tmp_path / "t.parquet"), ["user.id"]) == [(1, "own")]


def test_texts_of_structs_that_repeat_are_bounded_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = pa.table({"user": [{"id": "x" * 1000}] * 500})
    pq.write_table(table, tmp_path / "t.parquet")
    monkeypatch.setattr(arrowed, "BYTES", 100_000)
    parts = build.chunks(Columnar(tmp_path / "t.parquet"), ["user.id"])
    assert sum(part.height for part in parts) == 500
    assert len(parts) > 1


def test_texts_that_repeat_are_read_in_parts_bounded_in_bytes(tmp_path: Path) -> None:
    long = pa.array(["x" * 1_000_000] * 300).dictionary_encode()
    pq.write_table(pa.table({"a": long}), tmp_path / "t.parquet")
    sizes = [
        chunk.rows["a"].str.len_bytes().sum()
        for chunk in Columnar(tmp_path / "t.parquet").chunks(["a"], 1000, quiet)
    ]
    assert sum(sizes) == 300_000_000
    assert max(sizes) <= arrowed.BYTES


@pytest.mark.parametrize("repeating", [True, False])
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary()])
def test_a_cell_that_is_much_too_long_is_cut_before_it_is_handed_on(
    tmp_path: Path, kind: pa.DataType, repeating: bool
) -> None:
    held = pa.array(["é" * 3_000_000, None, "short"], type=kind)
    pq.write_table(pa.table({"a": held}), tmp_path / "t.parquet", use_dictionary=repeating)
    (chunk,) = Columnar(tmp_path / "t.parquet").chunks(["a"], 10, quiet)
    text = cells.read(chunk.rows["a"], Column("full_name", Type.TEXT))
    assert text.values.to_list() == [None, None, "short"]
    assert text.codes is not None
    assert text.codes.to_list() == ["too_long", None, None]
    assert (chunk.rows["a"].cast(pl.Binary).bin.size().fill_null(0) <= arrowed.CELL).all()


def test_a_row_group_that_fills_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columnar, "_GROUP", 1 << 20)
    path = build.written(
        tmp_path / "t.parquet", pl.DataFrame({"a": [f"{at:07}" * 20 for at in range(20_000)], "b": 1})
    )
    with pytest.raises(WrongUse, match="row group 1 takes"):
        list(Columnar(path).chunks(["a"], 100, quiet))
    assert list(Columnar(path).chunks(["b"], 100_000, quiet))


def test_progress_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    path = build.written(tmp_path / "t.parquet", pl.DataFrame({"a": range(10)}))
    told: list[tuple[int, int]] = []
    list(Columnar(path).chunks(["a"], 3, lambda done, total: told.append((done, total))))
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"account_id\nx\n")
    with pytest.raises(WrongUse, match="not a Parquet file, or is damaged"):
        Columnar(tmp_path / "t.parquet").columns()


def test_a_damaged_page_is_refused(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": [f"value {number}" for number in range(5000)]})
    path = build.written(tmp_path / "t.parquet", frame)
    raw = bytearray(path.read_bytes())
    raw[100:2000] = bytes(1900)
    path.write_bytes(bytes(raw))
    with pytest.raises(WrongUse, match="damaged"):
        list(Columnar(path).chunks(["a"], 100, quiet))
