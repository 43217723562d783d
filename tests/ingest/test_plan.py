from datetime import date, time
from pathlib import Path

import polars as pl
import pytest

from linkage.errors import MissingColumn, WrongUse
from linkage.graph.store import Store
from linkage.ingest.load import Options
from linkage.ingest.mapping import Mapping
from tests.ingest import build
from tests.ingest.world import PEPPER, bring, people


def test_a_missing_column_anywhere_leaves_nothing_written(tmp_path: Path, store: Store) -> None:
    build.written(tmp_path / "accounts.csv", people())
    build.written(tmp_path / "usage.csv", people())
    with pytest.raises(MissingColumn, match=r"usage\.csv: the feed usage needs the column `hour`"):
        bring(store, tmp_path)
    assert store.counts()["accounts"] == 0
    assert store.batches() == []


def test_columns_nobody_knows_are_named_and_ignored(tmp_path: Path, store: Store) -> None:
    frame = people().with_columns(pl.lit("x").alias("shoe_size"), pl.lit("y").alias("row"))
    [loaded] = bring(store, build.written(tmp_path / "accounts.jsonl", frame))
    assert loaded.ignored == ("shoe_size", "row")
    assert loaded.counts.accepted == 6


def test_other_column_names_are_mapped_even_one_called_row(tmp_path: Path, store: Store) -> None:
    path = build.written(tmp_path / "accounts.csv", people().rename({"account_id": "row", "email": "mail"}))
    mapping = Mapping(columns={"accounts": {"account_id": "row", "email": "mail"}})
    [loaded] = bring(store, path, options=Options(PEPPER, mapping))
    assert loaded.ignored == ()
    assert store.accounts(1)["account_id"].sort().to_list() == people()["account_id"].to_list()
    with pytest.raises(MissingColumn, match=r"`account_id` \(mapped to `id`\)"):
        bring(store, path, options=Options(PEPPER, Mapping(columns={"accounts": {"account_id": "id"}})))


def test_several_columns_are_joined_as_one(tmp_path: Path, store: Store) -> None:
    frame = (
        people()
        .drop("created_at")
        .with_columns(
            day=pl.lit("2026-03-01"),
            clock=pl.Series(["10:30:00", "", None, " 11:00 ", "12:00:00", "13:00:00"]),
            first=pl.Series(["Ida", " Ida", "Ida", "", None, "Jon"]),
            last=pl.Series(["Weber", "Weber ", "", "Weber", "Weber", "Weber"]),
        )
    )
    own = {"created_at": ("day", "clock"), "full_name": ("first", "last")}
    options = Options(PEPPER, Mapping(columns={"accounts": own}))
    [loaded] = bring(store, build.written(tmp_path / "accounts.csv", frame), options=options)
    assert (loaded.ignored, loaded.counts.accepted, loaded.counts.cells) == ((), 6, 0)
    seconds = [each % 86_400 for each in store.measures(1)["created_at"]]
    assert sorted(seconds) == [0, 0, 37_800, 39_600, 43_200, 46_800]


def test_a_day_and_a_time_of_parquet_are_joined(tmp_path: Path, store: Store) -> None:
    frame = people().drop("created_at").with_columns(day=pl.lit(date(2026, 3, 1)), clock=pl.lit(time(10, 30)))
    options = Options(PEPPER, Mapping(columns={"accounts": {"created_at": ("day", "clock")}}))
    bring(store, build.written(tmp_path / "accounts.parquet", frame), options=options)
    assert set(store.measures(1)["created_at"]) == {1_772_361_000}


def test_a_part_that_is_not_there_is_told_and_the_first_alone_decides(tmp_path: Path, store: Store) -> None:
    told: list[str] = []
    path = build.written(tmp_path / "accounts.csv", people())
    own = {"full_name": ("email", "nickname"), "phone": ("missing", "email")}
    options = Options(PEPPER, Mapping(columns={"accounts": own}), notice=told.append)
    bring(store, path, options=options)
    assert [each.split(" has ")[1] for each in told] == [
        "no column `missing`, to which `phone` is mapped",
        "no column `nickname`, to which `full_name` is mapped",
    ]
    parts = Mapping(columns={"accounts": {"account_id": ("account_id", "shard")}})
    with pytest.raises(MissingColumn, match=r"`account_id` \(mapped to `shard`\)"):
        bring(store, path, options=Options(PEPPER, parts))


def test_the_same_bytes_read_in_another_way_are_another_batch(tmp_path: Path, store: Store) -> None:
    path = build.written(tmp_path / "accounts.csv", people())
    [plain] = bring(store, path)
    mapping = Mapping(columns={"accounts": {"signup_device_id": "email"}})
    [mapped] = bring(store, path, options=Options(PEPPER, mapping))
    [hashed] = bring(store, path, options=Options(PEPPER, hash_ids=True))
    assert len({plain.batch.id, mapped.batch.id, hashed.batch.id}) == 3


def test_a_callers_key_names_the_batch_and_each_of_several_gets_its_stem(
    tmp_path: Path, store: Store
) -> None:
    one = build.written(tmp_path / "accounts.csv", people())
    [loaded] = bring(store, one, options=Options(PEPPER, batch="monday"))
    assert loaded.batch.id == "monday"
    two = build.written(tmp_path / "accounts.jsonl", people(3))
    several = bring(store, one, two, options=Options(PEPPER, batch="tuesday"))
    assert [each.batch.id for each in several] == ["tuesday/accounts", "tuesday/accounts~2"]


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path, store: Store) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,x,email,email,x\nu1,1,a,b,2\n")
    with pytest.raises(WrongUse, match="the column `email` appears twice"):
        bring(store, tmp_path)


def test_a_mapping_to_a_column_that_is_not_there_is_told(tmp_path: Path, store: Store) -> None:
    path = build.written(tmp_path / "accounts.csv", people())
    told: list[str] = []
    mapping = Mapping(columns={"accounts": {"phone": "telephone"}})
    bring(store, path, options=Options(PEPPER, mapping, notice=told.append))
    assert told == ["accounts.csv has no column `telephone`, to which `phone` is mapped"]


def test_a_file_without_rows_is_an_empty_batch(tmp_path: Path, store: Store) -> None:
    (tmp_path / "accounts.csv").write_text("account_id\n")
    (tmp_path / "usage.jsonl").write_text("")
    assert [each.counts.rows for each in bring(store, tmp_path)] == [0, 0]
