from pathlib import Path

import polars as pl
import pytest

from linkage.errors import WrongUse
from linkage.graph.store import Store
from linkage.ingest.load import Options
from linkage.model import Batch
from tests.ingest import build
from tests.ingest.world import PEPPER, Aside, assert_same, bring, people, read

SECRET = "ann.secret@example.com"


def test_the_same_file_again_is_all_duplicates_and_changes_nothing(tmp_path: Path, store: Store) -> None:
    path = build.written(tmp_path / "accounts.csv", people())
    [first] = bring(store, path)
    before = read(store)
    [again] = bring(store, path)
    assert again.repeated
    assert again.batch == first.batch
    assert (again.counts.rows, again.counts.duplicate, again.counts.accepted) == (6, 6, 0)
    assert_same(read(store), before)


def test_rows_that_are_there_twice_are_counted_across_chunks(tmp_path: Path, store: Store) -> None:
    path = build.written(tmp_path / "accounts.csv", pl.concat([people(), people(), people(2)]))
    [loaded] = bring(store, path, options=Options(PEPPER, chunk_rows=4))
    assert (loaded.counts.rows, loaded.counts.accepted, loaded.counts.duplicate) == (14, 6, 8)


def test_bad_rows_and_cells_are_set_aside_without_a_word_of_what_they_held(
    tmp_path: Path, store: Store
) -> None:
    (tmp_path / "accounts.csv").write_text(
        "account_id,created_at,email,signup_ip\n"
        f"u1,{SECRET},a@example.com,{SECRET}\n"
        f",2024-01-01,{SECRET},\n"
        f"{SECRET},2024-01-01,,\n"
        f"u2,2024-01-01,{SECRET}\n"
        f'u3,2024-01-01,"{SECRET},\n'
        "u4,2024-01-01,b@example.com,192.0.2.1\n"
    )
    aside = Aside()
    [loaded] = bring(store, tmp_path, aside=aside)
    assert (loaded.counts.rows, loaded.counts.accepted, loaded.counts.quarantined) == (6, 2, 4)
    assert loaded.counts.cells == 2
    assert aside.frame.drop("batch").rows() == [
        (2, "created_at", "unreadable"),
        (2, "signup_ip", "unreadable"),
        (3, "account_id", "account_id"),
        (4, "account_id", "personal_id"),
        (5, None, "columns"),
        (6, None, "quote"),
    ]
    assert "secret" not in str(aside.frame.to_dicts())
    assert set(aside.frame["batch"]) == {loaded.batch.id}


@pytest.mark.parametrize("suffix", [".csv.gz", ".jsonl.zst"])
def test_a_file_cut_short_leaves_nothing_behind_and_the_files_before_it_in(
    tmp_path: Path, store: Store, suffix: str
) -> None:
    build.written(tmp_path / "accounts.csv", people())
    cut = build.written(tmp_path / f"billing{suffix}", people(30_000))
    cut.write_bytes(cut.read_bytes()[:-9])
    with pytest.raises(WrongUse, match="cut short"):
        bring(store, tmp_path, options=Options(PEPPER, chunk_rows=5000))
    assert [batch.feed for batch in store.batches()] == ["accounts"]
    assert store.accounts(store.watermark()).height == 6


def test_units_of_epoch_times_are_recorded(tmp_path: Path, store: Store) -> None:
    frame = people(2).with_columns(pl.Series("created_at", [1706659200, 1706659200000]))
    [loaded] = bring(
        store, build.written(tmp_path / "accounts.csv", frame), options=Options(PEPPER, chunk_rows=1)
    )
    assert loaded.units == {"created_at": "ms+s"}
    assert store.measures(1)["created_at"].to_list() == [1706659200, 1706659200]


def test_accounts_met_are_told_after_the_commit(tmp_path: Path, store: Store) -> None:
    told: list[tuple[Batch, pl.Series]] = []
    options = Options(PEPPER, chunk_rows=2, committed=lambda batch, keys: told.append((batch, keys)))
    [loaded] = bring(
        store, build.written(tmp_path / "accounts.csv", pl.concat([people(), people()])), options=options
    )
    [(batch, keys)] = told
    assert batch == loaded.batch
    assert keys.to_list() == store.accounts(1)["account"].to_list()
