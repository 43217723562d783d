from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from linkage.errors import MissingColumn, NoFeed, PepperChanged, WrongUse
from linkage.graph import open_store
from linkage.graph.store import Store
from linkage.ingest.load import Loaded, Options, load, reingest
from linkage.ingest.mapping import Mapping
from linkage.model import Batch
from linkage.normalise import epoch
from tests.ingest import build

PEPPER = b"a pepper for the tests of ingest"
SECRET = "ann.secret@example.com"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'graph.sqlite'}")
    yield opened
    opened.close()


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
    shared = store.shared(mark).with_columns(pl.col("kind").cast(pl.String)).sort("value", "account", "kind")
    others = [store.accounts(mark), store.measures(mark), store.relations(mark), store.labels(mark)]
    return [shared, *others]


def assert_same(one: list[pl.DataFrame], two: list[pl.DataFrame]) -> None:
    for left, right in zip(one, two, strict=True):
        assert_frame_equal(left, right)


@pytest.mark.parametrize("suffix", build.SUFFIXES)
def test_every_format_brings_the_same(tmp_path: Path, store: Store, suffix: str) -> None:
    [loaded] = bring(store, build.written(tmp_path / f"accounts{suffix}", people()))
    assert (loaded.feed, loaded.file) == ("accounts", f"accounts{suffix}")
    assert (loaded.counts.rows, loaded.counts.accepted) == (6, 6)
    assert loaded.batch.seq == 1
    other = open_store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    bring(other, build.written(tmp_path / "accounts.parquet", people()))
    assert_same(read(store), read(other))
    assert read(store)[0].height > 0
    other.close()


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


def test_a_missing_column_anywhere_leaves_nothing_written(tmp_path: Path, store: Store) -> None:
    build.written(tmp_path / "accounts.csv", people())
    build.written(tmp_path / "usage.csv", people())
    with pytest.raises(MissingColumn, match=r"usage\.csv: the feed usage needs the column `hour`"):
        bring(store, tmp_path)
    assert store.counts()["accounts"] == 0
    assert store.batches() == []


def test_no_feed_leaves_nothing_written(tmp_path: Path, store: Store) -> None:
    with pytest.raises(NoFeed):
        bring(store, tmp_path / "nothing")
    assert store.batches() == []


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


def test_another_pepper_is_refused_until_everything_is_loaded_anew(tmp_path: Path, store: Store) -> None:
    path = build.written(tmp_path / "accounts.csv", people())
    bring(store, path)
    before = read(store)
    other = Options(b"another pepper, just as long as it")
    with pytest.raises(PepperChanged, match="linkage reingest"):
        bring(store, path, options=other)
    assert_same(read(store), before)
    [loaded] = reingest([str(path)], store, Aside(), other)
    assert loaded.counts.accepted == 6
    assert store.epoch() == epoch(other.pepper)
    assert read(store)[0].height == before[0].height
    assert set(read(store)[0]["value"]).isdisjoint(before[0]["value"])


def test_a_database_is_loaded_like_a_file(tmp_path: Path, store: Store) -> None:
    people().write_database("people", f"sqlite:///{tmp_path / 'x.db'}", engine="adbc")
    path = f"accounts=sqlite:///{tmp_path / 'x.db'}#select * from people order by account_id"
    [loaded] = bring(store, path)
    assert loaded.counts.accepted == 6
    [again] = bring(store, path)
    assert again.repeated


ODD = [
    "u1,2024-01-01,a@example.com\n",
    "u1,2024-01-01,a@example.com\n",
    "u2,soon,b@example.com\n",
    ",,\n",
    "\n",
]
ODD += [
    'u3,2024-01-01,"a@example.com\n',
    'u4,1706659200,"c@\nexample.com"\n',
    "u5\n",
    "u6,2024-01-01,a@example.com\n",
]
ODD += ["u7,2024-01-01,d@example.com\n", "x@example.com,,\n", '"u8",2024-01-01,d@example.com\n']


@settings(deadline=None, max_examples=10)
@given(st.lists(st.sampled_from(ODD), max_size=12), st.integers(1, 6))
def test_neither_order_nor_split_nor_size_of_chunks_changes_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], size: int
) -> None:
    folder = tmp_path_factory.mktemp("law")
    shuffled = sorted(lines)
    cut = len(lines) // 2
    header = "account_id,created_at,email\n"
    for name, rows in {
        "a/accounts": lines,
        "b/accounts-1": shuffled[:cut],
        "b/accounts-2": shuffled[cut:],
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / f"{name}.csv").write_text(header + "".join(rows))
    sound = not any('"a@' in line for line in lines)
    whole, split = (open_store(f"sqlite:///{folder / name}.sqlite") for name in ("whole", "split"))
    for loaded in [
        *bring(whole, folder / "a"),
        *bring(split, folder / "b", options=Options(PEPPER, chunk_rows=size)),
    ]:
        counts = loaded.counts
        assert counts.rows == counts.accepted + counts.duplicate + counts.quarantined
        assert min(counts.accepted, counts.duplicate, counts.quarantined, counts.cells) >= 0
    if sound:
        assert_same(read(whole), read(split))
    whole.close()
    split.close()


def test_options_do_not_show_the_pepper() -> None:
    assert "pepper for the tests" not in repr(replace(Options(PEPPER), batch="x"))
